use super::facts::{ColumnFacts, Facts};
use super::sample::Sample;
use crate::ingest::convert::parse_decimal;

const LONGITUDE: [&str; 7] = ["longitude", "longitud", "lng", "lon", "long", "x", "pointx"];
const LATITUDE: [&str; 6] = ["latitude", "latitud", "lat", "y", "pointy", "ycoordinate"];
const EASTING: [&str; 5] = ["easting", "xcoord", "coordx", "geox", "x"];
const NORTHING: [&str; 5] = ["northing", "ycoord", "coordy", "geoy", "y"];

/// Two columns of coordinates, and what they are in.
#[derive(Debug)]
pub struct Coordinates {
    pub x: usize,
    pub y: usize,
    /// `None` for degrees.
    pub crs: Option<CrsGuess>,
    /// Rows have 0,0.
    pub has_zeros: bool,
}

#[derive(Debug)]
pub struct CrsGuess {
    pub epsg: u32,
    /// What speaks for it, or how uncertain it is.
    pub why: &'static str,
}

/// Degrees before metres: they need no guess.
pub fn find_coordinates(sample: &Sample, facts: &Facts) -> Option<Coordinates> {
    let degrees = |column: &ColumnFacts, most: f64| {
        column.range.is_some_and(|[low, high]| low >= -most && high <= most && high - low < 60.0 + most)
    };
    let lng = named(facts, &LONGITUDE, |column| degrees(column, 180.0));
    let lat = named(facts, &LATITUDE, |column| degrees(column, 90.0));
    let is_number = |column: &ColumnFacts| column.range.is_some();
    let (x, y, crs) = match lng.zip(lat) {
        Some((x, y)) => (x, y, None),
        None => {
            let x = named(facts, &EASTING, is_number)?;
            let y = named(facts, &NORTHING, is_number)?;
            (x, y, Some(guess_crs(&facts.columns[x], &facts.columns[y])))
        }
    };
    let is_zero = |value: &str| parse_decimal(value, facts.decimal) == Some(0.0);
    let has_zeros = sample.column(x).zip(sample.column(y)).any(|(x, y)| is_zero(x) && is_zero(y));
    Some(Coordinates { x, y, crs, has_zeros })
}

/// The first hint that is a column's whole name, else the first that begins one.
fn named(facts: &Facts, hints: &[&str], accept: impl Fn(&ColumnFacts) -> bool) -> Option<usize> {
    let find = |fits: &dyn Fn(&str, &str) -> bool| {
        hints
            .iter()
            .find_map(|hint| facts.columns.iter().position(|column| fits(&column.plain, hint) && accept(column)))
    };
    find(&|name, hint| name == hint).or_else(|| find(&|name, hint| name.starts_with(hint)))
}

fn guess_crs(x: &ColumnFacts, y: &ColumnFacts) -> CrsGuess {
    let code = x.plain.split_once("epsg").and_then(|(_, code)| code.parse().ok());
    if let Some(epsg) = code {
        return CrsGuess { epsg, why: "as the column's name says" };
    }
    let high = |column: &ColumnFacts| column.range.map_or(0.0, |[low, high]| low.abs().max(high.abs()));
    match (high(x), high(y)) {
        (east, north) if east < 700_000.0 && north < 1_300_000.0 => {
            CrsGuess { epsg: 27700, why: "the numbers could be British National Grid: check it" }
        }
        (east, north) if east < 1_000_000.0 && north < 10_000_000.0 => CrsGuess {
            epsg: 32630,
            why: "the numbers could be UTM, of which zone they do not say: 326 and the zone north of the equator, 327 and the zone south of it. CHECK IT",
        },
        _ => CrsGuess { epsg: 3857, why: "the numbers could be Web Mercator, or feet of some system: CHECK IT" },
    }
}
