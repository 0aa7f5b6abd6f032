use rusqlite::Connection;
use serde::Serialize;

use super::error::StoreError;
use super::settings::Setting;
use super::shape;
use crate::space::{Area, AreaLayer, Deprivation, LngLat, StudyArea};

/// A layer of areas in the store, in figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerSummary {
    pub name: String,
    pub areas: usize,
    /// Residents of all areas whose population is known; `None` where none is.
    pub population: Option<f64>,
    /// Areas whose deprivation is known.
    pub with_deprivation: usize,
    /// Foreign codes that are looked up as areas of this layer.
    pub lookup_codes: usize,
    /// Whether it is the study area.
    pub study_area: bool,
}

/// Writes a layer; one of the same name goes, and its place in the order of layers stays.
pub(super) fn put(connection: &Connection, layer: &AreaLayer) -> Result<(), StoreError> {
    connection.execute("INSERT INTO layer (name) VALUES (?1) ON CONFLICT (name) DO NOTHING", [layer.name()])?;
    let id: u32 = connection.query_row("SELECT id FROM layer WHERE name = ?1", [layer.name()], |row| row.get(0))?;
    connection.execute("DELETE FROM area WHERE layer = ?1", [id])?;
    connection.execute("DELETE FROM area_lookup WHERE layer = ?1", [id])?;
    let mut insert = connection.prepare(
        "INSERT INTO area (layer, row, code, name, population, shape, deprivation_decile, deprivation_national) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (row, area) in (0_u32..).zip(layer.areas()) {
        let (decile, national) = deprivation_columns(area);
        insert.execute((
            id,
            row,
            &area.code,
            &area.name,
            area.population,
            shape::write(&area.shape),
            decile,
            national,
        ))?;
    }
    let mut insert =
        connection.prepare("INSERT INTO area_lookup (layer, row, foreign_code, code) VALUES (?1, ?2, ?3, ?4)")?;
    for (row, (foreign, code)) in (0_u32..).zip(layer.lookup()) {
        insert.execute((id, row, foreign, code))?;
    }
    Ok(())
}

/// All layers, the first imported first.
pub(super) fn load(connection: &Connection) -> Result<Vec<AreaLayer>, StoreError> {
    names(connection)?
        .into_iter()
        .map(|(id, name)| Ok(AreaLayer::new(name, areas(connection, id)?, lookup(connection, id)?)?))
        .collect()
}

/// The layer that is the study area: the one set, or else the first; `None` where there is no layer.
fn study_layer(connection: &Connection) -> Result<Option<String>, StoreError> {
    let mut names = names(connection)?.into_iter().map(|(_, name)| name);
    match Setting::StudyArea.read(connection)? {
        None => Ok(names.next()),
        Some(name) if names.any(|known| known == name) => Ok(Some(name)),
        Some(name) => Err(StoreError::NoLayer { name }),
    }
}

/// The ground that is studied; `points` are for want of any layer.
pub(super) fn study_area(
    connection: &Connection,
    layers: &[AreaLayer],
    points: impl Iterator<Item = LngLat>,
) -> Result<StudyArea, StoreError> {
    let name = study_layer(connection)?;
    let layer = layers.iter().find(|layer| Some(layer.name()) == name.as_deref());
    if let Some(layer) = layer {
        return Ok(StudyArea::from_layer(layer)?);
    }
    Ok(StudyArea::around_any(points)?)
}

/// The layer of this name.
pub(super) fn get(connection: &Connection, name: &str) -> Result<AreaLayer, StoreError> {
    let names = names(connection)?;
    let Some(&(id, _)) = names.iter().find(|(_, known)| known == name) else {
        let known: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        return Err(StoreError::UnknownLayer { name: name.to_owned(), known });
    };
    Ok(AreaLayer::new(name.to_owned(), areas(connection, id)?, lookup(connection, id)?)?)
}

pub(super) fn list(connection: &Connection) -> Result<Vec<LayerSummary>, StoreError> {
    let study_layer = study_layer(connection)?;
    let mut areas =
        connection.prepare("SELECT count(*), sum(population), count(deprivation_decile) FROM area WHERE layer = ?1")?;
    let mut lookup = connection.prepare("SELECT count(*) FROM area_lookup WHERE layer = ?1")?;
    names(connection)?
        .into_iter()
        .map(|(id, name)| {
            let (count, population, with_deprivation): (u32, _, u32) =
                areas.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let lookup_codes = lookup.query_row([id], |row| row.get::<_, u32>(0))? as usize;
            let study_area = study_layer.as_ref() == Some(&name);
            Ok(LayerSummary {
                name,
                areas: count as usize,
                population,
                with_deprivation: with_deprivation as usize,
                lookup_codes,
                study_area,
            })
        })
        .collect()
}

fn names(connection: &Connection) -> Result<Vec<(u32, String)>, StoreError> {
    let mut select = connection.prepare("SELECT id, name FROM layer ORDER BY id")?;
    let names = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    Ok(names)
}

fn areas(connection: &Connection, layer: u32) -> Result<Vec<Area>, StoreError> {
    let mut select = connection.prepare(
        "SELECT code, name, population, shape, row, deprivation_decile, deprivation_national FROM area \
         WHERE layer = ?1 ORDER BY row",
    )?;
    let mut rows = select.query([layer])?;
    let mut areas = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
        let shape = shape::read(bytes).ok_or_else(|| StoreError::Value {
            table: "area",
            row: row.get(4).unwrap_or(0),
            column: "shape",
            value: format!("{} bytes that are no multi-polygon", bytes.len()),
        })?;
        let (population, deprivation) = (row.get(2)?, deprivation(row)?);
        areas.push(Area { code: row.get(0)?, name: row.get(1)?, population, deprivation, shape });
    }
    Ok(areas)
}

/// What [`deprivation`] reads.
fn deprivation_columns(area: &Area) -> (Option<u8>, Option<bool>) {
    (area.deprivation.map(Deprivation::decile), area.deprivation.map(Deprivation::is_national))
}

/// What columns 5 and 6 say.
fn deprivation(row: &rusqlite::Row<'_>) -> Result<Option<Deprivation>, StoreError> {
    let Some(decile) = row.get::<_, Option<u8>>(5)? else { return Ok(None) };
    let is_national = row.get::<_, Option<bool>>(6)?.unwrap_or(false);
    let found = if is_national { Deprivation::national(decile) } else { Deprivation::local(decile) };
    found.map(Some).ok_or_else(|| StoreError::Value {
        table: "area",
        row: row.get(4).unwrap_or(0),
        column: "deprivation_decile",
        value: decile.to_string(),
    })
}

fn lookup(connection: &Connection, layer: u32) -> Result<Vec<(String, String)>, StoreError> {
    let mut select = connection.prepare("SELECT foreign_code, code FROM area_lookup WHERE layer = ?1 ORDER BY row")?;
    let pairs = select.query_map([layer], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    Ok(pairs)
}
