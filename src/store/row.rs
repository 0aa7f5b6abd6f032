use rusqlite::types::ValueRef;

use super::error::StoreError;
use super::external_id::ExternalId;
use super::status::Status;

/// An incident as the database keeps it, without its number, its file and the outcome that came later: two rows that are
/// equal say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Row<'a> {
    pub(super) numbers: Numbers,
    pub(super) external_id: Option<ExternalId<'a>>,
    /// JSON.
    pub(super) attributes: Option<&'a str>,
}

/// The part of a [`Row`] without text; numbers of the dictionaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Numbers {
    pub(super) start_s: i64,
    pub(super) seconds: i64,
    /// Longitude and latitude in ten-millionths of a degree.
    pub(super) place_e7: Option<(i32, i32)>,
    pub(super) category: u32,
    pub(super) source: u32,
    pub(super) status: Status,
    pub(super) location: Option<u32>,
    pub(super) area_code: Option<u32>,
    pub(super) stated_outcome: Option<u32>,
}

/// One incident by its number, as [`Row::read`] understands it.
pub(super) const SELECT_ROW: &str = "SELECT id, start_s, seconds, lng_e7, lat_e7, category, source, status, location, \
    area_code, stated_outcome, external_id, attributes FROM incident WHERE id = ?1";

/// The same for the incidents of a file, which lie between two numbers.
pub(super) const SELECT_ROWS_OF_FILE: &str = "SELECT id, start_s, seconds, lng_e7, lat_e7, category, source, status, \
    location, area_code, stated_outcome, external_id, attributes FROM incident \
    WHERE id BETWEEN ?1 AND ?2 AND file = ?3";

impl<'a> Row<'a> {
    pub(super) fn read(row: &'a rusqlite::Row<'_>) -> Result<Self, StoreError> {
        let status: i64 = row.get(7)?;
        let numbers = Numbers {
            start_s: row.get(1)?,
            seconds: row.get(2)?,
            place_e7: row.get::<_, Option<i32>>(3)?.zip(row.get(4)?),
            category: row.get(5)?,
            source: row.get(6)?,
            status: Status::read(status).ok_or_else(|| damaged(row, "status", status))?,
            location: row.get(8)?,
            area_code: row.get(9)?,
            stated_outcome: row.get(10)?,
        };
        let attributes = match row.get_ref(12)? {
            ValueRef::Null => None,
            text => Some(text.as_str().map_err(rusqlite::Error::from)?),
        };
        Ok(Self { numbers, external_id: ExternalId::read(row.get_ref(11)?), attributes })
    }
}

/// `row` is of the incident table and has its id first.
pub(super) fn damaged(row: &rusqlite::Row<'_>, column: &'static str, value: impl ToString) -> StoreError {
    StoreError::Value { table: "incident", row: row.get(0).unwrap_or(0), column, value: value.to_string() }
}
