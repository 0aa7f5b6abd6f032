use rayon::prelude::*;

use super::model::{FEWEST_MONTHS, History, YEAR, smoothed_paths};
use super::naive::repeating_paths;
use super::paths::{Outlook, Paths};
use crate::analysis::{Cancelled, Progress};

/// The most origins: the latest are the ones that tell most.
pub(super) const MOST_ORIGINS: usize = 36;
/// Futures an origin: enough for the ends of an 80 and a 95 % interval, which is all that is asked of them.
const PATHS: usize = 400;

/// How the method would have done at earlier dates, and beside it a forecast that only repeats the last year.
#[derive(Clone, Debug, PartialEq)]
pub struct BackTest {
    /// Months at whose end a forecast was made.
    pub origins: usize,
    /// Up to twelve months ahead, all counted as one.
    pub forecasts: usize,
    pub ours: Coverage,
    pub naive: Coverage,
    /// How many of the sums of twelve months lay in their intervals, where the data hold all twelve.
    pub totals: usize,
    pub totals_in_80: usize,
    pub totals_in_95: usize,
}

/// How often intervals held the truth, and how far medians missed it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coverage {
    pub in_80_fraction: f64,
    pub in_95_fraction: f64,
    /// Incidents a month.
    pub mean_absolute_error: f64,
}

/// Makes the forecast at the end of every month from the 24th on (the last 36 of them), up to twelve months ahead, and compares.
///
/// An origin sees the months before it and nothing else. `None` without any month to compare with. Cost: a fit and 400 futures an
/// origin; each origin is one step of `progress`.
pub(super) fn back_test(history: &History, seed: u64, progress: &Progress) -> Result<Option<BackTest>, Cancelled> {
    let n = history.counts.len();
    let origins: Vec<usize> = (FEWEST_MONTHS.max(n.saturating_sub(MOST_ORIGINS))..n).collect();
    let compared: Vec<Option<[Score; 2]>> = origins
        .par_iter()
        .map(|&origin| {
            progress.advance(1)?;
            let ahead = YEAR.min(n - origin);
            let seen = history.until(origin, ahead);
            let truth = &history.counts[origin..origin + ahead];
            let both = smoothed_paths(&seen, PATHS, seed).zip(repeating_paths(&seen, PATHS, seed));
            Ok(both.map(|(ours, naive)| [Score::of(&ours, truth), Score::of(&naive, truth)]))
        })
        .collect::<Result<_, Cancelled>>()?;
    let compared: Vec<[Score; 2]> = compared.into_iter().flatten().collect();
    let [ours, naive] = [0, 1].map(|method| compared.iter().fold(Score::default(), |sum, it| sum.and(&it[method])));
    Ok((ours.months > 0).then(|| BackTest {
        origins: compared.len(),
        forecasts: ours.months,
        ours: ours.coverage(),
        naive: naive.coverage(),
        totals: ours.totals,
        totals_in_80: ours.totals_in_80,
        totals_in_95: ours.totals_in_95,
    }))
}

#[derive(Clone, Copy, Debug, Default)]
struct Score {
    months: usize,
    in_80: usize,
    in_95: usize,
    missed: f64,
    totals: usize,
    totals_in_80: usize,
    totals_in_95: usize,
}

impl Score {
    fn of(paths: &Paths, truth: &[f64]) -> Self {
        let mut score = Self { months: truth.len(), ..Self::default() };
        for (month, &count) in truth.iter().enumerate() {
            let outlook = paths.month(month);
            score.in_80 += usize::from(in_80(&outlook, count));
            score.in_95 += usize::from(in_95(&outlook, count));
            score.missed += (outlook.median - count).abs();
        }
        if truth.len() == YEAR {
            let (outlook, total) = (paths.sum(0..YEAR, 0.0), truth.iter().sum());
            score.totals = 1;
            score.totals_in_80 = usize::from(in_80(&outlook, total));
            score.totals_in_95 = usize::from(in_95(&outlook, total));
        }
        score
    }

    fn and(&self, other: &Self) -> Self {
        Self {
            months: self.months + other.months,
            in_80: self.in_80 + other.in_80,
            in_95: self.in_95 + other.in_95,
            missed: self.missed + other.missed,
            totals: self.totals + other.totals,
            totals_in_80: self.totals_in_80 + other.totals_in_80,
            totals_in_95: self.totals_in_95 + other.totals_in_95,
        }
    }

    fn coverage(&self) -> Coverage {
        let months = self.months.max(1) as f64;
        Coverage {
            in_80_fraction: self.in_80 as f64 / months,
            in_95_fraction: self.in_95 as f64 / months,
            mean_absolute_error: self.missed / months,
        }
    }
}

fn in_80(outlook: &Outlook, count: f64) -> bool {
    (outlook.low_80..=outlook.high_80).contains(&count)
}

fn in_95(outlook: &Outlook, count: f64) -> bool {
    (outlook.low_95..=outlook.high_95).contains(&count)
}
