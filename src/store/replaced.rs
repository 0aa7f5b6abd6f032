use rusqlite::Connection;
use rustc_hash::FxHashSet;

use super::error::StoreError;
use super::external_id::ExternalId;
use super::hash_index::{HashIndex, hash_of};
use super::row::{Row, SELECT_ROWS_OF_FILE};

/// The incidents of a file that is being replaced. A row of the new file that says the same, or has the same external id, keeps
/// the old incident's number; what nobody claims goes.
#[derive(Debug)]
pub(super) struct Replaced {
    by_content: HashIndex,
    by_external_id: HashIndex,
    unclaimed: FxHashSet<u32>,
}

impl Replaced {
    /// `span` is the file's first and last incident.
    pub(super) fn load(connection: &Connection, file: u32, span: (u32, u32)) -> Result<Self, StoreError> {
        let mut replaced = Self {
            by_content: HashIndex::default(),
            by_external_id: HashIndex::default(),
            unclaimed: FxHashSet::default(),
        };
        let mut statement = connection.prepare(SELECT_ROWS_OF_FILE)?;
        let mut rows = statement.query((span.0, span.1, file))?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let row = Row::read(row)?;
            replaced.by_content.insert(hash_of(&row), id);
            if let Some(external_id) = row.external_id {
                replaced.by_external_id.insert(hash_of(&(row.numbers.source, external_id)), id);
            }
            replaced.unclaimed.insert(id);
        }
        Ok(replaced)
    }

    /// Unclaimed incidents that may say the same as `row`; each must be compared.
    pub(super) fn same_content(&self, row: &Row<'_>) -> Vec<u32> {
        self.left(self.by_content.candidates(hash_of(row)))
    }

    /// Unclaimed incidents that may have the same external id; each must be compared.
    pub(super) fn same_id(&self, source: u32, external_id: ExternalId<'_>) -> Vec<u32> {
        self.left(self.by_external_id.candidates(hash_of(&(source, external_id))))
    }

    fn left(&self, candidates: impl Iterator<Item = u32>) -> Vec<u32> {
        candidates.filter(|id| self.unclaimed.contains(id)).collect()
    }

    pub(super) fn claim(&mut self, id: u32) {
        self.unclaimed.remove(&id);
    }

    /// Deletes what the new file does not have; how many those were.
    pub(super) fn delete_unclaimed(self, connection: &Connection) -> Result<u64, StoreError> {
        let mut delete = connection.prepare_cached("DELETE FROM incident WHERE id = ?1")?;
        for id in &self.unclaimed {
            delete.execute([id])?;
        }
        Ok(self.unclaimed.len() as u64)
    }
}
