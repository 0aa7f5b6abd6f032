use thiserror::Error;

use crate::analysis::Cancelled;
use crate::index::{CategoryChoice, FilterError};

/// How volume is forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct VolumeForecastParameters {
    /// A kind or category that one more forecast leaves out.
    pub without: Option<CategoryChoice>,
    /// The month in which a year ends, 1 to 12: 3 for the year to March.
    pub year_ends: usize,
    /// Of the random futures.
    pub seed: u64,
    /// How many futures are drawn a series, 100 to 100,000.
    pub paths: usize,
}

impl Default for VolumeForecastParameters {
    /// British public bodies count years to March; 2,000 futures place the ends of a 95 % interval within half a percentage point.
    fn default() -> Self {
        Self { without: None, year_ends: 3, seed: 1, paths: 2_000 }
    }
}

/// Parameters that hold what [`VolumeForecastParameters`] says.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedVolumeForecast(VolumeForecastParameters);

/// Why there is no forecast.
#[derive(Clone, Debug, Error)]
pub enum VolumeForecastError {
    #[error("a year ends in month 1 to 12, not {0}")]
    YearEnds(usize),
    #[error("100 to 100,000 futures are drawn, not {0}")]
    Paths(usize),
    #[error("without: {0}")]
    Without(#[source] FilterError),
    #[error(transparent)]
    Filter(#[from] FilterError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl VolumeForecastParameters {
    pub fn check(self) -> Result<CheckedVolumeForecast, VolumeForecastError> {
        if !(1..=12).contains(&self.year_ends) {
            return Err(VolumeForecastError::YearEnds(self.year_ends));
        }
        if !(100..=100_000).contains(&self.paths) {
            return Err(VolumeForecastError::Paths(self.paths));
        }
        Ok(CheckedVolumeForecast(self))
    }
}

impl CheckedVolumeForecast {
    pub fn get(&self) -> &VolumeForecastParameters {
        &self.0
    }
}
