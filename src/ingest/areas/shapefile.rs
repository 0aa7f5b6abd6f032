use std::io::Cursor;
use std::path::Path;

use geo_types::{Coord, LineString};
use shapefile::record::traits::HasXY;
use shapefile::{PolygonRing, Shape, ShapeReader};

use super::columns::{Columns, RawAreas, RawFeature, RawShape};
use super::dbf;
use super::error::AreaFileError;
use super::prj;
use super::source::Parts;

/// A Shapefile of polygons with its table; a .prj says what its coordinates are in.
pub(super) fn read(path: &Path, parts: &Parts) -> Result<RawAreas, AreaFileError> {
    let damaged = |reason: String| AreaFileError::Shapefile { path: path.to_owned(), reason };
    let reader = ShapeReader::new(Cursor::new(&parts.shp)).map_err(|error| damaged(error.to_string()))?;
    let shapes = reader.read().map_err(|error| damaged(error.to_string()))?;
    let mut columns = Columns::default();
    let records = dbf::read(&parts.dbf, parts.cpg.as_deref(), &mut columns)
        .map_err(|reason| AreaFileError::Dbf { path: path.to_owned(), reason })?;
    if shapes.len() != records.len() {
        return Err(AreaFileError::Records { path: path.to_owned(), shapes: shapes.len(), records: records.len() });
    }
    let mut features = Vec::new();
    for (number, (shape, record)) in (1..).zip(shapes.into_iter().zip(records)) {
        let Some(values) = record else { continue };
        let rings = match shape {
            Shape::Polygon(polygon) => polygon.into_inner().into_iter().map(line).collect(),
            Shape::PolygonM(polygon) => polygon.into_inner().into_iter().map(line).collect(),
            Shape::PolygonZ(polygon) => polygon.into_inner().into_iter().map(line).collect(),
            other => return Err(damaged(format!("feature {number} is a {}, no polygon", other.shapetype()))),
        };
        features.push(RawFeature { values, shape: RawShape::Rings(rings) });
    }
    let text = parts.prj.as_deref().map(String::from_utf8_lossy);
    Ok(RawAreas { columns, features, declared: text.map(|text| prj::epsg(&text)) })
}

fn line<P: HasXY>(ring: PolygonRing<P>) -> LineString<f64> {
    ring.points().iter().map(|point| Coord { x: point.x(), y: point.y() }).collect()
}
