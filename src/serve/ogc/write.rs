use std::io::Write;

use geo::Orient;
use geo::orient::Direction;
use geo_types::{Coord, Geometry, LineString, Polygon};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::crs::Crs;
use super::features::Features;
use super::field::Scalar;

/// Writes the members of a feature: `{"type":"Feature","id":…,"geometry":…,"properties":{…}` without the closing brace.
///
/// By hand: a page of ten thousand features is written without a tree of them in memory. Properties without a value are null, so that
/// every feature has the same ones.
pub fn open_feature(features: &dyn Features, row: usize, crs: Crs, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
    string(&features.id(row), out);
    out.extend_from_slice(b",\"geometry\":");
    match features.geometry(row) {
        Some(geometry) => write_geometry(&geometry, crs, out),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"properties\":{");
    for (number, field) in features.fields().iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        string(field.name, out);
        out.push(b':');
        scalar(features.value(number, row), out);
    }
    out.push(b'}');
}

/// The properties as a page shows them.
pub fn properties(features: &dyn Features, row: usize) -> Map<String, Value> {
    let mut out = Vec::new();
    let fields = features.fields().iter().enumerate();
    let value = |(number, field): (usize, &super::field::Field)| {
        out.clear();
        scalar(features.value(number, row), &mut out);
        (field.name.to_owned(), serde_json::from_slice(&out).unwrap_or(Value::Null))
    };
    fields.map(value).collect()
}

fn scalar(value: Option<Scalar<'_>>, out: &mut Vec<u8>) {
    match value {
        Some(Scalar::Text(text) | Scalar::Date(text, _)) => string(&text, out),
        Some(Scalar::Integer(number)) => put(format_args!("{number}"), out),
        // With its point, 5.0: readers that guess the type of a property from its first values must not take it for whole.
        Some(Scalar::Number(number)) if number.is_finite() => put(format_args!("{number:?}"), out),
        Some(Scalar::Flag(flag)) => put(format_args!("{flag}"), out),
        Some(Scalar::Instant(second)) => match Timestamp::from_second(second) {
            Ok(moment) => put(format_args!("\"{moment}\""), out),
            Err(_) => out.extend_from_slice(b"null"),
        },
        Some(Scalar::Number(_)) | None => out.extend_from_slice(b"null"),
    }
}

fn string(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("text is written to memory as JSON");
}

fn put(arguments: std::fmt::Arguments<'_>, out: &mut Vec<u8>) {
    out.write_fmt(arguments).expect("memory takes what is written to it");
}

/// A GeoJSON geometry with its coordinates in `crs` and in the order of its axes. Outer rings run anticlockwise on the map.
pub fn write_geometry(geometry: &Geometry<f64>, crs: Crs, out: &mut Vec<u8>) {
    match geometry {
        Geometry::Point(point) => {
            out.extend_from_slice(b"{\"type\":\"Point\",\"coordinates\":");
            position(point.0, crs, out);
        }
        Geometry::Polygon(area) => {
            out.extend_from_slice(b"{\"type\":\"Polygon\",\"coordinates\":");
            polygon(area, crs, out);
        }
        Geometry::MultiPolygon(areas) => {
            out.extend_from_slice(b"{\"type\":\"MultiPolygon\",\"coordinates\":[");
            separated(areas.iter(), out, |area, out| polygon(area, crs, out));
            out.push(b']');
        }
        // No collection has others.
        _ => return out.extend_from_slice(b"null"),
    }
    out.push(b'}');
}

fn polygon(area: &Polygon<f64>, crs: Crs, out: &mut Vec<u8>) {
    let area = area.orient(Direction::Default);
    out.push(b'[');
    let rings = std::iter::once(area.exterior()).chain(area.interiors());
    separated(rings, out, |ring: &LineString<f64>, out| {
        out.push(b'[');
        separated(ring.0.iter(), out, |&at, out| position(at, crs, out));
        out.push(b']');
    });
    out.push(b']');
}

fn position(at: Coord<f64>, crs: Crs, out: &mut Vec<u8>) {
    let at = crs.in_axis_order(crs.forward(at));
    let unit = 10_f64.powi(crs.decimals());
    let rounded = |number: f64| (number * unit).round() / unit;
    put(format_args!("[{},{}]", rounded(at.x), rounded(at.y)), out);
}

/// Items with commas between them.
pub fn separated<T>(items: impl Iterator<Item = T>, out: &mut Vec<u8>, mut write: impl FnMut(T, &mut Vec<u8>)) {
    for (number, item) in items.enumerate() {
        if number > 0 {
            out.push(b',');
        }
        write(item, out);
    }
}

#[cfg(test)]
mod tests {
    use geo_types::{Point, Rect};

    use super::*;

    fn written(geometry: Geometry<f64>, crs: Crs) -> String {
        let mut out = Vec::new();
        write_geometry(&geometry, crs, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn axes_and_decimals() {
        let place = || Point::new(0.897_243_270_12, 51.894_366_373_50).into();
        assert_eq!(written(place(), Crs::Crs84), r#"{"type":"Point","coordinates":[0.8972433,51.8943664]}"#);
        assert_eq!(written(place(), Crs::Wgs84), r#"{"type":"Point","coordinates":[51.8943664,0.8972433]}"#);
        // Ordnance Survey's test point TP11: 599445.590, 225722.826.
        assert_eq!(
            written(place(), Crs::BritishNationalGrid),
            r#"{"type":"Point","coordinates":[599445.59,225722.83]}"#
        );
    }

    #[test]
    fn rings_run_anticlockwise() {
        let mut ring: Vec<_> = Rect::new((0.0, 50.0), (1.0, 51.0)).to_polygon().exterior().0.clone();
        ring.reverse();
        let text = written(Polygon::new(ring.into(), Vec::new()).into(), Crs::Crs84);
        let geometry: geojson::Geometry = text.parse::<geojson::GeoJson>().unwrap().try_into().unwrap();
        let read: Polygon<f64> = geometry.try_into().unwrap();
        assert!(geo::Area::signed_area(&read) > 0.0, "{text}");
    }
}
