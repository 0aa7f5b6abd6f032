//! One cut, two encodings: whatever is cut, the vector tile and the GeoJSON tile hold the same features.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use geo_types::{Coord, Geometry, Point, Polygon};
use mvt_reader::Reader;
use mvt_reader::feature::Value as MvtValue;
use proptest::prelude::*;
use serde_json::Value;
use wherenext::encode::{Column, Layer, TileId, TileLayer, cut, write_mvt, write_tile_geojson};

use super::support::tool;

/// A feature as every reader should see it: its properties, and its rings or point in tile units, sorted.
type Seen = (BTreeMap<String, String>, Vec<Vec<(i32, i32)>>);

fn layer(geometries: Vec<Option<Geometry<f64>>>) -> Layer {
    let rows = geometries.len();
    let columns = vec![
        Column::text("cell", (0..rows).map(|row| (row % 3 > 0).then(|| format!("cell {row}")))),
        Column::integer("count", (0..rows).map(|row| row as i64)),
        Column::number("intensity", (0..rows).map(|row| (row % 2 > 0).then_some(row as f64 / 8.0))),
        Column::flag("snapped", (0..rows).map(|row| row % 2 == 0)),
    ];
    Layer::new("density", geometries, columns).unwrap()
}

fn encodings(layer: &Layer, tile: TileId) -> (Vec<u8>, Vec<u8>) {
    let features = cut(layer.geometries(), tile);
    let layers = [TileLayer { name: layer.name(), features: &features, columns: layer.columns() }];
    let mut geojson = Vec::new();
    write_tile_geojson(&layers, tile, &mut geojson).unwrap();
    (write_mvt(&layers).unwrap(), geojson)
}

fn from_mvt(bytes: Vec<u8>) -> Vec<Seen> {
    let reader = Reader::new(bytes).unwrap();
    let mut seen = Vec::new();
    for feature in reader.get_features_as::<i32>(0).unwrap() {
        let value = |value: MvtValue| match value {
            MvtValue::String(text) => text,
            MvtValue::Int(number) => number.to_string(),
            MvtValue::Double(number) => format!("{number:?}"),
            MvtValue::Bool(flag) => flag.to_string(),
            other => panic!("{other:?} is written by nobody"),
        };
        let properties = feature.properties.unwrap().into_iter().map(|(key, v)| (key, value(v))).collect();
        let shape = match feature.geometry {
            Geometry::Point(at) => vec![vec![(at.x(), at.y())]],
            Geometry::MultiPoint(at) => vec![vec![(at.0[0].x(), at.0[0].y())]],
            Geometry::Polygon(polygon) => rings([polygon]),
            Geometry::MultiPolygon(polygons) => rings(polygons),
            other => panic!("{other:?} is written by nobody"),
        };
        seen.push((properties, shape));
    }
    seen
}

fn rings(polygons: impl IntoIterator<Item = Polygon<i32>>) -> Vec<Vec<(i32, i32)>> {
    let mut rings = Vec::new();
    for polygon in polygons {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            rings.push(sorted(ring.0.iter().map(|at| (at.x, at.y)).collect()));
        }
    }
    rings
}

/// The ring's corners in one order, whichever is the first: a corner on a straight side is left out by the MVT encoder.
fn sorted(mut ring: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    ring.pop();
    let corners = ring.len();
    let straight = |i: usize| {
        let (a, b, c) = (ring[(i + corners - 1) % corners], ring[i], ring[(i + 1) % corners]);
        (a.0 == b.0 && b.0 == c.0) || (a.1 == b.1 && b.1 == c.1)
    };
    let mut kept: Vec<_> = (0..corners).filter(|&i| !straight(i)).map(|i| ring[i]).collect();
    kept.sort_unstable();
    kept
}

fn from_geojson(bytes: &[u8], tile: TileId) -> Vec<Seen> {
    let read: Value = serde_json::from_slice(bytes).unwrap();
    let units = |position: &Value| {
        let degrees = Coord { x: position[0].as_f64().unwrap(), y: position[1].as_f64().unwrap() };
        let at = tile.units_of(degrees);
        (at.x.round() as i32, at.y.round() as i32)
    };
    let mut seen = Vec::new();
    for feature in read["features"].as_array().unwrap() {
        let mut properties = BTreeMap::new();
        for (key, value) in feature["properties"].as_object().unwrap() {
            match value {
                Value::Null => None,
                Value::String(text) => properties.insert(key.clone(), text.clone()),
                other => properties.insert(key.clone(), other.to_string()),
            };
        }
        let coordinates = &feature["geometry"]["coordinates"];
        let shape = if feature["geometry"]["type"] == "Point" {
            vec![vec![units(coordinates)]]
        } else {
            let polygons = coordinates.as_array().unwrap().iter();
            let all = polygons.flat_map(|polygon| polygon.as_array().unwrap());
            all.map(|ring| sorted(ring.as_array().unwrap().iter().map(units).collect())).collect()
        };
        seen.push((properties, shape));
    }
    seen
}

fn star(centre: (f64, f64), radii: &[f64]) -> Polygon<f64> {
    let points = radii.iter().enumerate().map(|(i, radius)| {
        let angle = i as f64 / radii.len() as f64 * std::f64::consts::TAU;
        Coord { x: centre.0 + radius * angle.cos(), y: centre.1 + radius * angle.sin() }
    });
    Polygon::new(points.collect(), Vec::new())
}

fn geometry() -> impl Strategy<Value = Option<Geometry<f64>>> {
    let place = (0.2..0.9_f64, 51.5..51.9_f64);
    prop_oneof![
        place.clone().prop_map(|at| Some(Point::new(at.0, at.1).into())),
        (place, prop::collection::vec(0.001..0.1_f64, 3..20)).prop_map(|(at, radii)| Some(star(at, &radii).into())),
        Just(None),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn both_encodings_hold_the_same_features(geometries in prop::collection::vec(geometry(), 0..30), zoom in 8..12_u8) {
        let tile = TileId::containing(Coord { x: 0.55, y: 51.7 }, zoom).unwrap();
        let (mvt, geojson) = encodings(&layer(geometries), tile);
        prop_assert_eq!(from_mvt(mvt), from_geojson(&geojson, tile));
    }
}

#[test]
fn gdal_reads_the_same_features_from_both() {
    if !tool("ogr2ogr") {
        return;
    }
    let tile = TileId::containing(Coord { x: 0.55, y: 51.7 }, 10).unwrap();
    let mut geometries: Vec<Option<Geometry<f64>>> = Vec::new();
    for row in 0..40 {
        let at = (0.3 + f64::from(row) * 0.012, 51.6 + f64::from(row % 7) * 0.03);
        geometries.push(Some(star(at, &[0.02; 6]).into()));
    }
    let (mvt, geojson) = encodings(&layer(geometries), tile);
    let folder = tempfile::tempdir().unwrap();
    let (mvt_file, geojson_file) = (folder.path().join("tile.mvt"), folder.path().join("tile.geojson"));
    std::fs::write(&mvt_file, mvt).unwrap();
    std::fs::write(&geojson_file, &geojson).unwrap();

    let vector = gdal(&format!("MVT:{}", mvt_file.display()), tile, folder.path());
    let plain = gdal(&geojson_file.display().to_string(), tile, folder.path());
    assert_eq!(vector.len(), from_geojson(&geojson, tile).len());
    assert!(vector.len() > 20);
    assert_eq!(vector, plain);
}

/// The features as GDAL's driver sees them, in its own GeoJSON, back in tile units.
fn gdal(source: &str, tile: TileId, folder: &Path) -> Vec<Seen> {
    let out = folder.join("gdal.geojson");
    let mut command = Command::new("ogr2ogr");
    command.args(["-f", "GeoJSON", "-t_srs", "EPSG:4326", "-lco", "COORDINATE_PRECISION=9", "-nlt", "MULTIPOLYGON"]);
    if source.starts_with("MVT:") {
        for (axis, value) in [("X", tile.x()), ("Y", tile.y()), ("Z", u32::from(tile.zoom()))] {
            command.args(["-oo", &format!("{axis}={value}")]);
        }
        command.args(["-oo", "CLIP=NO"]);
    }
    let run = command.arg(&out).arg(source).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let bytes = std::fs::read(&out).unwrap();
    std::fs::remove_file(&out).unwrap();
    from_geojson(&bytes, tile)
}
