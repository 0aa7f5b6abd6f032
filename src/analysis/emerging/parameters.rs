use thiserror::Error;

use crate::analysis::progress::Cancelled;

/// What the sum over a neighbourhood in space and time is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Null {
    /// All cells in all periods: the counts of the cube are as likely in any other arrangement over cells **and periods**. A busy
    /// summer makes hot spots, and a place that grows becomes hot. The default, as elsewhere ("entire cube").
    #[default]
    WholeCube,
    /// All cells in the periods that the neighbourhood itself takes in: their counts are as likely in any other arrangement over cells
    /// **within those periods**. A place is hot when it has more than its share of that time, however busy the time is.
    Step,
}

/// How to look for emerging hot spots; [`check`](Self::check) it once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EmergingParameters {
    pub null: Null,
    /// How many periods before its own a neighbourhood also takes in.
    pub span: usize,
    /// The part of false discoveries that is put up with, among hot and cold bins and among trends.
    pub discovery_rate: f64,
}

/// [`EmergingParameters`] that make sense.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CheckedEmerging(EmergingParameters);

/// Why there are no emerging hot spots to tell.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum EmergingError {
    #[error("a span of {0} periods before a neighbourhood's own: {MOST_SPAN} are the most")]
    Span(usize),
    #[error("a false discovery rate of {0}: it must be above 0 and below 1")]
    DiscoveryRate(f64),
    #[error(
        "there are {0} whole periods to test, and at least {LEAST_PERIODS} are needed to tell a trend: choose shorter ones"
    )]
    TooFewPeriods(usize),
    #[error("there are {0} periods, and {MOST_PERIODS} are the most: choose longer ones or fewer years")]
    TooManyPeriods(usize),
    #[error("there are {0} cells, and at least {LEAST_CELLS} are needed to compare one with the rest")]
    TooFewCells(usize),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

const MOST_SPAN: usize = 12;
/// The normal approximation of Mann and Kendall's S is good from here on.
pub const LEAST_PERIODS: usize = 8;
/// Ten years of weeks.
const MOST_PERIODS: usize = 520;
const LEAST_CELLS: usize = 4;

impl Default for EmergingParameters {
    fn default() -> Self {
        Self { null: Null::WholeCube, span: 1, discovery_rate: 0.05 }
    }
}

impl EmergingParameters {
    pub fn check(self) -> Result<CheckedEmerging, EmergingError> {
        if self.span > MOST_SPAN {
            return Err(EmergingError::Span(self.span));
        }
        if !(self.discovery_rate > 0.0 && self.discovery_rate < 1.0) {
            return Err(EmergingError::DiscoveryRate(self.discovery_rate));
        }
        Ok(CheckedEmerging(self))
    }
}

impl CheckedEmerging {
    pub fn get(&self) -> &EmergingParameters {
        &self.0
    }

    /// Refuses a cube that is too small or too long.
    pub fn check_cube(&self, cells: usize, periods: usize) -> Result<(), EmergingError> {
        let tested = periods.saturating_sub(self.0.span);
        if tested < LEAST_PERIODS {
            return Err(EmergingError::TooFewPeriods(tested));
        }
        if periods > MOST_PERIODS {
            return Err(EmergingError::TooManyPeriods(periods));
        }
        if cells < LEAST_CELLS { Err(EmergingError::TooFewCells(cells)) } else { Ok(()) }
    }
}
