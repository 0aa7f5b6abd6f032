use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Schema};
use serde_json::Value;

use super::wkb::read_point;
use crate::ingest::reject::{Fault, Reason};
use crate::space::Crs;

/// The column of points in a GeoParquet file, and what its coordinates are in.
#[derive(Clone, Debug)]
pub struct Geometry {
    pub column: usize,
    crs: Crs,
}

impl Geometry {
    /// The primary column that the file's `geo` entry names, else a binary column called `geometry`. The error says why the
    /// file's geometry cannot be read.
    pub fn find(schema: &Schema, geo: Option<&str>) -> Result<Option<Self>, String> {
        let is_binary = |column: &usize| {
            matches!(schema.field(*column).data_type(), DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
        };
        let Some(geo) = geo else {
            let column = schema.index_of("geometry").ok().filter(is_binary);
            return Ok(column.map(|column| Self { column, crs: Crs::WGS_84 }));
        };
        let geo: Value = serde_json::from_str(geo).map_err(|error| format!("its geo entry: {error}"))?;
        let name = geo.get("primary_column").and_then(Value::as_str).unwrap_or("geometry");
        let described = geo.get("columns").and_then(|columns| columns.get(name));
        let column = schema.index_of(name).ok().filter(is_binary);
        let column = column.ok_or_else(|| format!("its geometry column {name:?} is not well-known binary"))?;
        Ok(Some(Self { column, crs: crs_of(described.and_then(|described| described.get("crs")))? }))
    }

    /// The point of a row in degrees; `None` where it has none.
    pub fn point(&self, column: &ArrayRef, row: usize) -> Result<Option<[f64; 2]>, Fault> {
        if column.is_null(row) {
            return Ok(None);
        }
        let wkb = match column.data_type() {
            DataType::LargeBinary => column.as_binary::<i64>().value(row),
            DataType::BinaryView => column.as_binary_view().value(row),
            _ => column.as_binary::<i32>().value(row),
        };
        let Some([x, y]) = read_point(wkb)? else { return Ok(None) };
        // The zero of a projected system would lose its meaning in degrees.
        if x == 0.0 && y == 0.0 {
            return Ok(Some([x, y]));
        }
        match self.crs.to_lng_lat(x, y) {
            Ok(place) => Ok(Some([place.lng(), place.lat()])),
            Err(error) => Err(Fault::new(Reason::ImpossibleCoordinates, error.to_string())),
        }
    }
}

/// GeoParquet 1.1: absent means longitude and latitude on WGS 84, `null` unknown; else PROJJSON with an `id` of authority and code.
fn crs_of(crs: Option<&Value>) -> Result<Crs, String> {
    let Some(crs) = crs else { return Ok(Crs::WGS_84) };
    let id = crs.get("id");
    let part = |name| id.and_then(|id| id.get(name));
    let code = part("code").and_then(|code| code.as_u64().or_else(|| code.as_str()?.parse().ok()));
    match (part("authority").and_then(Value::as_str), code) {
        (Some("OGC"), _) => Ok(Crs::WGS_84),
        (Some("EPSG"), Some(code)) => {
            let code = u32::try_from(code).map_err(|_| format!("EPSG:{code} is no code"))?;
            Crs::from_epsg(code).map_err(|error| error.to_string())
        }
        _ => Err("its geometry's reference system has no EPSG code".to_owned()),
    }
}
