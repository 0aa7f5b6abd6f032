use std::io;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::incident::ColumnsError;
use crate::space::{AreaLayerError, PlaceClassError, StudyAreaError};
use crate::time::CivilZoneError;

/// Why the store could not do what was asked. Nothing that was committed before is lost by any of these.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error("the data folder {path} cannot be used: {source}")]
    Folder { path: PathBuf, source: io::Error },
    #[error("{path} is a database of another program")]
    Foreign { path: PathBuf },
    #[error("{path} is of schema {found}, and this program knows schemas up to {known}: use a newer wherenext")]
    Newer { path: PathBuf, found: u32, known: u32 },
    #[error("the database file is damaged ({0}): restore the data folder from a backup, or import into a new one")]
    Damaged(String),
    #[error("another import is still writing ({holder}); gave up after {} s", waited.as_secs())]
    Busy { holder: String, waited: Duration },
    #[error("{value:?} would be the {what} number {count}, and {limit} can be told apart: is the right column mapped?")]
    TooMany { what: &'static str, value: String, count: usize, limit: usize },
    #[error("the import failed before: it can only be dropped")]
    Failed,
    #[error("no file is open to add rows to")]
    NoFile,
    #[error("an incident that the columns cannot hold: {0}")]
    Columns(#[from] ColumnsError),
    #[error("{table} row {row} holds {value} as its {column}")]
    Value { table: &'static str, row: i64, column: &'static str, value: String },
    #[error(transparent)]
    Zone(#[from] CivilZoneError),
    #[error("the study area is to be the layer {name:?}, which does not exist")]
    NoLayer { name: String },
    #[error(transparent)]
    Layer(#[from] AreaLayerError),
    #[error("there is no layer {name:?}; there are: {known}")]
    UnknownLayer { name: String, known: String },
    #[error(transparent)]
    PlaceClass(#[from] PlaceClassError),
    #[error("{0}: import areas or located incidents first")]
    StudyArea(#[from] StudyAreaError),
    #[error("the data changed during each of {tries} attempts to load it")]
    Restless { tries: u32 },
    #[error("the database said: {0}")]
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            _ => Self::Database(error),
        }
    }
}

/// Whether somebody else holds the lock that a statement needed.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
