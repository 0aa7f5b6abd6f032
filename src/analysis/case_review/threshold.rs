use serde::{Deserialize, Serialize};
use thiserror::Error;

const MOST_REPORTS: usize = 100;
const MOST_MONTHS: u32 = 60;
const MOST_DAYS: u32 = 3_660;

/// When a location meets the threshold. Each area sets its own; the default is the one usual in England, and that of Safer Essex (2014).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Threshold {
    /// Reports of the same issue, 1..=100.
    pub reports: usize,
    /// Within so many civil months, 1..=60.
    pub within_months: u32,
    /// Each reported within so many days of happening, 1..=3,660.
    pub reported_within_days: u32,
    /// Reports of hate that are enough by themselves, 1..=100.
    pub hate_reports: usize,
}

impl Default for Threshold {
    fn default() -> Self {
        Self { reports: 3, within_months: 6, reported_within_days: 31, hate_reports: 1 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ThresholdError {
    #[error("{name} is {value}; it must be 1 to {most}")]
    Range { name: &'static str, value: usize, most: usize },
}

impl ThresholdError {
    /// The name of the parameter at fault.
    pub fn parameter(&self) -> &'static str {
        match self {
            Self::Range { name, .. } => name,
        }
    }
}

/// A threshold that makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedThreshold(Threshold);

impl Threshold {
    pub fn check(self) -> Result<CheckedThreshold, ThresholdError> {
        let parts = [
            ("reports", self.reports, MOST_REPORTS),
            ("within_months", self.within_months as usize, MOST_MONTHS as usize),
            ("reported_within_days", self.reported_within_days as usize, MOST_DAYS as usize),
            ("hate_reports", self.hate_reports, MOST_REPORTS),
        ];
        match parts.into_iter().find(|&(_, value, most)| !(1..=most).contains(&value)) {
            Some((name, value, most)) => Err(ThresholdError::Range { name, value, most }),
            None => Ok(CheckedThreshold(self)),
        }
    }
}

impl CheckedThreshold {
    pub fn get(&self) -> Threshold {
        self.0
    }
}
