//! Forecasts of Portland as the NIJ challenge of 2017 asked for them: its geometry rules, measured by GDAL in the challenge's own feet.

use std::fs;
use std::path::Path;
use std::process::Command;

use geo::{Area, Euclidean, Length, unary_union};
use geo_types::{LineString, Polygon};
use geojson::{FeatureCollection, GeoJson};
use serde_json::Value;

use crate::support::{shared, tool};

const SQUARE_MILE_SQFT: f64 = 5280.0 * 5280.0;

/// The city as the challenge counted it.
const CITY_SQFT: f64 = 4.1178e9;

/// Rounding of longitude and latitude to a centimetre moves a cell's area by this much at most.
const ROUNDING_SQFT: f64 = 20.0;

struct Cell {
    rank: u64,
    shape: Polygon<f64>,
}

fn wherenext(data: &Path, arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
    let output = command.arg("--json").arg("--data-dir").arg(data).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn in_feet(file: &Path) -> Vec<Cell> {
    let feet = file.with_extension("feet.geojson");
    let mut command = Command::new("ogr2ogr");
    command.args(["-f", "GeoJSON", "-t_srs", "EPSG:2913"]).arg(&feet).arg(file);
    assert!(command.status().unwrap().success());
    let text = fs::read_to_string(&feet).unwrap();
    let GeoJson::FeatureCollection(FeatureCollection { features, .. }) = text.parse().unwrap() else {
        panic!("a collection")
    };
    let cell = |feature: geojson::Feature| Cell {
        rank: feature.property("rank").and_then(Value::as_u64).expect("every cell has its rank"),
        shape: feature.geometry.expect("a shape").try_into().expect("a polygon"),
    };
    features.into_iter().map(cell).collect()
}

/// What breaks the challenge's rules in a forecast whose first `n` cells are the ones chosen.
fn faults(cells: &[Cell], n: u64) -> Vec<String> {
    let mut faults = Vec::new();
    for cell in cells {
        let sqft = cell.shape.unsigned_area();
        if !(62_500.0 - ROUNDING_SQFT..=360_000.0 + ROUNDING_SQFT).contains(&sqft) {
            faults.push(format!("the cell of rank {} has {sqft:.0} sq ft, not 62,500 to 360,000", cell.rank));
        }
        let sides = cell.shape.exterior().lines().map(|side| Euclidean.length(&LineString::from(side)));
        let narrowest = sides.fold(f64::INFINITY, f64::min);
        if narrowest < 125.0 {
            faults.push(format!("the cell of rank {} is {narrowest:.0} ft wide, less than 125", cell.rank));
        }
    }
    let chosen: Vec<&Polygon<f64>> = cells.iter().filter(|cell| cell.rank <= n).map(|cell| &cell.shape).collect();
    let sum: f64 = chosen.iter().map(|shape| shape.unsigned_area()).sum();
    let square_miles = sum / SQUARE_MILE_SQFT;
    if !(0.25..=0.75).contains(&square_miles) {
        faults.push(format!("the chosen cells cover {square_miles:.3} sq mi, not 0.25 to 0.75"));
    }
    let together = unary_union(chosen).unsigned_area();
    if (together - sum).abs() > ROUNDING_SQFT * n as f64 {
        faults.push(format!("chosen cells overlap: {sum:.0} sq ft one by one, {together:.0} together"));
    }
    let ground: f64 = cells.iter().map(|cell| cell.shape.unsigned_area()).sum();
    if ground < CITY_SQFT {
        faults.push(format!("the cells cover {ground:.4e} sq ft, and the city has {CITY_SQFT:.4e}"));
    }
    faults
}

#[test]
fn what_breaks_the_rules_is_seen() {
    let square = |rank: u64, west: f64, side: f64| Cell {
        rank,
        shape: geo_types::Rect::new((west, 0.0), (west + side, side)).to_polygon(),
    };
    let small: Vec<_> = (1..=100).map(|rank| square(rank, 100.0 * rank as f64, 100.0)).collect();
    let found = faults(&small, 100).join("\n");
    for rule in ["not 62,500 to 360,000", "less than 125", "not 0.25 to 0.75", "the city has"] {
        assert!(found.contains(rule), "{rule}: {found}");
    }
    let overlapping: Vec<_> = (1..=112).map(|rank| square(rank, 125.0 * rank as f64, 250.0)).collect();
    assert!(faults(&overlapping, 112).join("\n").contains("overlap"));
}

#[test]
fn forecasts_of_portland_keep_the_rules_of_the_challenge() {
    let boundary = shared("data/boundaries/Portland_Police_Districts.shp");
    let calls = shared("data/incidents/portland_burglary_to_2017-02-28.csv.gz");
    let (Some(boundary), Some(calls), true) = (boundary, calls, tool("ogr2ogr")) else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let districts = ["--layer", "district", "--code", "DISTRICT", "--name", "DISTRICT", "--epsg", "2913"];
    wherenext(data, &[&["areas", "import", boundary.to_str().unwrap()], &districts[..]].concat());
    wherenext(data, &["import", calls.to_str().unwrap()]);
    // A foot more than the least side: on the flat map of the study area a foot is not quite the challenge's.
    let settings = ["--grid", "square:251ft", "--origin", "2017-03-01", "--model", "count-decayed", "--replay"];
    for horizon in ["7d", "14d", "1mo", "2mo", "3mo"] {
        let out = data.join(format!("{horizon}.geojson"));
        let asked = ["--horizon", horizon, "--out", out.to_str().unwrap()];
        wherenext(data, &[&["forecast", "--category", "crime/burglary"], &settings[..], &asked[..]].concat());
        let found = faults(&in_feet(&out), 112);
        assert!(found.is_empty(), "{horizon}: {}", found[..found.len().min(5)].join("\n"));
    }
}
