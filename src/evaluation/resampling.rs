use super::bootstrap::{block_length, ratio_of, resampled_means};
use super::cell_bootstrap::CellResamples;
use super::origin_scores::Capture;
use super::report::{IntervalsOver, Period};
use crate::analysis::intervals::Interval;

/// With fewer periods than this their scatter says little, and cells are resampled too.
pub const LEAST_PERIODS: usize = 8;

/// What intervals of mean PAI come from: the same resamples for every forecaster and coverage of a run, so that ratios are paired.
pub struct Resampling<'a> {
    /// Consecutive periods that are drawn together.
    pub block: usize,
    seed: u64,
    /// Where there are too few periods.
    cells: Option<CellResamples<'a>>,
}

impl<'a> Resampling<'a> {
    /// `periods` in the order of time. With fewer than eight that had incidents, cells are resampled beside them, for which the periods need
    /// their rows and counts.
    pub fn of(periods: &'a [Period], seed: u64) -> Self {
        let scored = periods.iter().filter(|period| period.incidents > 0.0).count();
        let block = block_length(scored, overlapping(periods));
        let cells = (scored < LEAST_PERIODS).then(|| CellResamples::new(periods, block, seed));
        Self { block, seed, cells }
    }

    pub fn intervals_over(&self) -> IntervalsOver {
        if self.cells.is_some() { IntervalsOver::PeriodsAndCells } else { IntervalsOver::Periods }
    }

    /// The mean PAI of each resample, `captures` being of the periods in their order; `None` where there is too little to resample.
    pub fn mean_pais(&self, captures: &[&Capture]) -> Option<Vec<f64>> {
        match &self.cells {
            Some(cells) => cells.means(captures),
            None => {
                let pais: Vec<f64> = captures.iter().filter_map(|capture| capture.pai).collect();
                resampled_means(&pais, self.block, self.seed)
            }
        }
    }

    /// The interval of the ratio of two mean PAIs, 95 %; `None` where there is too little to resample, or the second is 0 in a resample.
    pub fn pai_ratio(&self, ours: &[&Capture], theirs: &[&Capture]) -> Option<Interval> {
        ratio_of(&self.mean_pais(ours)?, &self.mean_pais(theirs)?)
    }
}

/// The most periods that share a day with the one they follow, itself among them.
fn overlapping(periods: &[Period]) -> usize {
    let from = |at: usize| periods[at..].iter().take_while(|later| later.origin < periods[at].end).count();
    (0..periods.len()).map(from).max().unwrap_or(1)
}
