use serde_json::{Map, Value};

use super::error::ForecastError;
use super::horizon::Horizon;
use super::part::Part;
use super::past::Past;
use crate::analysis::Progress;

/// What a forecast is asked for: how far it reaches, how much ground can be covered, and the seed of whatever is random.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Task {
    pub horizon: Horizon,
    /// The part of the ground that patrols can reach: choices that trade one place for another are made for this coverage.
    pub coverage_fraction: f64,
    pub seed: u64,
}

/// A way to forecast. It holds parameters, or says how to choose them.
pub trait Forecaster: Send + Sync {
    /// As `--models` names it: `count-28d`.
    fn name(&self) -> &'static str;

    /// One sentence for a table or a record.
    fn description(&self) -> &'static str;

    /// Makes the choices that only the past can make, and gives the forecaster with them made. A back-test calls it once, before
    /// its first origin.
    fn choose(&self, past: Past<'_>, task: &Task, progress: &Progress) -> Result<Box<dyn Forecaster>, ForecastError>;

    /// Learns from what was known at the past's origin.
    fn fit(&self, past: Past<'_>, task: &Task, progress: &Progress) -> Result<Box<dyn Fitted>, ForecastError>;

    /// How many days later than it was fitted a fit may still be used. 0: fit at every origin.
    fn keeps_days(&self) -> u16 {
        0
    }
}

/// What was learned from a past.
pub trait Fitted: Send + Sync {
    /// Expected incidents `[n_cells]` from the past's origin to the horizon: finite, none below 0. `past` is the one fitted on or a
    /// later one.
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError>;

    /// The same for several pasts, which ascend: cheaper where what one knows serves the next.
    fn risks(&self, pasts: &[Past<'_>], task: &Task) -> Result<Vec<Vec<f64>>, ForecastError> {
        pasts.iter().map(|past| self.risk(*past, task)).collect()
    }

    /// The parts that add up to [`Fitted::risk`], each `[n_cells]`; none where the forecaster cannot tell.
    fn parts(&self, past: Past<'_>, task: &Task) -> Result<Vec<(Part, Vec<f64>)>, ForecastError> {
        let _ = (past, task);
        Ok(Vec::new())
    }

    /// What was chosen and fitted, for the ledger and the record.
    fn parameters(&self) -> Map<String, Value>;
}
