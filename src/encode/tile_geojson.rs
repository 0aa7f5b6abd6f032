use std::io::Write;

use geo::MapCoords;
use geo_types::{Coord, Geometry};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::cut::{TileFeature, TileLayer, TileShape};
use super::error::EncodeError;
use super::geojson::{Properties, geometry_value};
use super::mercator::TileId;

/// Writes a tile as one GeoJSON FeatureCollection in degrees: the features that [`write_mvt`](super::mvt::write_mvt) writes,
/// each with the name of its layer in the member `layer`.
pub fn write_tile_geojson(layers: &[TileLayer<'_>], tile: TileId, out: impl Write) -> Result<(), EncodeError> {
    Ok(serde_json::to_writer(out, &Collection { layers, tile })?)
}

struct Collection<'a> {
    layers: &'a [TileLayer<'a>],
    tile: TileId,
}

impl Serialize for Collection<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("type", "FeatureCollection")?;
        map.serialize_entry("features", &Features(self))?;
        map.end()
    }
}

struct Features<'a>(&'a Collection<'a>);

impl Serialize for Features<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut features = serializer.serialize_seq(None)?;
        for layer in self.0.layers {
            for feature in layer.features {
                features.serialize_element(&Feature { layer, feature, tile: self.0.tile })?;
            }
        }
        features.end()
    }
}

struct Feature<'a> {
    layer: &'a TileLayer<'a>,
    feature: &'a TileFeature,
    tile: TileId,
}

impl Serialize for Feature<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let degrees = |at: Coord<i32>| self.tile.degrees_of(Coord { x: f64::from(at.x), y: f64::from(at.y) });
        let geometry = match &self.feature.shape {
            TileShape::Point(at) => Geometry::Point(degrees(*at).into()),
            TileShape::Polygons(polygons) => Geometry::MultiPolygon(polygons.map_coords(degrees)),
        };
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("type", "Feature")?;
        map.serialize_entry("layer", self.layer.name)?;
        map.serialize_entry("geometry", &geometry_value(&geometry))?;
        map.serialize_entry("properties", &Properties { columns: self.layer.columns, row: self.feature.row })?;
        map.end()
    }
}
