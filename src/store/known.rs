use rusqlite::Connection;

use super::error::StoreError;
use super::external_id::ExternalId;
use super::hash_index::{HashIndex, hash_of};

/// Which incidents have an external id, so that a later row with the same one updates them. Incidents of files with a slot are
/// not among them: there a whole file replaces a whole file.
#[derive(Debug)]
pub(super) struct KnownIds(HashIndex);

impl KnownIds {
    /// Reads all ids: half a second a million.
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        let mut index = HashIndex::default();
        let mut statement = connection.prepare(
            "SELECT id, source, external_id FROM incident \
             WHERE external_id IS NOT NULL AND file IN (SELECT id FROM file WHERE slot IS NULL)",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id: u32 = row.get(0)?;
            if let Some(external_id) = ExternalId::read(row.get_ref(2)?) {
                index.insert(hash_of(&(row.get::<_, u32>(1)?, external_id)), id);
            }
        }
        Ok(Self(index))
    }

    pub(super) fn insert(&mut self, source: u32, external_id: ExternalId<'_>, id: u32) {
        self.0.insert(hash_of(&(source, external_id)), id);
    }

    /// Incidents that may have this id; each must be compared.
    pub(super) fn candidates(&self, source: u32, external_id: ExternalId<'_>) -> impl Iterator<Item = u32> {
        self.0.candidates(hash_of(&(source, external_id)))
    }
}
