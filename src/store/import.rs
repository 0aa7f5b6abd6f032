use std::path::Path;

use rusqlite::Connection;

use super::attributes;
use super::connection;
use super::error::StoreError;
use super::external_id::ExternalId;
use super::files::{FileIdentity, FileState};
use super::layers;
use super::row::Row;
use super::settings::Setting;
use super::turn::{Patience, Turn};
use super::vocabulary::Vocabulary;
use super::writer::{Inserted, Writer};
use crate::incident::{Incident, Incidents};
use crate::space::AreaLayer;

/// One import: any number of files, all or nothing. Dropped without [`commit`](Self::commit), it has never been.
///
/// Only one import writes at a time; reading goes on meanwhile, and sees the state before.
#[derive(Debug)]
pub struct ImportTransaction {
    // Dropped first: the note must go while the lock still keeps the next import from writing its own.
    _turn: Turn,
    connection: Connection,
    vocabulary: Vocabulary,
    writer: Writer,
    buffers: Buffers,
    failed: bool,
}

#[derive(Debug, Default)]
struct Buffers {
    id: Vec<u8>,
    json: Vec<u8>,
}

/// What a commit did besides the rows that were counted on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitSummary {
    /// Whether anything was written at all.
    pub changed: bool,
    /// Incidents of replaced files that their new files no longer have.
    pub incidents_removed: u64,
    /// Incidents that the outcome history gave another outcome than they had.
    pub outcomes_applied: u64,
}

impl ImportTransaction {
    pub(super) fn begin(dir: &Path, path: &Path, patience: Patience<'_>) -> Result<Self, StoreError> {
        let connection = connection::open_again(path)?;
        connection.pragma_update(None, "cache_size", -65_536)?;
        let turn = Turn::take(&connection, dir, patience)?;
        let vocabulary = Vocabulary::load(&connection)?;
        let writer = Writer::begin(&connection)?;
        Ok(Self { _turn: turn, connection, vocabulary, writer, buffers: Buffers::default(), failed: false })
    }

    /// Names the file that the rows which follow come from. Rows of an unchanged file are refused: skip them.
    pub fn open_file(&mut self, identity: &FileIdentity) -> Result<FileState, StoreError> {
        self.attempt(|import| import.writer.open_file(&import.connection, identity))
    }

    /// Adds one row of the open file.
    ///
    /// In a file without a slot, a row with an external id is the incident that has this id and source, if there is one. In a
    /// file with a slot each row is an incident of its own, even where an id repeats. Rows without an id are never merged.
    pub fn insert(&mut self, incident: &Incident<'_>) -> Result<Inserted, StoreError> {
        self.attempt(|import| {
            Incidents::check_window(import.writer.next_incident(), incident.when)?;
            let numbers = import.vocabulary.numbers(&import.connection, incident)?;
            attributes::write(&incident.attributes, &mut import.buffers.json);
            let json = std::str::from_utf8(&import.buffers.json).expect("JSON made of texts is text");
            let id_bytes = &mut import.buffers.id;
            let external_id = incident.external_id.as_deref().map(|text| ExternalId::encode(text, id_bytes));
            let row = Row { numbers, external_id, attributes: (!json.is_empty()).then_some(json) };
            import.writer.insert(&import.connection, &row)
        })
    }

    /// Adds an entry to the history of the incidents whose external id is `crime_id`: `text` became known in the month that
    /// begins at `month_start_s` (seconds since 1970-01-01T00:00Z). The incidents may come before or after, in any file.
    pub fn outcome(&mut self, crime_id: &str, month_start_s: i64, text: &str) -> Result<(), StoreError> {
        self.attempt(|import| {
            let text = import.vocabulary.outcome(&import.connection, text)?;
            let external_id = ExternalId::encode(crime_id, &mut import.buffers.id);
            import.writer.outcome(&import.connection, external_id, month_start_s, text)
        })
    }

    /// Stores a layer together with what is imported, in place of the one of that name, if there is one.
    pub fn put_layer(&mut self, layer: &AreaLayer) -> Result<(), StoreError> {
        self.attempt(|import| {
            import.writer.changed = true;
            layers::put(&import.connection, layer)
        })
    }

    /// Makes a setting together with what is imported.
    pub fn set_setting(&mut self, setting: Setting, value: &str) -> Result<(), StoreError> {
        self.attempt(|import| {
            import.writer.changed = true;
            setting.write(&import.connection, value)
        })
    }

    /// Makes everything durable: once this returns, not even a loss of power undoes it.
    pub fn commit(mut self) -> Result<CommitSummary, StoreError> {
        if self.failed {
            return Err(StoreError::Failed);
        }
        if !self.writer.changed {
            return Ok(CommitSummary { changed: false, incidents_removed: 0, outcomes_applied: 0 });
        }
        let outcomes_applied = self.writer.finish(&self.connection)?;
        self.connection.execute_batch("COMMIT")?;
        Ok(CommitSummary { changed: true, incidents_removed: self.writer.removed, outcomes_applied })
    }

    /// After a failure the transaction lacks a part of what it was given: it can only be dropped.
    fn attempt<T>(&mut self, step: impl FnOnce(&mut Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let done = step(self);
        self.failed |= done.is_err();
        done
    }
}
