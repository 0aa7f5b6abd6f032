use std::path::Path;

use rayon::prelude::*;
use rusqlite::Connection;

use super::connection;
use super::dictionary::{self, AREA_CODES, CATEGORIES, OUTCOMES, SOURCES};
use super::error::StoreError;
use super::locations;
use super::row::damaged;
use super::status::Status;
use super::vocabulary::PER_DEGREE;
use crate::incident::{Dictionaries, IncidentRow, IncidentsBuilder};
use crate::space::LngLat;
use crate::time::TimeWindow;

/// Numbers read by one connection at a time: enough to keep a core busy for milliseconds.
const IDS_A_PART: u32 = 1 << 17;

/// All incidents' numbers, read on all cores by one connection each.
///
/// Another process may commit between two connections' first reads. Each therefore says which change it saw, and unless all saw
/// `changes`, there is no answer and the caller tries again.
pub(super) fn rows(path: &Path, changes: i64, next: u32) -> Result<Option<IncidentsBuilder>, StoreError> {
    let parts: Vec<u32> = (0..next.div_ceil(IDS_A_PART)).collect();
    let read = |&part: &u32| -> Result<Option<IncidentsBuilder>, StoreError> {
        let connection = connection::open_again(path)?;
        let transaction = connection.unchecked_transaction()?;
        if changes_of(&transaction)? != changes {
            return Ok(None);
        }
        let first = part * IDS_A_PART;
        part_of(&transaction, first, first.saturating_add(IDS_A_PART - 1)).map(Some)
    };
    let parts: Option<Vec<IncidentsBuilder>> = parts.par_iter().map(read).collect::<Result<_, _>>()?;
    Ok(parts.map(|parts| {
        let mut all = IncidentsBuilder::default();
        parts.into_iter().for_each(|part| all.append(part));
        all
    }))
}

pub(super) fn changes_of(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("SELECT changes FROM meta", [], |row| row.get(0))?)
}

fn part_of(connection: &Connection, first: u32, last: u32) -> Result<IncidentsBuilder, StoreError> {
    let mut statement = connection.prepare(
        "SELECT id, start_s, seconds, lng_e7, lat_e7, category, source, status, location, area_code, outcome \
         FROM incident WHERE id BETWEEN ?1 AND ?2",
    )?;
    let mut rows = statement.query((first, last))?;
    let mut builder = IncidentsBuilder::default();
    while let Some(row) = rows.next()? {
        builder.push(incident_row(row)?);
    }
    Ok(builder)
}

fn incident_row(row: &rusqlite::Row<'_>) -> Result<IncidentRow, StoreError> {
    let (start_s, seconds): (i64, i64) = (row.get(1)?, row.get(2)?);
    let when =
        TimeWindow::new(start_s, start_s.saturating_add(seconds)).map_err(|_| damaged(row, "seconds", seconds))?;
    let status: i64 = row.get(7)?;
    let status = Status::read(status).ok_or_else(|| damaged(row, "status", status))?;
    Ok(IncidentRow {
        id: row.get(0)?,
        when,
        place: place(row)?,
        precision: status.precision(),
        location: row.get(8)?,
        area_code: row.get(9)?,
        category: row.get(5)?,
        source: row.get(6)?,
        provenance: status.provenance(),
        attended: status.attended(),
        repeat: status.repeat(),
        vulnerable: status.vulnerable(),
        outcome: row.get(10)?,
    })
}

/// The place in columns 3 and 4.
pub(super) fn place(row: &rusqlite::Row<'_>) -> Result<Option<LngLat>, StoreError> {
    let Some((lng, lat)) = row.get::<_, Option<i32>>(3)?.zip(row.get::<_, Option<i32>>(4)?) else { return Ok(None) };
    let place = LngLat::new(f64::from(lng) / PER_DEGREE, f64::from(lat) / PER_DEGREE);
    place.map(Some).map_err(|error| damaged(row, "place", error))
}

pub(super) fn dictionaries(connection: &Connection) -> Result<Dictionaries, StoreError> {
    let categories = dictionary::texts(connection, &CATEGORIES)?
        .into_iter()
        .zip(0..)
        .map(|(text, row)| {
            text.parse().map_err(|_| StoreError::Value { table: "category", row, column: "text", value: text })
        })
        .collect::<Result<_, _>>()?;
    Ok(Dictionaries {
        categories,
        sources: dictionary::texts(connection, &SOURCES)?,
        outcomes: dictionary::texts(connection, &OUTCOMES)?,
        area_codes: dictionary::texts(connection, &AREA_CODES)?,
        locations: locations::texts(connection)?,
    })
}
