use std::path::Path;

use geo_types::{Coord, LineString};
use geojson::{Feature, FeatureCollection, GeoJson, GeometryValue, Position};
use serde_json::Value;

use super::columns::{Columns, RawAreas, RawFeature, RawShape};
use super::error::AreaFileError;

/// Longitude and latitude, as the format prescribes (RFC 7946, 4).
const WGS_84: u32 = 4326;

/// A feature collection of polygons. Coordinates are degrees unless a `crs` member, which older files have, says otherwise.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<RawAreas, AreaFileError> {
    let not_geojson = |reason: String| AreaFileError::GeoJson { path: path.to_owned(), reason };
    let collection = feature_collection(bytes, "it is a geometry without a code").map_err(not_geojson)?;
    let mut columns = Columns::default();
    let declared = Some(declared_epsg(&collection));
    let features = (1..)
        .zip(collection.features)
        .map(|(number, feature)| raw_feature(&mut columns, feature).map_err(|reason| (number, reason)))
        .collect::<Result<_, (usize, &str)>>()
        .map_err(|(number, reason)| not_geojson(format!("feature {number} {reason}")))?;
    Ok(RawAreas { columns, features, declared })
}

fn raw_feature(columns: &mut Columns, feature: Feature) -> Result<RawFeature, &'static str> {
    let polygons = match feature.geometry.ok_or("has no shape")?.value {
        GeometryValue::Polygon { coordinates } => vec![coordinates],
        GeometryValue::MultiPolygon { coordinates } => coordinates,
        _ => return Err("is no polygon"),
    };
    let polygons = polygons.into_iter().map(|rings| rings.iter().map(|ring| line(ring)).collect());
    let shape = RawShape::Polygons(polygons.collect::<Option<_>>().ok_or("has a position of fewer than two numbers")?);
    let mut values = Vec::new();
    for (name, value) in feature.properties.into_iter().flatten() {
        let column = columns.position(&name);
        if values.len() <= column {
            values.resize(column + 1, None);
        }
        values[column] = match value {
            Value::Null => None,
            Value::String(text) => Some(text),
            other => Some(other.to_string()),
        };
    }
    Ok(RawFeature { values, shape })
}

/// As it is written, closed or not; heights are left out.
fn line(ring: &[Position]) -> Option<LineString<f64>> {
    ring.iter()
        .map(|position| match position.as_slice() {
            &[x, y, ..] => Some(Coord { x, y }),
            _ => None,
        })
        .collect::<Option<Vec<_>>>()
        .map(LineString)
}

/// The features of a file, one alone being a collection of one; `of_geometry` is the reason to refuse a bare geometry.
pub fn feature_collection(bytes: &[u8], of_geometry: &str) -> Result<FeatureCollection, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let parsed: GeoJson = text.trim_start_matches('\u{feff}').parse().map_err(|error| format!("{error}"))?;
    match parsed {
        GeoJson::FeatureCollection(collection) => Ok(collection),
        GeoJson::Feature(feature) => Ok(FeatureCollection::new([feature])),
        GeoJson::Geometry(_) => Err(of_geometry.to_owned()),
    }
}

/// The number in a name such as `urn:ogc:def:crs:EPSG::27700`; else the name.
pub fn declared_epsg(collection: &FeatureCollection) -> Result<u32, String> {
    let crs = collection.foreign_members.as_ref().and_then(|members| members.get("crs"));
    match crs.and_then(|crs| crs.get("properties")?.get("name")?.as_str()) {
        None => Ok(WGS_84),
        Some(name) if name.ends_with("CRS84") => Ok(WGS_84),
        Some(name) => name.rsplit(':').next().and_then(|number| number.parse().ok()).ok_or_else(|| name.to_owned()),
    }
}
