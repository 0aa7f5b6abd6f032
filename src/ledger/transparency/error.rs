use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::index::FilterError;
use crate::ledger::LedgerError;

/// Why there are no records.
#[derive(Debug, Error)]
pub enum TransparencyError {
    #[error("{path} cannot be read: {source}")]
    Read { path: PathBuf, source: io::Error },
    #[error("{path} is not what `wherenext backtest --json` prints: {source}")]
    BackTest { path: PathBuf, source: serde_json::Error },
    #[error("the filter of a model cannot be used: {0}")]
    Filter(#[from] FilterError),
    #[error("there is no forecast to tell of")]
    NoForecast,
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}
