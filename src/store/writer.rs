use rusqlite::Connection;

use super::batch::Batch;
use super::error::StoreError;
use super::external_id::ExternalId;
use super::files::{FileIdentity, FileRow, FileState};
use super::known::KnownIds;
use super::outcomes::{self, Scope};
use super::replaced::Replaced;
use super::row::{Row, SELECT_ROW};

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    New,
    /// An incident with the same external id said something else before.
    Updated,
    /// The same incident is there already, and says the same.
    Unchanged,
}

/// The writing half of an import: which incident a row is, and what must be written.
#[derive(Debug)]
pub(super) struct Writer {
    batch: Batch,
    known: Option<KnownIds>,
    open: Option<OpenFile>,
    /// Numbers from here on are given in this import.
    first_new: u32,
    next: u32,
    /// Older incidents that were written anew.
    updated: Vec<u32>,
    history_changed: bool,
    pub(super) changed: bool,
    pub(super) removed: u64,
}

#[derive(Debug)]
struct OpenFile {
    row: FileRow,
    has_slot: bool,
    replaced: Option<Replaced>,
    outcomes: u32,
}

/// How a stored incident compares with a row that may be the same.
enum Comparison {
    /// Every column but the file and the later outcome is equal.
    Same,
    /// Source and external id are.
    SameId,
    Other,
}

impl Writer {
    pub(super) fn begin(connection: &Connection) -> Result<Self, StoreError> {
        let next = connection.query_row("SELECT next_incident FROM meta", [], |row| row.get(0))?;
        Ok(Self {
            batch: Batch::default(),
            known: None,
            open: None,
            first_new: next,
            next,
            updated: Vec::new(),
            history_changed: false,
            changed: false,
            removed: 0,
        })
    }

    pub(super) fn open_file(
        &mut self,
        connection: &Connection,
        identity: &FileIdentity,
    ) -> Result<FileState, StoreError> {
        self.close_file(connection)?;
        let has_slot = identity.slot.is_some();
        let Some(mut row) = FileRow::find(connection, identity)? else {
            let row = FileRow::insert(connection, identity)?;
            self.changed = true;
            self.open = Some(OpenFile { row, has_slot, replaced: None, outcomes: 0 });
            return Ok(FileState::New);
        };
        let rows = row.rows.into();
        if row.is_unchanged() {
            return Ok(FileState::Unchanged { rows });
        }
        let replaced = row.span.map(|span| Replaced::load(connection, row.id, span)).transpose()?;
        row.reuse(connection, identity)?;
        self.history_changed |= outcomes::delete(connection, row.id)?;
        self.changed = true;
        self.open = Some(OpenFile { row, has_slot, replaced, outcomes: 0 });
        Ok(FileState::Replaces { rows })
    }

    pub(super) fn next_incident(&self) -> u32 {
        self.next
    }

    pub(super) fn insert(&mut self, connection: &Connection, row: &Row<'_>) -> Result<Inserted, StoreError> {
        let found = self.find(connection, row)?;
        let file = self.open.as_mut().ok_or(StoreError::NoFile)?;
        let (id, inserted) = match found {
            Some((id, Comparison::Same)) => (id, Inserted::Unchanged),
            Some((id, _)) => {
                self.batch.replace(id, file.row.id, row);
                if id < self.first_new {
                    self.updated.push(id);
                }
                (id, Inserted::Updated)
            }
            None => {
                let id = self.next;
                self.next = id.checked_add(1).ok_or_else(|| too_many(id))?;
                self.batch.insert(id, file.row.id, row);
                if let (Some(known), Some(external_id), false) = (&mut self.known, row.external_id, file.has_slot) {
                    known.insert(row.numbers.source, external_id, id);
                }
                (id, Inserted::New)
            }
        };
        file.row.rows += 1;
        file.row.extend(id);
        if let Some(replaced) = &mut file.replaced {
            replaced.claim(id);
        }
        if self.batch.is_full() {
            self.batch.flush(connection)?;
        }
        Ok(inserted)
    }

    pub(super) fn outcome(
        &mut self,
        connection: &Connection,
        external_id: ExternalId<'_>,
        month_s: i64,
        text: u32,
    ) -> Result<(), StoreError> {
        let file = self.open.as_mut().ok_or(StoreError::NoFile)?;
        outcomes::insert(connection, (file.row.id, file.outcomes), external_id, month_s, text)?;
        file.outcomes += 1;
        file.row.rows += 1;
        self.history_changed = true;
        Ok(())
    }

    /// Writes all that is left, applies the outcomes, and counts the change. Returns how many outcomes were applied.
    pub(super) fn finish(&mut self, connection: &Connection) -> Result<u64, StoreError> {
        self.close_file(connection)?;
        let scope = match self.history_changed {
            true => Scope::All,
            false => Scope::Written { from: self.first_new, others: &self.updated },
        };
        let applied = outcomes::apply(connection, scope)?;
        connection.execute("UPDATE meta SET changes = changes + 1, next_incident = ?1", [self.next])?;
        Ok(applied)
    }

    fn close_file(&mut self, connection: &Connection) -> Result<(), StoreError> {
        self.batch.flush(connection)?;
        if let Some(file) = self.open.take() {
            file.row.close(connection)?;
            if let Some(replaced) = file.replaced {
                self.removed += replaced.delete_unclaimed(connection)?;
            }
        }
        Ok(())
    }

    /// The incident that `row` is, if there is one.
    fn find(&mut self, connection: &Connection, row: &Row<'_>) -> Result<Option<(u32, Comparison)>, StoreError> {
        let file = self.open.as_ref().ok_or(StoreError::NoFile)?;
        for id in file.replaced.as_ref().map_or_else(Vec::new, |replaced| replaced.same_content(row)) {
            if let same @ Comparison::Same = self.compare(connection, id, row)? {
                return Ok(Some((id, same)));
            }
        }
        for id in self.same_id(connection, row)? {
            let comparison = self.compare(connection, id, row)?;
            if !matches!(comparison, Comparison::Other) {
                return Ok(Some((id, comparison)));
            }
        }
        Ok(None)
    }

    /// Incidents that may have the external id of `row`: in a slot those of the file it replaces, elsewhere all without a slot.
    fn same_id(&mut self, connection: &Connection, row: &Row<'_>) -> Result<Vec<u32>, StoreError> {
        let (Some(external_id), Some(file)) = (row.external_id, &self.open) else { return Ok(Vec::new()) };
        let source = row.numbers.source;
        if file.has_slot {
            return Ok(file.replaced.as_ref().map_or_else(Vec::new, |replaced| replaced.same_id(source, external_id)));
        }
        if self.known.is_none() {
            self.batch.flush(connection)?;
        }
        let known = match &mut self.known {
            Some(known) => known,
            unread => unread.insert(KnownIds::load(connection)?),
        };
        Ok(known.candidates(source, external_id).collect())
    }

    fn compare(&mut self, connection: &Connection, id: u32, row: &Row<'_>) -> Result<Comparison, StoreError> {
        if self.batch.holds(id) {
            self.batch.flush(connection)?;
        }
        let mut select = connection.prepare_cached(SELECT_ROW)?;
        let mut rows = select.query([id])?;
        let Some(stored) = rows.next()? else { return Ok(Comparison::Other) };
        let stored = Row::read(stored)?;
        let same_id = stored.external_id == row.external_id && stored.numbers.source == row.numbers.source;
        Ok(match same_id {
            true if stored == *row => Comparison::Same,
            true if row.external_id.is_some() => Comparison::SameId,
            _ => Comparison::Other,
        })
    }
}

fn too_many(count: u32) -> StoreError {
    let value = "the next incident".to_owned();
    StoreError::TooMany { what: "incident", value, count: count as usize, limit: u32::MAX as usize }
}
