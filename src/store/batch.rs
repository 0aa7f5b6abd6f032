use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rustc_hash::FxHashSet;

use super::error::StoreError;
use super::external_id::ExternalId;
use super::row::{Numbers, Row};

/// Rows written at a time: enough that looking up the prepared statement costs nothing.
const ROWS: usize = 4096;

const WRITE: &str = "INSERT OR REPLACE INTO incident (id, start_s, seconds, lng_e7, lat_e7, category, source, status, \
    location, area_code, outcome, stated_outcome, file, external_id, attributes) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, ?13, ?14)";

/// Rows on their way to the incident table; their text lies in one buffer.
#[derive(Debug)]
pub(super) struct Batch {
    rows: Vec<Waiting>,
    text: Vec<u8>,
    /// New rows are numbered upward, so that the first tells them all.
    first_new: u32,
    replaced: FxHashSet<u32>,
}

#[derive(Debug)]
struct Waiting {
    id: u32,
    file: u32,
    numbers: Numbers,
    external_id: Option<Id>,
    attributes: Option<usize>,
}

/// Lengths in the batch's text.
#[derive(Debug)]
enum Id {
    Text(usize),
    Bytes(usize),
}

impl Default for Batch {
    fn default() -> Self {
        Self { rows: Vec::new(), text: Vec::new(), first_new: u32::MAX, replaced: FxHashSet::default() }
    }
}

impl Batch {
    /// Whether the table does not have the row's last state yet.
    pub(super) fn holds(&self, id: u32) -> bool {
        id >= self.first_new || self.replaced.contains(&id)
    }

    /// `id` must be greater than any before it.
    pub(super) fn insert(&mut self, id: u32, file: u32, row: &Row<'_>) {
        self.first_new = self.first_new.min(id);
        self.push(id, file, row);
    }

    /// The row takes the place of the one that has its number in the table.
    pub(super) fn replace(&mut self, id: u32, file: u32, row: &Row<'_>) {
        self.replaced.insert(id);
        self.push(id, file, row);
    }

    fn push(&mut self, id: u32, file: u32, row: &Row<'_>) {
        let external_id = row.external_id.map(|external_id| match external_id {
            ExternalId::Text(text) => Id::Text(self.keep(text.as_bytes())),
            ExternalId::Bytes(bytes) => Id::Bytes(self.keep(bytes)),
        });
        let attributes = row.attributes.map(|json| self.keep(json.as_bytes()));
        self.rows.push(Waiting { id, file, numbers: row.numbers, external_id, attributes });
    }

    pub(super) fn is_full(&self) -> bool {
        self.rows.len() >= ROWS
    }

    pub(super) fn flush(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut statement = connection.prepare_cached(WRITE)?;
        let mut text = self.text.as_slice();
        for row in self.rows.drain(..) {
            let n = &row.numbers;
            statement.raw_bind_parameter(1, row.id)?;
            statement.raw_bind_parameter(2, n.start_s)?;
            statement.raw_bind_parameter(3, n.seconds)?;
            statement.raw_bind_parameter(4, n.place_e7.map(|place| place.0))?;
            statement.raw_bind_parameter(5, n.place_e7.map(|place| place.1))?;
            statement.raw_bind_parameter(6, n.category)?;
            statement.raw_bind_parameter(7, n.source)?;
            statement.raw_bind_parameter(8, n.status.number())?;
            statement.raw_bind_parameter(9, n.location)?;
            statement.raw_bind_parameter(10, n.area_code)?;
            statement.raw_bind_parameter(11, n.stated_outcome)?;
            statement.raw_bind_parameter(12, row.file)?;
            let external_id = match row.external_id {
                Some(Id::Text(length)) => ValueRef::Text(take(&mut text, length)),
                Some(Id::Bytes(length)) => ValueRef::Blob(take(&mut text, length)),
                None => ValueRef::Null,
            };
            statement.raw_bind_parameter(13, ToSqlOutput::Borrowed(external_id))?;
            let attributes = row.attributes.map_or(ValueRef::Null, |length| ValueRef::Text(take(&mut text, length)));
            statement.raw_bind_parameter(14, ToSqlOutput::Borrowed(attributes))?;
            statement.raw_execute()?;
        }
        self.text.clear();
        self.first_new = u32::MAX;
        self.replaced.clear();
        Ok(())
    }

    fn keep(&mut self, text: &[u8]) -> usize {
        self.text.extend_from_slice(text);
        text.len()
    }
}

fn take<'a>(text: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (first, rest) = text.split_at(length);
    *text = rest;
    first
}
