use geo_types::{Coord, LineString, MultiPolygon};
use mvt::{Feature, GeomData, GeomEncoder, GeomType, Tile};

use super::cut::{TileLayer, TileShape};
use super::error::EncodeError;
use super::layer::{Column, Value};
use super::mercator::TILE_EXTENT;

/// Writes a tile as a Mapbox Vector Tile: one layer each, none that is empty.
///
/// The format has no null: a property without a value is left out. Source: vector tile specification 2.1,
/// github.com/mapbox/vector-tile-spec.
pub fn write_mvt(layers: &[TileLayer<'_>]) -> Result<Vec<u8>, EncodeError> {
    let mut tile = Tile::new(TILE_EXTENT);
    for layer in layers.iter().filter(|layer| !layer.features.is_empty()) {
        let mut written = tile.create_layer(layer.name);
        for feature in layer.features {
            let mut tagged = written.into_feature(commands(&feature.shape)?);
            layer.columns.iter().for_each(|column| tag(&mut tagged, column, feature.row));
            written = tagged.into_layer();
        }
        tile.add_layer(written)?;
    }
    Ok(tile.to_bytes()?)
}

fn tag(feature: &mut Feature, column: &Column, row: usize) {
    match column.value(row) {
        Some(Value::Text(text)) => feature.add_tag_string(column.name(), text),
        Some(Value::Integer(number)) => feature.add_tag_int(column.name(), number),
        Some(Value::Number(number)) => feature.add_tag_double(column.name(), number),
        Some(Value::Flag(flag)) => feature.add_tag_bool(column.name(), flag),
        None => {}
    }
}

fn commands(shape: &TileShape) -> Result<GeomData, EncodeError> {
    match shape {
        TileShape::Point(at) => Ok(GeomEncoder::new(GeomType::Point).point(at.x, at.y)?.encode()?),
        TileShape::Polygons(polygons) => polygon_commands(polygons),
    }
}

fn polygon_commands(polygons: &MultiPolygon<i32>) -> Result<GeomData, EncodeError> {
    let mut encoder = GeomEncoder::new(GeomType::Polygon);
    let mut cursor = None;
    for ring in polygons.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors())) {
        let points = open_ring(ring, cursor);
        for at in &points {
            encoder.add_point(at.x, at.y)?;
        }
        encoder.complete_geom()?;
        cursor = points.last().copied();
    }
    // Completes an empty ring, which writes nothing.
    Ok(encoder.encode()?)
}

/// The ring's points without the closing one, begun anywhere but at `cursor`: the encoder leaves out a point that repeats the
/// one before, and with it a new ring's first command.
fn open_ring(ring: &LineString<i32>, cursor: Option<Coord<i32>>) -> Vec<Coord<i32>> {
    let mut points = ring.0.clone();
    points.pop();
    if points.first().copied() == cursor {
        points.rotate_left(1);
    }
    points
}
