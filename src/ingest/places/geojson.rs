use std::path::Path;

use geojson::{Feature, FeatureCollection, GeometryValue};
use serde_json::Value;

use super::error::PlaceFileError;
use super::read::{RawPlace, RawPlaces};
use super::request::PlaceRequest;
use crate::ingest::areas::{declared_epsg, feature_collection};

/// The features of a GeoJSON file, each a point or without geometry. Coordinates are degrees unless a `crs` member says otherwise.
pub(super) fn read(path: &Path, bytes: &[u8], request: &PlaceRequest) -> Result<RawPlaces, PlaceFileError> {
    let not_geojson = |reason: String| PlaceFileError::GeoJson { path: path.to_owned(), reason };
    let collection = feature_collection(bytes, "it is a geometry, and no list of features").map_err(not_geojson)?;
    let epsg = declared_epsg(&collection);
    let epsg = epsg.map_err(|name| PlaceFileError::UnknownCrs { path: path.to_owned(), name })?;
    known_columns(path, &collection, request)?;
    let places = (1..).zip(&collection.features).map(|(number, feature)| place(path, number, feature, request));
    Ok(RawPlaces { what: "feature", epsg, places: places.collect::<Result<_, _>>()? })
}

/// A property that no feature has is a misspelled one.
fn known_columns(path: &Path, collection: &FeatureCollection, request: &PlaceRequest) -> Result<(), PlaceFileError> {
    let mut known: Vec<&String> =
        collection.features.iter().filter_map(|it| it.properties.as_ref()).flat_map(|it| it.keys()).collect();
    known.sort_unstable();
    known.dedup();
    let missing = [&request.name, &request.class_column].into_iter().flatten().find(|name| !known.contains(name));
    missing.map_or(Ok(()), |column| {
        let available = known.into_iter().cloned().collect::<Vec<_>>().join(", ");
        Err(PlaceFileError::NoColumn { path: path.to_owned(), column: column.clone(), available })
    })
}

fn place(path: &Path, number: u64, feature: &Feature, request: &PlaceRequest) -> Result<RawPlace, PlaceFileError> {
    let no_point = || PlaceFileError::NoPoint { path: path.to_owned(), number };
    let place = match feature.geometry.as_ref().map(|geometry| &geometry.value) {
        None => None,
        Some(GeometryValue::Point { coordinates }) => match coordinates.as_slice() {
            &[x, y, ..] => Some((x, y)),
            _ => return Err(no_point()),
        },
        Some(_) => return Err(no_point()),
    };
    let text = |column: &Option<String>| match feature.property(column.as_ref()?)? {
        Value::Null => None,
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        other => Some(other.to_string()),
    };
    Ok(RawPlace { number, name: text(&request.name), class: text(&request.class_column), place })
}
