use rusqlite::Connection;
use serde::Serialize;

use super::error::StoreError;
use crate::space::{LngLat, NamedPlace, PlaceSet};

/// The places of one class, in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceClassSummary {
    pub class: String,
    pub places: usize,
    /// Those with a name.
    pub named: usize,
}

/// Writes the places of a class in place of those it had.
pub(super) fn put(connection: &Connection, set: &PlaceSet) -> Result<(), StoreError> {
    connection.execute("INSERT INTO place_class (class) VALUES (?1) ON CONFLICT (class) DO NOTHING", [set.class()])?;
    let id: u32 =
        connection.query_row("SELECT id FROM place_class WHERE class = ?1", [set.class()], |row| row.get(0))?;
    connection.execute("DELETE FROM place WHERE class = ?1", [id])?;
    let mut insert =
        connection.prepare("INSERT INTO place (class, row, name, lng, lat) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (row, named) in (0_u32..).zip(set.places()) {
        insert.execute((id, row, &named.name, named.place.lng(), named.place.lat()))?;
    }
    Ok(())
}

/// Forgets a class; says whether there was one of that name.
pub(super) fn remove(connection: &Connection, class: &str) -> Result<bool, StoreError> {
    connection.execute("DELETE FROM place WHERE class = (SELECT id FROM place_class WHERE class = ?1)", [class])?;
    Ok(connection.execute("DELETE FROM place_class WHERE class = ?1", [class])? > 0)
}

/// All classes with their places, by the name of the class.
pub(super) fn load(connection: &Connection) -> Result<Vec<PlaceSet>, StoreError> {
    let mut select = connection.prepare("SELECT id, class FROM place_class ORDER BY class")?;
    let classes = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let classes: Vec<(u32, String)> = classes.collect::<Result<_, _>>()?;
    classes.into_iter().map(|(id, class)| Ok(PlaceSet::new(class, places(connection, id)?)?)).collect()
}

fn places(connection: &Connection, class: u32) -> Result<Vec<NamedPlace>, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT name, lng, lat, row FROM place WHERE class = ?1 ORDER BY row")?;
    let mut rows = select.query([class])?;
    let mut places = Vec::new();
    while let Some(row) = rows.next()? {
        let place = LngLat::new(row.get(1)?, row.get(2)?).map_err(|error| StoreError::Value {
            table: "place",
            row: row.get(3).unwrap_or(0),
            column: "lng, lat",
            value: error.to_string(),
        })?;
        places.push(NamedPlace { name: row.get(0)?, place });
    }
    Ok(places)
}

pub(super) fn list(connection: &Connection) -> Result<Vec<PlaceClassSummary>, StoreError> {
    let mut select = connection.prepare(
        "SELECT place_class.class, count(place.row), count(place.name) FROM place_class \
         LEFT JOIN place ON place.class = place_class.id GROUP BY place_class.id ORDER BY place_class.class",
    )?;
    let summary = |row: &rusqlite::Row<'_>| {
        let (places, named): (u32, u32) = (row.get(1)?, row.get(2)?);
        Ok(PlaceClassSummary { class: row.get(0)?, places: places as usize, named: named as usize })
    };
    Ok(select.query_map([], summary)?.collect::<Result<_, _>>()?)
}
