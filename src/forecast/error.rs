use thiserror::Error;

use crate::analysis::Cancelled;

/// Why there is no forecast.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ForecastError {
    #[error("no incident was over by the origin, so there is nothing to forecast from")]
    NoPast,
    #[error("{forecaster} did not converge: {reason}")]
    Fit { forecaster: &'static str, reason: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}
