use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::incident::ColumnsError;
use crate::space::StudyAreaError;

/// Why the rules of disclosure cannot be used.
#[derive(Debug, Error)]
pub enum RulesError {
    #[error("{path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("{path}: {message}")]
    Syntax { path: PathBuf, message: String },
    #[error("{path}: {source}")]
    In { path: PathBuf, source: Box<RulesError> },
    #[error("{table}.{key} is {value}, which is not {expected}")]
    Value { table: String, key: &'static str, value: String, expected: String },
    #[error("{first:?} and {second:?} are both with {agency} and hold on the same days: leave only one of them")]
    Overlap { agency: String, first: String, second: String },
}

/// Why there is no protected copy of the data.
#[derive(Debug, Error)]
pub enum ProtectError {
    #[error("the agreement discloses places by the layer {0:?}, and there is none of that name")]
    NoLayer(String),
    #[error(transparent)]
    Columns(#[from] ColumnsError),
    #[error(transparent)]
    StudyArea(#[from] StudyAreaError),
}
