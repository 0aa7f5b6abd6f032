use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};

use super::bootstrap::resample;
use super::origin_scores::Capture;
use super::report::Period;
use crate::analysis::replica_rng;

/// Resamples of the cells an interval is made from: its ends then repeat to about a fiftieth of its width.
const REPLICAS: usize = 1000;

/// Fewer cells with incidents than these are no sample of places.
const LEAST_CELLS: usize = 10;

/// Resamples of both the periods and the cells that had incidents, for intervals over so few periods that these alone say little.
///
/// In a resample periods are drawn in blocks, and each cell counts as often as a Poisson number of mean 1 says, in all periods alike and with
/// all its incidents: what comes back to a place comes together. Incidents outside the cells count one by one. As the scatter of periods holds
/// some of that of cells already, such intervals are rather too wide. Owen, A. (2007), The pigeonhole bootstrap, Annals of Applied
/// Statistics 1, 386-411, doi:10.1214/07-AOAS122, for two crossed factors; Poisson weights after Chamandy, N. et al. (2012), Estimating
/// uncertainty for massive data streams, Google.
pub(super) struct CellResamples<'a> {
    periods: &'a [Period],
    /// Rows that had an incident in any period, ascending.
    rows: Vec<u32>,
    resamples: Vec<Resample>,
}

struct Resample {
    /// `[n_rows]`
    weights: Vec<u8>,
    /// Periods, as often as they were drawn.
    drawn: Vec<usize>,
    /// `[n_periods]` all incidents of each period.
    totals: Vec<f64>,
}

impl<'a> CellResamples<'a> {
    /// `block` consecutive periods are drawn together.
    pub fn new(periods: &'a [Period], block: usize, seed: u64) -> Self {
        let mut rows: Vec<u32> = periods.iter().flat_map(|period| period.rows.iter().copied()).collect();
        rows.sort_unstable();
        rows.dedup();
        let mut found = Self { periods, rows, resamples: Vec::with_capacity(REPLICAS) };
        let once = Poisson::new(1.0).expect("1 is a mean");
        for replica in 0..REPLICAS {
            let rng = &mut replica_rng(seed, replica as u64);
            let weights: Vec<u8> = (0..found.rows.len()).map(|_| once.sample(rng) as u8).collect();
            let of_period = |period| found.in_cells(period, &weights, |_| true) + outside(period.outside_cells, rng);
            let totals = periods.iter().map(of_period).collect();
            let mut drawn = Vec::new();
            resample(periods.len(), block, rng, &mut drawn);
            found.resamples.push(Resample { weights, drawn, totals });
        }
        found
    }

    /// The mean PAI of each resample, `captures` being of the periods in their order. `None` with fewer than 10 cells that had incidents, or
    /// where a resample has none.
    pub fn means(&self, captures: &[&Capture]) -> Option<Vec<f64>> {
        if self.rows.len() < LEAST_CELLS {
            return None;
        }
        let pai = |at: usize, of: &Resample| {
            let hits =
                self.in_cells(&self.periods[at], &of.weights, |row| captures[at].chosen.binary_search(&row).is_ok());
            (of.totals[at] > 0.0).then(|| hits / of.totals[at] / captures[at].area_fraction)
        };
        let mean = |of: &Resample| {
            let pais: Vec<_> = of.drawn.iter().filter_map(|&at| pai(at, of)).collect();
            (!pais.is_empty()).then(|| pais.iter().sum::<f64>() / pais.len() as f64)
        };
        self.resamples.iter().map(mean).collect()
    }

    fn in_cells(&self, period: &Period, weights: &[u8], counts: impl Fn(u32) -> bool) -> f64 {
        let cells = period.rows.iter().zip(&period.counts).filter(|(row, _)| counts(**row));
        let weight = |row: &u32| weights[self.rows.binary_search(row).expect("all periods' rows are among them")];
        cells.map(|(row, count)| f64::from(weight(row)) * count).sum()
    }
}

fn outside(incidents: f64, rng: &mut ChaCha8Rng) -> f64 {
    Poisson::new(incidents).map_or(0.0, |number| number.sample(rng))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::bootstrap::{interval_of, ratio_of};
    use crate::forecast::CellCounts;

    fn period(counts: Vec<f64>, outside: f64) -> Period {
        let origin = jiff::civil::date(2021, 3, 1);
        Period::new(origin, origin, &CellCounts { counts, outside })
    }

    fn capture(chosen: std::ops::Range<u32>, area_fraction: f64) -> Capture {
        Capture { chosen: chosen.collect(), area_fraction, ..Capture::default() }
    }

    /// A fifth of 1,000 cells with one incident each: the hit rate scatters as a fraction of 1,000 trials does, and with four incidents
    /// in each of a quarter of the cells twice as widely.
    #[test]
    fn as_wide_as_a_fraction_of_so_many_clusters() {
        for (cells, each, expected) in [(1000, 1.0, 0.0248), (250, 4.0, 0.0496)] {
            let periods = [period(vec![each; cells], 0.0)];
            let found = CellResamples::new(&periods, 1, 3).means(&[&capture(0..cells as u32 / 5, 1.0)]).unwrap();
            let interval = interval_of(&found);
            let half = 0.5 * (interval.high - interval.low);
            assert!((half / expected - 1.0).abs() < 0.1, "{half} instead of {expected}");
        }
    }

    /// Two choices of known rates, three periods: 95 % intervals of the ratio hold the true one about as often, and never have the width 0,
    /// not even when the ratio is the same in every period.
    #[test]
    fn the_true_ratio_is_in_the_interval() {
        let rates: Vec<f64> = (0..80).map(|cell| 4.0 / (1.0 + f64::from(cell) / 6.0)).collect();
        let (ours, theirs) = (capture(0..16, 0.2), capture(4..20, 0.2));
        let sum = |chosen: &[u32]| chosen.iter().map(|&cell| rates[cell as usize]).sum::<f64>();
        let truth = sum(&ours.chosen) / sum(&theirs.chosen);
        let held = (0..100).filter(|&trial| {
            let rng = &mut replica_rng(17, trial);
            let mut made = || period(rates.iter().map(|&rate| Poisson::new(rate).unwrap().sample(rng)).collect(), 0.0);
            let periods = [made(), made(), made()];
            let resamples = CellResamples::new(&periods, 1, trial);
            let found =
                ratio_of(&resamples.means(&[&ours; 3]).unwrap(), &resamples.means(&[&theirs; 3]).unwrap()).unwrap();
            assert!(found.low < found.high);
            (found.low..=found.high).contains(&truth)
        });
        let held = held.count();
        assert!((89..=100).contains(&held), "{held} of 100");
        let alike = period(rates.iter().map(|rate| rate.ceil()).collect(), 0.0);
        let periods = [alike.clone(), alike];
        let resamples = CellResamples::new(&periods, 2, 3);
        let found = ratio_of(&resamples.means(&[&ours; 2]).unwrap(), &resamples.means(&[&theirs; 2]).unwrap()).unwrap();
        assert!(found.high - found.low > 0.05, "{found:?}");
    }

    #[test]
    fn the_same_choice_gives_the_same_resamples() {
        let periods = [period(vec![3.0; 20], 2.0), period(vec![0.0; 20], 0.0), period(vec![1.0; 20], 0.0)];
        let own = capture(0..10, 0.5);
        let resamples = CellResamples::new(&periods, 1, 3);
        let found = resamples.means(&[&own, &own, &own]);
        assert_eq!(found, resamples.means(&[&own, &own, &own]));
        assert!(found.unwrap_or_default().iter().all(|mean| (0.0..=2.0).contains(mean)));
    }

    #[test]
    fn nothing_and_hardly_anything() {
        let few = [period(vec![1.0; 9], 0.0)];
        assert_eq!(CellResamples::new(&few, 1, 3).means(&[&capture(0..2, 0.5)]), None);
        let periods = [period(vec![0.0; 4], 0.0)];
        assert_eq!(CellResamples::new(&periods, 1, 3).means(&[&capture(0..2, 0.5)]), None);
        assert_eq!(CellResamples::new(&[], 1, 3).means(&[]), None);
    }
}
