use std::borrow::Cow;

use rusqlite::{Connection, OptionalExtension};

use super::attributes;
use super::error::StoreError;
use super::load::place;
use super::row::{Row, SELECT_ROW, damaged};
use crate::incident::{Category, Incident, Location};
use crate::time::TimeWindow;

/// The whole record of incident `id`, with the latest outcome; `None` where there is none.
pub(super) fn incident(connection: &Connection, id: u32) -> Result<Option<Incident<'static>>, StoreError> {
    let mut select = connection.prepare_cached(SELECT_ROW)?;
    let mut rows = select.query([id])?;
    let Some(stored) = rows.next()? else { return Ok(None) };
    let row = Row::read(stored)?;
    let numbers = row.numbers;
    let text = |sql: &str, number: u32| -> Result<String, StoreError> {
        Ok(connection.prepare_cached(sql)?.query_row([number], |row| row.get(0))?)
    };
    let category = text("SELECT text FROM category WHERE id = ?1", numbers.category)?;
    let category: Category<'static> = category.parse().map_err(|_| damaged(stored, "category", category))?;
    let end_s = numbers.start_s.saturating_add(numbers.seconds);
    let attributes = row.attributes.unwrap_or("{}");
    let outcome = connection
        .prepare_cached("SELECT text FROM outcome_text WHERE id = (SELECT outcome FROM incident WHERE id = ?1)")?
        .query_row([id], |row| row.get::<_, String>(0))
        .optional()?;
    Ok(Some(Incident {
        external_id: row.external_id.map(|external_id| Cow::Owned(external_id.decode().into_owned())),
        category,
        when: TimeWindow::new(numbers.start_s, end_s).map_err(|_| damaged(stored, "seconds", numbers.seconds))?,
        place: place(stored)?,
        precision: numbers.status.precision(),
        location: numbers.location.map(|number| location(connection, number)).transpose()?,
        area_code: numbers
            .area_code
            .map(|number| text("SELECT text FROM area_code WHERE id = ?1", number).map(Cow::Owned))
            .transpose()?,
        source: text("SELECT text FROM source WHERE id = ?1", numbers.source)?.into(),
        provenance: numbers.status.provenance(),
        attended: numbers.status.attended(),
        repeat: numbers.status.repeat(),
        vulnerable: numbers.status.vulnerable(),
        outcome: outcome.map(Cow::Owned),
        attributes: attributes::read(attributes).map_err(|_| damaged(stored, "attributes", attributes))?,
    }))
}

fn location(connection: &Connection, number: u32) -> Result<Location<'static>, StoreError> {
    let mut select = connection.prepare_cached("SELECT key, text FROM location WHERE id = ?1")?;
    Ok(select.query_row([number], |row| {
        Ok(Location { key: row.get::<_, String>(0)?.into(), text: row.get::<_, String>(1)?.into() })
    })?)
}
