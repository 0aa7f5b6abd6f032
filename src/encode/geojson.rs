use std::io::Write;

use geo::{MapCoords, Orient};
use geo_types::{Coord, Geometry};
use geojson::GeometryValue;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::error::EncodeError;
use super::layer::{Column, Layer};

/// Decimals of a degree that are written: the seventh is 1.1 cm or less.
const DECIMALS: f64 = 1e7;

/// Writes a layer as a GeoJSON FeatureCollection (RFC 7946), what it says about itself as further members.
///
/// A property without a value is `null`, so that every feature has the same properties. Outer rings run anticlockwise.
pub fn write_geojson(layer: &Layer, out: impl Write) -> Result<(), EncodeError> {
    Ok(serde_json::to_writer(out, &Collection(layer))?)
}

struct Collection<'a>(&'a Layer);

impl Serialize for Collection<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let layer = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "FeatureCollection")?;
        map.serialize_entry("name", layer.name())?;
        for (key, value) in layer.about() {
            map.serialize_entry(key, value)?;
        }
        map.serialize_entry("features", &Features(layer))?;
        map.end()
    }
}

struct Features<'a>(&'a Layer);

impl Serialize for Features<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut features = serializer.serialize_seq(Some(self.0.len()))?;
        for (row, geometry) in self.0.geometries().iter().enumerate() {
            features.serialize_element(&Feature { geometry: geometry.as_ref(), columns: self.0.columns(), row })?;
        }
        features.end()
    }
}

struct Feature<'a> {
    geometry: Option<&'a Geometry<f64>>,
    columns: &'a [Column],
    row: usize,
}

impl Serialize for Feature<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("type", "Feature")?;
        map.serialize_entry("geometry", &self.geometry.map(geometry_value))?;
        map.serialize_entry("properties", &Properties { columns: self.columns, row: self.row })?;
        map.end()
    }
}

pub(super) struct Properties<'a> {
    pub(super) columns: &'a [Column],
    pub(super) row: usize,
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for column in self.columns {
            map.serialize_entry(column.name(), &column.value(self.row))?;
        }
        map.end()
    }
}

pub(super) fn geometry_value(geometry: &Geometry<f64>) -> geojson::Geometry {
    let rounded = geometry.map_coords(|at| Coord { x: rounded(at.x), y: rounded(at.y) });
    let oriented = match rounded {
        Geometry::Polygon(polygon) => Geometry::Polygon(polygon.orient(geo::orient::Direction::Default)),
        Geometry::MultiPolygon(polygons) => Geometry::MultiPolygon(polygons.orient(geo::orient::Direction::Default)),
        other => other,
    };
    geojson::Geometry::new(GeometryValue::from(&oriented))
}

fn rounded(degrees: f64) -> f64 {
    (degrees * DECIMALS).round() / DECIMALS
}

#[cfg(test)]
mod tests {
    use geo_types::{Point, Rect};
    use serde_json::json;

    use super::*;

    #[test]
    fn read_back() {
        // A box given clockwise, to see that its ring is turned.
        let mut ring: Vec<_> = Rect::new((0.5, 51.5), (0.75, 51.75)).to_polygon().exterior().0.clone();
        ring.reverse();
        let clockwise = geo_types::Polygon::new(ring.into(), Vec::new());
        let columns = vec![Column::text("name", [Some("a \"b\"".to_owned()), None]), Column::integer("count", [3, 4])];
        let geometries = vec![Some(Geometry::Polygon(clockwise)), Some(Point::new(0.123_456_789, 51.0).into())];
        let layer = Layer::new("spots", geometries, columns).unwrap().with_about("unit", "incidents per km²");
        let mut out = Vec::new();
        write_geojson(&layer, &mut out).unwrap();

        let read: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(read["unit"], "incidents per km²");
        assert_eq!(read["features"][1]["geometry"], json!({"type": "Point", "coordinates": [0.123_456_8, 51.0]}));
        assert_eq!(read["features"][1]["properties"], json!({"name": null, "count": 4}));
        let ring = &read["features"][0]["geometry"]["coordinates"][0];
        let area: f64 = (0..4)
            .map(|i| {
                let at = |i: usize, axis: usize| ring[i][axis].as_f64().unwrap();
                at(i, 0) * at(i + 1, 1) - at(i + 1, 0) * at(i, 1)
            })
            .sum();
        assert!(area > 0.0, "the outer ring is anticlockwise");
        assert!(geojson::GeoJson::from_reader(out.as_slice()).is_ok());
    }

    #[test]
    fn nothing() {
        let mut out = Vec::new();
        write_geojson(&Layer::new("none", Vec::new(), Vec::new()).unwrap(), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), r#"{"type":"FeatureCollection","name":"none","features":[]}"#);
    }
}
