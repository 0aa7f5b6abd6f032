use thiserror::Error;

use crate::forecast::{ForecastError, UnknownForecaster};
use crate::index::FilterError;
use crate::space::GridError;
use crate::store::StoreError;

/// Why a forecast is not made, stored, read or scored.
#[derive(Debug, Error)]
pub enum LedgerError {
    #[error(
        "the period from {from} has begun: a forecast of it can only be a replay, and is marked as one for ever (--replay)"
    )]
    Begun { from: String },
    #[error("a forecast's filter has no end (to): its period says what it is about")]
    Ends,
    #[error("there is no data to forecast from")]
    NoData,
    #[error("forecast {id} is damaged: {what}")]
    Damaged { id: u32, what: &'static str },
    #[error("the cells are not those of the forecast: the study area or the grid has changed")]
    OtherCells,
    #[error(transparent)]
    Forecast(#[from] ForecastError),
    #[error(transparent)]
    Forecaster(#[from] UnknownForecaster),
    #[error(transparent)]
    Filter(#[from] FilterError),
    #[error(transparent)]
    Grid(#[from] GridError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
