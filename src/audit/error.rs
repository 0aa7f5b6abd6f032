use thiserror::Error;

use crate::store::StoreError;

/// Why something is not on record.
#[derive(Clone, Debug, Error)]
pub enum AuditError {
    /// Told to everybody whose entries were to be written together, hence words.
    #[error("the audit log cannot be written: {0}")]
    NotWritten(String),
    #[error("the audit log's thread has ended")]
    Ended,
}

impl From<StoreError> for AuditError {
    fn from(error: StoreError) -> Self {
        Self::NotWritten(error.to_string())
    }
}
