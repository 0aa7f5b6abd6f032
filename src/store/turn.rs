use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::error::{StoreError, is_busy};

/// How long an import waits for another one, and whom it tells.
pub struct Patience<'a> {
    pub limit: Duration,
    /// Called once, when the wait begins, with who is writing.
    pub on_wait: &'a mut dyn FnMut(&str),
}

const BETWEEN_TRIES: Duration = Duration::from_millis(50);
/// Beside the database, while an import writes: who it is. Read only by those who find the database locked, so that a note
/// left behind by a killed process misleads nobody.
const NOTE: &str = "wherenext.importing";

/// The right to write, from `BEGIN IMMEDIATE` on; the note goes when this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    note: PathBuf,
}

impl Turn {
    /// Waits for the database's write lock and begins a transaction on `connection`.
    pub(super) fn take(connection: &Connection, dir: &Path, patience: Patience<'_>) -> Result<Self, StoreError> {
        let note = dir.join(NOTE);
        connection.busy_timeout(Duration::ZERO)?;
        let began = Instant::now();
        let mut told = false;
        loop {
            match connection.execute_batch("BEGIN IMMEDIATE") {
                Ok(()) => break,
                Err(error) if is_busy(&error) => {}
                Err(error) => return Err(error.into()),
            }
            let waited = began.elapsed();
            if waited >= patience.limit {
                return Err(StoreError::Busy { holder: holder(dir), waited });
            }
            if !told {
                (patience.on_wait)(&holder(dir));
                told = true;
            }
            thread::sleep(BETWEEN_TRIES.min(patience.limit - waited));
        }
        // Without the note an import works as well; only the message to others is poorer.
        if let Err(error) = fs::write(&note, format!("process {} since {}", process::id(), jiff::Timestamp::now())) {
            tracing::debug!("cannot write {}: {error}", note.display());
        }
        Ok(Self { note })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.note) {
            tracing::debug!("cannot remove {}: {error}", self.note.display());
        }
    }
}

/// Who is writing, as far as is known.
pub(super) fn holder(dir: &Path) -> String {
    fs::read_to_string(dir.join(NOTE)).unwrap_or_else(|_| "process unknown".to_owned())
}
