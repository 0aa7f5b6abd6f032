use super::segments::segments;
use crate::analysis::intervals::{Confidence, normal_deviate};
use crate::analysis::season::seasonal_factors;

/// A cut costs this many times the logarithm of the number of months, in units of the dispersion. Three would be the usual choice (BIC for
/// a level, a place and the multiplicity of places); four keeps series without a step clean in 99 of 100 cases when months are independent
/// and in about 90 when half of a month's deviation stays for the next, and still finds a fall by 30 % in 300 incidents a month in 19 of 20.
pub const PENALTY_PER_LOG: f64 = 4.0;
/// Levels that differ by less than a fifth are no step to warn of.
pub const LEAST_RATIO: f64 = 1.2;
/// A level holds for at least a quarter of a year.
const SHORTEST_MONTHS: usize = 3;
/// Shorter series are not searched.
pub(super) const FEWEST_MONTHS: usize = 12;
/// Season and levels, or levels and dispersion, settle within a few rounds.
const ROUNDS: usize = 8;
/// Median of a squared standard normal deviate.
const MEDIAN_SQUARE: f64 = 0.454_936;

/// A series by month that steps were looked for in.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// `all`, a kind, or `kind/class`.
    pub id: String,
    pub label: String,
    /// One a recorded month.
    pub steps: Vec<Step>,
    pub deseasonalised: bool,
    /// Variance over mean about the levels, at least 1.
    pub dispersion: f64,
    /// In the order of time.
    pub changes: Vec<Change>,
}

/// One recorded month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Its number among the months of the data.
    pub month: usize,
    pub count: usize,
    /// The level of its stretch, times the season, as incidents in this month.
    pub level: f64,
}

/// From one level to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The last recorded month of the level before, and the first of the next, by their numbers.
    pub last_before: usize,
    pub first_after: usize,
    /// Incidents a month of average length.
    pub level_before: f64,
    pub level_after: f64,
    /// The second level over the first; `None` where the first is zero.
    pub ratio: Option<f64>,
    /// Ends of its 95 % interval, the dispersion allowed for; `None` where a level is zero.
    pub interval: Option<(f64, f64)>,
}

const DAYS_PER_MONTH: f64 = 365.2425 / 12.0;

/// A month to search: its number, count, days and calendar month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Month {
    pub month: usize,
    pub count: usize,
    pub days: f64,
    pub calendar: usize,
}

impl Series {
    /// Looks for steps in the recorded months of a series.
    ///
    /// By turns, until nothing moves: the season about the levels (once every calendar month came twice), the dispersion (the median of
    /// the squared differences of neighbouring months, and no less than Pearson's about the levels), and the least costly cut
    /// ([`segments`]). Steps by less than [`LEAST_RATIO`] are then joined, the smallest first.
    pub(super) fn search(id: String, label: String, months: &[Month]) -> Self {
        let found = Search::of(months);
        let changes = found.changes(months);
        let expected = found.expected(months);
        let steps = months.iter().zip(expected).map(|(it, level)| Step { month: it.month, count: it.count, level });
        Self {
            id,
            label,
            steps: steps.collect(),
            deseasonalised: found.season.is_some(),
            dispersion: found.dispersion,
            changes,
        }
    }
}

struct Search {
    counts: Vec<f64>,
    /// Days times season.
    exposures: Vec<f64>,
    season: Option<[f64; 12]>,
    dispersion: f64,
    /// Where each level but the first begins.
    starts: Vec<usize>,
}

impl Search {
    fn of(months: &[Month]) -> Self {
        let counts: Vec<f64> = months.iter().map(|it| it.count as f64).collect();
        let days: Vec<f64> = months.iter().map(|it| it.days).collect();
        let calendar: Vec<usize> = months.iter().map(|it| it.calendar).collect();
        let mut search = Self { counts, exposures: days.clone(), season: None, dispersion: 1.0, starts: Vec::new() };
        if months.len() < FEWEST_MONTHS {
            return search;
        }
        search.cut();
        for _ in 0..ROUNDS {
            let levels: Vec<f64> = search.levels().iter().zip(&days).map(|(level, days)| level * days).collect();
            let Some(season) = seasonal_factors(&search.counts, &levels, &calendar) else { break };
            let before = search.starts.clone();
            search.exposures = days.iter().zip(&calendar).map(|(days, &month)| days * season[month]).collect();
            search.season = Some(season);
            search.cut();
            if search.starts == before {
                break;
            }
        }
        search.join();
        search
    }

    /// Finds the levels, and the dispersion about them.
    fn cut(&mut self) {
        self.dispersion = self.dispersion_of_neighbours();
        let penalty = PENALTY_PER_LOG * (self.counts.len() as f64).ln();
        for _ in 0..ROUNDS {
            self.starts = segments(&self.counts, &self.exposures, self.dispersion, penalty, SHORTEST_MONTHS);
            let about_levels = self.dispersion_about_levels();
            if about_levels <= self.dispersion {
                return;
            }
            self.dispersion = about_levels;
        }
    }

    /// From differences of neighbouring months, which steps hardly touch.
    fn dispersion_of_neighbours(&self) -> f64 {
        let pairs = self.counts.windows(2).zip(self.exposures.windows(2));
        let square = |(y, e): (&[f64], &[f64])| {
            let variance = e[0] * e[1] * (y[0] + y[1]);
            if variance > 0.0 { (y[1] * e[0] - y[0] * e[1]).powi(2) / variance } else { 0.0 }
        };
        let mut squares: Vec<f64> = pairs.map(square).collect();
        squares.sort_unstable_by(f64::total_cmp);
        squares.get(squares.len() / 2).map_or(1.0, |median| (median / MEDIAN_SQUARE).max(1.0))
    }

    fn dispersion_about_levels(&self) -> f64 {
        let levels = self.levels();
        let square = |at: usize| {
            let expected = levels[at] * self.exposures[at];
            if expected > 0.0 { (self.counts[at] - expected).powi(2) / expected } else { 0.0 }
        };
        let free = self.counts.len().saturating_sub(self.starts.len() + 1).max(1);
        (0..self.counts.len()).map(square).sum::<f64>() / free as f64
    }

    /// Rates of the stretches, in order.
    fn rates(&self) -> Vec<f64> {
        self.stretches().map(|(from, to)| self.count(from, to) / self.exposures[from..to].iter().sum::<f64>()).collect()
    }

    /// The rate of each month's stretch.
    fn levels(&self) -> Vec<f64> {
        let stretches = self.stretches().zip(self.rates());
        stretches.flat_map(|((from, to), rate)| std::iter::repeat_n(rate, to - from)).collect()
    }

    fn stretches(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let from = std::iter::once(0).chain(self.starts.iter().copied());
        from.zip(self.starts.iter().copied().chain([self.counts.len()]))
    }

    fn count(&self, from: usize, to: usize) -> f64 {
        self.counts[from..to].iter().sum()
    }

    /// Joins stretches whose levels hardly differ.
    fn join(&mut self) {
        loop {
            let rates = self.rates();
            let apart = |pair: &[f64]| if pair[0] == pair[1] { 0.0 } else { (pair[1] / pair[0]).ln().abs() };
            let least = rates.windows(2).map(apart).enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
            match least {
                Some((at, apart)) if apart < LEAST_RATIO.ln() => self.starts.remove(at),
                _ => return,
            };
        }
    }

    fn changes(&self, months: &[Month]) -> Vec<Change> {
        let (rates, stretches): (Vec<f64>, Vec<(usize, usize)>) = (self.rates(), self.stretches().collect());
        let pairs = rates.windows(2).zip(stretches.windows(2));
        pairs
            .map(|(rate, stretch)| {
                let ratio = (rate[0] > 0.0).then(|| rate[1] / rate[0]);
                let counts = [0, 1].map(|at| self.count(stretch[at].0, stretch[at].1));
                let error = (self.dispersion * (1.0 / counts[0] + 1.0 / counts[1])).sqrt();
                let reach = (normal_deviate(Confidence::P95) * error).exp();
                Change {
                    last_before: months[stretch[1].0 - 1].month,
                    first_after: months[stretch[1].0].month,
                    level_before: rate[0] * DAYS_PER_MONTH,
                    level_after: rate[1] * DAYS_PER_MONTH,
                    ratio,
                    interval: ratio.filter(|&ratio| ratio > 0.0).map(|ratio| (ratio / reach, ratio * reach)),
                }
            })
            .collect()
    }

    /// The level of each month's stretch, in incidents of that month.
    fn expected(&self, months: &[Month]) -> Vec<f64> {
        if months.is_empty() {
            return Vec::new();
        }
        self.levels().iter().zip(&self.exposures).map(|(level, exposure)| level * exposure).collect()
    }
}

#[cfg(test)]
mod tests {
    use rand_distr::{Distribution, Gamma, Poisson};

    use super::*;
    use crate::analysis::replica_rng;

    /// Counts of dispersion 5 about `mean`, with a season of a tenth.
    fn made(months: usize, replica: u64, mean: impl Fn(usize) -> f64) -> Series {
        const DISPERSION: f64 = 5.0;
        let mut rng = replica_rng(7, replica);
        let months: Vec<Month> = (0..months)
            .map(|month| {
                let season = 1.0 + 0.1 * (month as f64 * std::f64::consts::TAU / 12.0).sin();
                let rate = Gamma::new(mean(month) * season / (DISPERSION - 1.0), DISPERSION - 1.0).unwrap();
                let count = Poisson::new(rate.sample(&mut rng)).unwrap().sample(&mut rng) as usize;
                Month { month, count, days: 30.0, calendar: month % 12 }
            })
            .collect();
        Series::search("asb".into(), "ASB".into(), &months)
    }

    const SERIES: u64 = 300;

    #[test]
    fn a_steady_series_has_no_step() {
        for months in [24, 60] {
            let wrong = (0..SERIES).filter(|&replica| !made(months, replica, |_| 300.0).changes.is_empty()).count();
            assert!(wrong <= 9, "{wrong} of {SERIES} series of {months} months");
        }
    }

    #[test]
    fn a_fall_by_three_tenths_is_found_where_it_is() {
        let found = (0..SERIES).filter(|&replica| {
            let series = made(60, replica, |month| if month < 31 { 300.0 } else { 210.0 });
            series.changes.iter().any(|change| change.first_after.abs_diff(31) <= 1)
        });
        let found_fraction = found.count() as f64 / SERIES as f64;
        assert!(found_fraction > 0.85, "{found_fraction}");
    }

    #[test]
    fn a_small_step_is_none_to_warn_of() {
        let series = made(60, 1, |month| if month < 30 { 30_000.0 } else { 27_000.0 });
        assert!(series.changes.is_empty(), "{:?}", series.changes);
    }

    #[test]
    fn levels_and_ratio_by_hand() {
        let months: Vec<Month> = (0..16)
            .map(|month| Month {
                month: month + if month < 8 { 0 } else { 20 },
                count: if month < 8 { 304 } else { 152 },
                days: DAYS_PER_MONTH,
                calendar: month % 12,
            })
            .collect();
        let series = Series::search("asb".into(), "ASB".into(), &months);
        let [change] = series.changes[..] else { panic!("{:?}", series.changes) };
        assert_eq!((change.last_before, change.first_after), (7, 28));
        assert!((change.level_before - 304.0).abs() < 1e-9 && (change.level_after - 152.0).abs() < 1e-9);
        let reach = (1.959_963_984_540_054 * (1.0_f64 / 2432.0 + 1.0 / 1216.0).sqrt()).exp();
        let (low, high) = change.interval.unwrap();
        assert!((low - 0.5 / reach).abs() < 1e-9 && (high - 0.5 * reach).abs() < 1e-9);
        assert!(!series.deseasonalised && series.dispersion == 1.0);
    }

    #[test]
    fn short_empty_and_zero() {
        assert!(made(11, 1, |month| if month < 5 { 900.0 } else { 100.0 }).changes.is_empty());
        assert!(Series::search("a".into(), "a".into(), &[]).steps.is_empty());
        let months: Vec<Month> = (0..24)
            .map(|month| Month { month, count: if month < 12 { 0 } else { 90 }, days: 30.0, calendar: month % 12 })
            .collect();
        let series = Series::search("a".into(), "a".into(), &months);
        assert_eq!((series.changes.len(), series.changes[0].ratio, series.changes[0].interval), (1, None, None));
    }
}
