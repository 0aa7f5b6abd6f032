use rand::seq::SliceRandom;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::calendar::Calendar;
use super::circles::{Circles, MOST_ENTRIES};
use super::parameters::{CheckedScan, Mode, ScanError};
use super::search::{Search, Strongest};
use crate::analysis::progress::{Cancelled, Progress};
use crate::analysis::random::replica_rng;
use crate::analysis::significance::pseudo_p;
use crate::space::{Metres, Planar};

/// Cases, each at one of some places and on one day of the study period.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    /// Distinct places, metres, finite; each is the centre of circles, also one without a case.
    pub places: Vec<Planar>,
    /// For each case, the number of its place.
    pub place: Vec<u32>,
    /// For each case, its day: 0 is the first day of the study period.
    pub day: Vec<u32>,
    /// Days of the study period, more than any case's day.
    pub n_days: u32,
}

impl Cases {
    pub fn len(&self) -> usize {
        self.place.len()
    }

    pub fn is_empty(&self) -> bool {
        self.place.is_empty()
    }
}

/// A circle and days in which more cases gathered than their usual share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cluster {
    /// The number of the place in the middle.
    pub centre: usize,
    /// To the farthest place with a case in the circle; 0 for a single place.
    pub radius: Metres,
    /// The first day and the day after the last, of the study period.
    pub days: (u32, u32),
    pub cases: u32,
    /// What the place's share and the days' share make of all cases.
    pub expected: f64,
    /// Logarithm of the likelihood ratio.
    pub statistic: f64,
    /// How often chance gives a cluster as strong anywhere: (M + 1) / (R + 1); `None` without replicas.
    pub p: Option<f64>,
    /// Prospective, analysed daily: chance alone raises such an alarm once in this many days, 1 / p.
    pub recurrence_interval_days: Option<f64>,
}

/// The space-time permutation scan: clusters of cases in circles and windows of days, the strongest first.
///
/// For every circle round a place (up to `max_radius`, and to half of all cases) and every window of up to `max_days`, the cases
/// inside are compared with (cases in the circle) × (cases on those days) / (all cases). The strongest cylinder of each centre is a
/// candidate; a candidate that shares a place with a stronger one is left out. A replica shuffles the days among the cases and keeps
/// its strongest cylinder, against which every cluster is held: p counts for all places and windows searched.
///
/// * Returns at most `most` clusters of at least two cases and more than expected.
/// * Fewer than two cases, or all on one day, or all at one place, give none. Equal distances enter a circle together; equal
///   statistics are ranked by centre.
///
/// Cost: replicas × Σ over centres of the cases in its largest circle, about ten nanoseconds each while windows hold a few cases; 4
/// bytes for each such case. The same numbers for any number of threads.
///
/// Source: Kulldorff et al. (2005), doi:10.1371/journal.pmed.0020059; secondary clusters and recurrence interval as SaTScan has them
/// (no geographical overlap; Kleinman et al. 2004, American Journal of Epidemiology 159, 217-224).
pub fn scan(
    cases: &Cases,
    parameters: &CheckedScan,
    most: usize,
    progress: &Progress,
) -> Result<Vec<Cluster>, ScanError> {
    assert_eq!(cases.place.len(), cases.day.len(), "one day a case");
    let circles = Circles::round(cases, parameters, MOST_ENTRIES, progress)?;
    let mut by_day: Vec<u32> = (0..cases.len() as u32).collect();
    by_day.sort_by_key(|&case| cases.day[case as usize]);
    let sorted = by_day.iter().map(|&case| cases.day[case as usize]).collect();
    let calendar = Calendar::new(sorted, cases.n_days, parameters);
    let mut slots = vec![0; cases.len()];
    by_day.iter().zip(0..).for_each(|(&case, slot)| slots[case as usize] = slot);

    progress.begin(u64::from(parameters.replicas()) + 1);
    let candidates = strongest_by_centre(&circles, &calendar, &slots, progress)?;
    let found = without_overlap(candidates, &circles, cases, most);
    progress.advance(1)?;
    let strongest: Result<Vec<f64>, Cancelled> = (1..=u64::from(parameters.replicas()))
        .into_par_iter()
        .map(|replica| {
            let mut slots = slots.clone();
            slots.shuffle(&mut replica_rng(parameters.seed(), replica));
            strongest(&circles, &calendar, &slots, progress)
        })
        .collect();
    let strongest = strongest?;
    Ok(found.iter().map(|found| cluster(found, cases, &circles, parameters.mode(), &strongest)).collect())
}

/// Centres between two looks at whether anybody still waits: well under a tenth of a second.
const CENTRES_PER_CHECK: usize = 256;

fn strongest_by_centre(
    circles: &Circles,
    calendar: &Calendar,
    slots: &[u32],
    progress: &Progress,
) -> Result<Vec<Strongest>, Cancelled> {
    (0..circles.len().div_ceil(CENTRES_PER_CHECK))
        .into_par_iter()
        .map(|task| {
            progress.check()?;
            let centres = task * CENTRES_PER_CHECK..((task + 1) * CENTRES_PER_CHECK).min(circles.len());
            let of_centre = |centre| {
                let mut search = Search::new(calendar, slots);
                search.centre(circles, centre);
                *search.best()
            };
            Ok(centres.map(of_centre).collect::<Vec<_>>())
        })
        .collect::<Result<Vec<_>, _>>()
        .map(|tasks| tasks.into_iter().flatten().filter(|found| found.statistic > 0.0).collect())
}

fn strongest(circles: &Circles, calendar: &Calendar, slots: &[u32], progress: &Progress) -> Result<f64, Cancelled> {
    let mut search = Search::new(calendar, slots);
    for centre in 0..circles.len() {
        if centre % CENTRES_PER_CHECK == 0 {
            progress.check()?;
        }
        search.centre(circles, centre);
    }
    progress.advance(1)?;
    Ok(search.best().statistic)
}

/// The strongest cylinders, none sharing a place with a stronger one.
fn without_overlap(mut candidates: Vec<Strongest>, circles: &Circles, cases: &Cases, most: usize) -> Vec<Strongest> {
    let mut cases_at = vec![0; cases.places.len()];
    cases.place.iter().for_each(|&place| cases_at[place as usize] += 1);
    candidates.sort_by(|a, b| b.statistic.total_cmp(&a.statistic).then(a.centre.cmp(&b.centre)));
    let mut taken = vec![false; circles.len()];
    let mut kept = Vec::new();
    for candidate in candidates {
        if kept.len() == most {
            break;
        }
        let places = places_of(&candidate, circles, &cases_at);
        if places.iter().any(|&place| taken[place as usize]) {
            continue;
        }
        places.iter().for_each(|&place| taken[place as usize] = true);
        kept.push(candidate);
    }
    kept
}

/// The places of a cylinder, up to that of its farthest case.
fn places_of<'a>(found: &Strongest, circles: &'a Circles, cases_at: &[u32]) -> &'a [u32] {
    let near = circles.near(found.centre);
    let mut cases = 0;
    let inside = near.iter().take_while(|&&place| {
        let goes_on = cases < found.in_circle;
        cases += cases_at[place as usize];
        goes_on
    });
    &near[..inside.count()]
}

fn cluster(found: &Strongest, cases: &Cases, circles: &Circles, mode: Mode, strongest: &[f64]) -> Cluster {
    let farthest = circles.entries(found.centre)[found.in_circle as usize - 1].case();
    let place = |place: usize| cases.places[place];
    let as_strong = strongest.iter().filter(|&&statistic| statistic >= found.statistic).count();
    let p = (!strongest.is_empty()).then(|| pseudo_p(as_strong, strongest.len()));
    Cluster {
        centre: found.centre,
        radius: place(found.centre).distance(place(cases.place[farthest] as usize)),
        days: found.days,
        cases: found.cases,
        expected: found.product as f64 / cases.len() as f64,
        statistic: found.statistic,
        p,
        recurrence_interval_days: p.filter(|_| mode == Mode::Prospective).map(|p| 1.0 / p),
    }
}
