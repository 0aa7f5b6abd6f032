use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;

use super::error::StoreError;

/// What an import says about a file before its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileIdentity {
    /// For people: its path inside the folder or archive that was imported.
    pub name: String,
    /// Of the content, decompressed.
    pub sha256: [u8; 32],
    /// What the file is the whole truth about, for example `data.police.uk street essex 2021-03`: a later file for the same
    /// slot replaces it.
    pub slot: Option<String>,
    /// How its columns were read. The same content read by another profile replaces what the first reading gave.
    pub profile: String,
}

/// What the store knows of a file that is about to be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// The same content was imported before and gave so many rows: there is nothing to do, and rows are refused.
    Unchanged { rows: u64 },
    /// Not seen before.
    New,
    /// It takes the place of so many rows.
    Replaces { rows: u64 },
}

/// A file that was imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedFile {
    pub name: String,
    /// Hexadecimal.
    pub sha256: String,
    pub slot: Option<String>,
    pub profile: String,
    /// Incidents and outcomes that were accepted from it.
    pub rows: u64,
    /// Seconds since 1970-01-01T00:00Z.
    pub imported_s: i64,
}

/// A file's row in the database.
#[derive(Clone, Debug)]
pub(super) struct FileRow {
    pub(super) id: u32,
    pub(super) rows: u32,
    /// Its incidents lie between these numbers.
    pub(super) span: Option<(u32, u32)>,
    unchanged: bool,
}

impl FileRow {
    pub(super) fn is_unchanged(&self) -> bool {
        self.unchanged
    }

    /// The file that `identity` repeats or replaces.
    pub(super) fn find(connection: &Connection, identity: &FileIdentity) -> Result<Option<Self>, StoreError> {
        const COLUMNS: &str = "SELECT id, rows, first_incident, last_incident, sha256 = ?1 AND profile = ?2 FROM file";
        let (digest, profile) = (identity.sha256, &identity.profile);
        let read = |row: &Row<'_>| {
            let span = row.get::<_, Option<u32>>(2)?.zip(row.get(3)?);
            Ok(Self { id: row.get(0)?, rows: row.get(1)?, span, unchanged: row.get(4)? })
        };
        let found = match &identity.slot {
            Some(slot) => connection
                .prepare_cached(&format!("{COLUMNS} WHERE slot = ?3"))?
                .query_row((digest, profile, slot), read)
                .optional()?,
            None => connection
                .prepare_cached(&format!(
                    "{COLUMNS} WHERE sha256 = ?1 AND (slot IS NULL OR profile = ?2) ORDER BY profile = ?2 DESC"
                ))?
                .query_row((digest, profile), read)
                .optional()?,
        };
        Ok(found)
    }

    /// Notes a file whose rows follow.
    pub(super) fn insert(connection: &Connection, identity: &FileIdentity) -> Result<Self, StoreError> {
        connection
            .prepare_cached(
                "INSERT INTO file (name, sha256, slot, profile, rows, imported_s) VALUES (?1, ?2, ?3, ?4, 0, unixepoch())",
            )?
            .execute((&identity.name, identity.sha256, &identity.slot, &identity.profile))?;
        let id = u32::try_from(connection.last_insert_rowid()).expect("four billion files do not fit on a disk");
        Ok(Self { id, rows: 0, span: None, unchanged: false })
    }

    /// Gives the row to a new file for the same slot.
    pub(super) fn reuse(&mut self, connection: &Connection, identity: &FileIdentity) -> Result<(), StoreError> {
        connection
            .prepare_cached(
                "UPDATE file SET name = ?2, sha256 = ?3, profile = ?4, imported_s = unixepoch() WHERE id = ?1",
            )?
            .execute((self.id, &identity.name, identity.sha256, &identity.profile))?;
        self.rows = 0;
        self.span = None;
        Ok(())
    }

    pub(super) fn extend(&mut self, incident: u32) {
        let (first, last) = self.span.unwrap_or((incident, incident));
        self.span = Some((first.min(incident), last.max(incident)));
    }

    /// Writes what is known once all rows have come.
    pub(super) fn close(&self, connection: &Connection) -> Result<(), StoreError> {
        let (first, last) = self.span.unzip();
        connection
            .prepare_cached("UPDATE file SET rows = ?2, first_incident = ?3, last_incident = ?4 WHERE id = ?1")?
            .execute((self.id, self.rows, first, last))?;
        Ok(())
    }
}

/// All imported files, the first imported first.
pub(super) fn list(connection: &Connection) -> Result<Vec<ImportedFile>, StoreError> {
    let mut statement =
        connection.prepare("SELECT name, lower(hex(sha256)), slot, profile, rows, imported_s FROM file ORDER BY id")?;
    let files = statement
        .query_map([], |row| {
            Ok(ImportedFile {
                name: row.get(0)?,
                sha256: row.get(1)?,
                slot: row.get(2)?,
                profile: row.get(3)?,
                rows: row.get::<_, u32>(4)?.into(),
                imported_s: row.get(5)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(files)
}
