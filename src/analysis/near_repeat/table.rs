use super::knox::{KnoxCounts, knox_counts};
use super::parameters::{CheckedNearRepeat, Clock, NearRepeatError};
use crate::analysis::dated::{DatedIncidents, dated_incidents};
use crate::analysis::progress::Progress;
use crate::analysis::significance::pseudo_p;
use crate::index::{Index, Selection};

/// Knox's table of a selection, with what it was made of.
#[derive(Clone, Debug)]
pub struct NearRepeats {
    parameters: CheckedNearRepeat,
    incidents: DatedIncidents,
    /// Row by row; the last row and column are open-ended.
    cells: Vec<KnoxCell>,
    n_times: usize,
}

/// One band of distance and time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnoxCell {
    /// Pairs of incidents.
    pub observed: u64,
    /// Mean number of pairs over the shuffles.
    pub expected: f64,
    /// Median number of pairs over the shuffles, which some programs divide by.
    pub expected_median: f64,
    /// The share of shuffles, the data counted as one of them, with at least as many pairs: (M + 1) / (R + 1).
    pub p: f64,
}

/// A half-open band `[from, to)`; the last one of a table has no end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub from: f64,
    pub to: Option<f64>,
    /// Distances only: nothing but 0 belongs to it.
    pub is_same_place: bool,
    /// Distances only: 0 itself belongs to the band before.
    pub is_above_zero: bool,
}

/// Whether incidents come back near the last one soon after it: Knox's table with shuffled times.
///
/// Ratio = observed / mean of the shuffles; p = (M + 1) / (R + 1), M being the shuffles with at least as many pairs (one-sided: more
/// than chance). See [`knox_counts`] for the counting and its source.
///
/// * Incidents without a place, or with a window longer than the narrowest time band, are left out and counted.
/// * An empty selection gives a table of zeros with p = 1; one whose windows are all too long is an error.
///
/// Cost: that of [`knox_counts`]; more than 100 million pairs within the farthest distance are refused.
pub fn near_repeats(
    index: &Index,
    selection: &Selection,
    parameters: &CheckedNearRepeat,
    progress: &Progress,
) -> Result<NearRepeats, NearRepeatError> {
    let incidents = dated_incidents(index, selection, parameters.longest_window_s());
    if incidents.len() < 2 && incidents.window_too_long > 0 {
        return Err(NearRepeatError::WindowsTooLong {
            too_long: incidents.window_too_long,
            incidents: selection.len(),
            band_days: parameters.narrowest_band_days(),
        });
    }
    let counts = knox_counts(&incidents.at, &ticks(&incidents, parameters.clock())?, parameters, progress)?;
    Ok(NearRepeats::new(parameters.clone(), incidents, &counts))
}

fn ticks(incidents: &DatedIncidents, clock: Clock) -> Result<Vec<i32>, NearRepeatError> {
    if clock == Clock::Dates {
        return Ok(incidents.day.clone());
    }
    let first = incidents.middle_s.iter().min().copied().unwrap_or_default();
    let tick = |&middle: &i64| i32::try_from(middle - first).map_err(|_| NearRepeatError::Span);
    incidents.middle_s.iter().map(tick).collect()
}

impl NearRepeats {
    fn new(parameters: CheckedNearRepeat, incidents: DatedIncidents, counts: &KnoxCounts) -> Self {
        let n_times = counts.n_times();
        let at = (0..counts.n_distances()).flat_map(|distance| (0..n_times).map(move |time| (distance, time)));
        let cells = at.map(|(distance, time)| cell(counts, distance, time)).collect();
        Self { parameters, incidents, cells, n_times }
    }

    pub fn parameters(&self) -> &CheckedNearRepeat {
        &self.parameters
    }

    /// The incidents that were compared, and how many were left out.
    pub fn incidents(&self) -> &DatedIncidents {
        &self.incidents
    }

    /// All pairs of incidents, however far apart.
    pub fn pairs(&self) -> u64 {
        self.cells.iter().map(|cell| cell.observed).sum()
    }

    /// The cells of a distance band, by time.
    pub fn row(&self, distance: usize) -> &[KnoxCell] {
        &self.cells[distance * self.n_times..(distance + 1) * self.n_times]
    }

    /// The distance bands in metres, nearest first; the last is open.
    pub fn distance_bands(&self) -> Vec<Band> {
        let has_same_place = self.parameters.has_same_place();
        let same = Band { from: 0.0, to: Some(0.0), is_same_place: true, is_above_zero: false };
        let edges: Vec<f64> = self.parameters.distances().iter().map(|edge| edge.0).collect();
        let mut bands = bands(&edges);
        bands[0].is_above_zero = has_same_place;
        has_same_place.then_some(same).into_iter().chain(bands).collect()
    }

    /// The time bands in days, soonest first; the last is open.
    pub fn time_bands(&self) -> Vec<Band> {
        bands(self.parameters.times_days())
    }
}

fn bands(edges: &[f64]) -> Vec<Band> {
    let from = std::iter::once(0.0).chain(edges.iter().copied());
    let to = edges.iter().copied().map(Some).chain([None]);
    from.zip(to).map(|(from, to)| Band { from, to, is_same_place: false, is_above_zero: false }).collect()
}

fn cell(counts: &KnoxCounts, distance: usize, time: usize) -> KnoxCell {
    let observed = counts.observed(distance, time);
    let mut shuffled = counts.shuffled(distance, time).to_vec();
    shuffled.sort_unstable();
    let as_many = shuffled.len() - shuffled.partition_point(|&count| count < observed);
    let sum: u64 = shuffled.iter().sum();
    KnoxCell {
        observed,
        expected: sum as f64 / shuffled.len() as f64,
        expected_median: median(&shuffled),
        p: pseudo_p(as_many, shuffled.len()),
    }
}

/// `sorted` has at least one number.
fn median(sorted: &[u64]) -> f64 {
    let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
    (low as f64 + high as f64) / 2.0
}

impl KnoxCell {
    /// How many times as many pairs as in the mean shuffle; `None` where no shuffle has any.
    pub fn ratio(&self) -> Option<f64> {
        (self.expected > 0.0).then(|| self.observed as f64 / self.expected)
    }

    /// How many times as many pairs as in the middle shuffle; `None` where that has none.
    pub fn ratio_to_median(&self) -> Option<f64> {
        (self.expected_median > 0.0).then(|| self.observed as f64 / self.expected_median)
    }
}

impl Band {
    /// In words, with its unit: "100 to under 200 m".
    pub fn label(&self, unit: &str) -> String {
        match self.to {
            _ if self.is_same_place => "same place".to_owned(),
            None => format!("{} {unit} and more", self.from),
            Some(to) if self.is_above_zero => format!("more than 0 and under {to} {unit}"),
            Some(to) => format!("{} to under {to} {unit}", self.from),
        }
    }
}
