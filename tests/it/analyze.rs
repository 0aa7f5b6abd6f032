//! `wherenext analyze` on the built binary: one made file in, a summary and a layer out.

mod space_time;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const HEADER: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";

fn wherenext(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wherenext"))
        .args(["--data-dir", folder.join("data").to_str().unwrap()])
        .args(arguments)
        .output()
        .unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Eight incidents on one map point, two on another, one without a place; all anti-social behaviour of one month.
fn imported() -> TempDir {
    let folder = TempDir::new().unwrap();
    let row = |place: &str, street: &str| {
        format!(
            ",2021-03,Essex Police,Essex Police,{place},On or near {street},E01021237,Basildon 001A,Anti-social behaviour,,\n"
        )
    };
    let rows = [
        row("0.432440,51.638525", "Parking Area").repeat(8),
        row("0.452440,51.640000", "Mill Lane").repeat(2),
        row(",", ""),
    ];
    let file = folder.path().join("2021-03-essex-street.csv");
    fs::write(&file, format!("{HEADER}\n{}", rows.concat())).unwrap();
    json(&wherenext(folder.path(), &["import", file.to_str().unwrap(), "--json"]));
    folder
}

#[test]
fn kernel_density_as_hexagons() {
    let folder = imported();
    let out = folder.path().join("kde.geojson");
    let summary = json(&wherenext(
        folder.path(),
        &["analyze", "kde", "--category", "asb", "--bandwidth", "200", "--out", out.to_str().unwrap(), "--json"],
    ));
    assert_eq!((summary["incidents"].as_u64(), summary["without_place"].as_u64()), (Some(11), Some(1)));
    // Eight incidents on one point: 8 / (2 pi 0.2²) per km² at the point; the other two are 7 bandwidths away.
    let exact = 8.0 / (2.0 * std::f64::consts::PI * 0.04);
    assert!((summary["max"].as_f64().unwrap() / exact - 1.0).abs() < 0.02, "{}", summary["max"]);

    let layer: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
    let features = layer["features"].as_array().unwrap();
    assert_eq!(features.len() as u64, summary["features"].as_u64().unwrap());
    let counted: f64 = features.iter().map(|feature| feature["properties"]["count"].as_f64().unwrap()).sum();
    assert_eq!(counted, 10.0);
    let mass: f64 = features
        .iter()
        .map(|feature| &feature["properties"])
        .map(|it| it["intensity"].as_f64().unwrap() * it["area_km2"].as_f64().unwrap())
        .sum();
    assert!((mass - 10.0).abs() < 0.3, "the density adds up to the incidents: {mass}");
}

#[test]
fn contours_and_squares() {
    let folder = imported();
    let [outlines, squares] = ["outlines.geojson", "squares.csv"].map(|name| folder.path().join(name));
    let outline = json(&wherenext(
        folder.path(),
        &["analyze", "kde", "--contours", "--out", outlines.to_str().unwrap(), "--json"],
    ));
    assert_eq!(outline["features"], 5);
    let square = json(&wherenext(
        folder.path(),
        &["analyze", "kde", "--grid", "square:250m", "--out", squares.to_str().unwrap(), "--json"],
    ));
    let lines = fs::read_to_string(&squares).unwrap().lines().count() as u64;
    assert_eq!(lines, square["features"].as_u64().unwrap() + 1);
}

#[test]
fn repeat_locations_by_point() {
    let folder = imported();
    let out = folder.path().join("repeats.csv");
    let summary = json(&wherenext(
        folder.path(),
        &["analyze", "repeats", "--by", "point", "--out", out.to_str().unwrap(), "--json"],
    ));
    assert_eq!((summary["locations"].as_u64(), summary["listed"].as_u64()), (Some(2), Some(2)));
    assert_eq!(summary["top"][0]["count"], 8);
    assert_eq!(summary["top"][0]["snapped"], true);
    let written = fs::read_to_string(&out).unwrap();
    assert!(written.lines().nth(1).unwrap().contains("On or near Parking Area"), "{written}");
}

/// Five past midnight on Friday, 1 January 2010 in Chicago: in London it was morning.
#[test]
fn hours_are_those_of_the_place() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("chicago.csv");
    fs::write(&file, "date,loc_cat,longitude,latitude,district\n2010-01-01 00:05,street,-87.6277,41.7922,2\n").unwrap();
    json(&wherenext(folder.path(), &["import", file.to_str().unwrap(), "--json"]));
    let hours = json(&wherenext(folder.path(), &["analyze", "hours", "--replicas", "99", "--json"]));
    assert_eq!(hours["hour_of_week"][4][0], 1.0, "{}", hours["hour_of_week"]);
}

#[test]
fn months_say_nothing_of_hours_and_gaps() {
    let folder = imported();
    let hours = json(&wherenext(folder.path(), &["analyze", "hours", "--json"]));
    assert_eq!((hours["hours_unknown"].as_u64(), hours["resolution"].is_null()), (Some(11), true));
    assert!(hours["finding"]["statement"].as_str().unwrap().contains("cannot be read"));
    let next = json(&wherenext(folder.path(), &["analyze", "next-incident", "--by", "point", "--json"]));
    assert_eq!((next["counts"].as_array().unwrap().len(), next["days_unknown"].as_u64()), (0, Some(10)));
}

#[test]
fn a_car_park_has_most_and_meets_the_threshold() {
    let folder = imported();
    let out = folder.path().join("reviews.geojson");
    let reviews = json(&wherenext(
        folder.path(),
        &["analyze", "case-review", "--by", "point", "--out", out.to_str().unwrap(), "--json"],
    ));
    assert_eq!((reviews["total"].as_u64(), reviews["as_of"].as_str()), (Some(1), Some("2021-04-01")));
    let item = &reviews["items"][0];
    assert_eq!((item["count"].as_u64(), item["snapped"].as_bool()), (Some(8), Some(true)));
    assert!(reviews["finding"]["caveat"].as_str().unwrap().contains("not an address"));
    assert_eq!(fs::read_to_string(&out).unwrap().matches("\"Feature\"").count(), 1);

    let facilities = json(&wherenext(folder.path(), &["analyze", "facilities", "--by", "point", "--json"]));
    let classes: Vec<(&str, u64)> = facilities["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| (class["class"].as_str().unwrap(), class["incidents"].as_u64().unwrap()))
        .collect();
    assert_eq!(classes, [("parking", 8), ("street", 2)]);
}

#[test]
fn facilities_near_imported_places() {
    let folder = imported();
    let parks = folder.path().join("parks.csv");
    fs::write(&parks, "name,lon,lat\nNorth Car Park,0.4325,51.6385\nEmpty Car Park,0.44,51.6385\n").unwrap();
    let import = ["places", "import", parks.to_str().unwrap(), "--class", "car-park", "--name", "name", "--json"];
    json(&wherenext(folder.path(), &import));
    let found = json(&wherenext(folder.path(), &["analyze", "facilities", "--class", "car-park", "--json"]));
    assert_eq!((found["within_m"].as_f64(), found["without_class"].as_u64()), (Some(50.0), Some(3)));
    assert_eq!((found["classes"][0]["places"].as_u64(), found["classes"][0]["incidents"].as_u64()), (Some(2), Some(8)));
    let text = wherenext(folder.path(), &["analyze", "facilities", "--class", "car-park", "--within", "1000"]);
    assert!(String::from_utf8_lossy(&text.stdout).contains("2 places"), "{}", String::from_utf8_lossy(&text.stderr));
    let unknown = wherenext(folder.path(), &["analyze", "facilities", "--class", "pub"]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("imported are: car-park"));
}

#[test]
fn next_incident_and_years_print_what_the_api_answers() {
    let folder = imported();
    let next = json(&wherenext(folder.path(), &["analyze", "next-incident", "--by", "point", "--json"]));
    assert!(next["method"].as_str().unwrap().starts_with("Kaplan-Meier"));
    assert_eq!(next["days_unknown"].as_u64(), Some(10));
    let years = json(&wherenext(folder.path(), &["analyze", "years", "--json"]));
    assert_eq!(years["years"][0]["categories"][0]["label"], "Anti-social behaviour");
}

#[test]
fn compared_and_by_years() {
    let folder = imported();
    let out = folder.path().join("cells.csv");
    let against = "bbox=0.45,51.6,0.46,51.7";
    let compared = json(&wherenext(
        folder.path(),
        &["analyze", "compare", "--against", against, "--cells", "8", "--out", out.to_str().unwrap(), "--json"],
    ));
    assert_eq!((compared["total"]["count"].as_u64(), compared["total"]["against"].as_u64()), (Some(11), Some(2)));
    assert!((compared["total"]["ratio"].as_f64().unwrap() - 5.5).abs() < 1e-12);
    let written = fs::read_to_string(&out).unwrap();
    assert!(written.lines().count() == 3 && written.contains("only-here"), "{written}");

    let years = json(&wherenext(folder.path(), &["analyze", "years", "--json"]));
    assert_eq!(years["years"][0]["label"], "year to March 2021");
    assert_eq!(
        (years["years"][0]["incidents"].as_u64(), years["years"][0]["complete"].as_bool()),
        (Some(11), Some(false))
    );
    let text = wherenext(folder.path(), &["analyze", "years"]);
    assert!(String::from_utf8_lossy(&text.stdout).contains("year to March 2021 (in part): 11"));
}

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let folder = imported();
    let mut child = Command::new(env!("CARGO_BIN_EXE_wherenext"))
        .args(["--data-dir", folder.path().join("data").to_str().unwrap(), "analyze", "repeats"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_is_wrong_is_named() {
    let folder = imported();
    let failed = |arguments: &[&str], code: i32, word: &str| {
        let output = wherenext(folder.path(), arguments);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{text}");
        assert!(text.contains(word), "{text}");
    };
    failed(&["analyze", "kde", "--category", "crime/none"], 1, "category");
    failed(&["analyze", "kde", "--bandwidth=-3"], 1, "bandwidth");
    failed(&["analyze", "kde", "--bandwidth", "0"], 1, "bandwidth");
    failed(&["analyze", "kde", "--grid", "square:9"], 2, "square:250m");
    failed(&["analyze", "repeats", "--out", "layer.xyz"], 1, "layer.xyz");
    failed(&["analyze", "compare"], 1, "--against");
    failed(&["analyze", "compare", "--against", "colour=red"], 1, "colour");
    failed(&["analyze", "case-review", "--reports", "0"], 1, "reports");
    failed(&["analyze", "years", "--starting-month", "13"], 1, "13");
}

#[test]
fn hot_spots_on_hexagons_and_squares() {
    let folder = imported();
    let out = folder.path().join("spots.csv");
    let analyze = |arguments: &[&str]| {
        json(&wherenext(folder.path(), &[&["analyze"], arguments, &["--category", "asb", "--json"]].concat()))
    };
    let summary = analyze(&["gi-star", "--out", out.to_str().unwrap()]);
    assert_eq!((summary["incidents"].as_u64(), summary["classes"].as_array().unwrap().len()), (Some(10), 6));
    assert!(summary["statement"].as_str().is_some_and(|statement| !statement.is_empty()));
    let table = fs::read_to_string(&out).unwrap();
    assert_eq!(table.lines().count() as u64, summary["cells"].as_u64().unwrap() + 1);

    let permuted = ["gi-star", "--grid", "square:250m", "--weights", "queen", "--permutations", "999", "--seed", "4"];
    assert_eq!(analyze(&permuted), analyze(&permuted));
    let moran = analyze(&["local-moran", "--correction", "none", "--weights", "band:600"]);
    assert_eq!(moran["classes"].as_array().unwrap().len(), 4);
}

#[test]
fn one_month_has_no_emerging_hot_spots() {
    let folder = imported();
    let refused = wherenext(folder.path(), &["analyze", "emerging", "--category", "asb"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("whole periods"));
    let days = json(&wherenext(folder.path(), &["analyze", "emerging", "--period", "day", "--null", "step", "--json"]));
    assert_eq!((days["periods"].as_u64(), days["classes"].as_array().unwrap().len()), (Some(31), 16));
}

#[test]
fn a_density_by_rule_and_two_compared() {
    let folder = imported();
    let run = |arguments: &[&str]| json(&wherenext(folder.path(), &[&["analyze"], arguments, &["--json"]].concat()));
    let by_rule = run(&["kde", "--bandwidth", "likelihood", "--adaptive"]);
    assert_eq!((by_rule["bandwidth_rule"].as_str(), by_rule["adaptive"].as_bool()), (Some("likelihood"), Some(true)));
    assert!(by_rule["method"].as_str().unwrap().contains("(likelihood cross-validation"), "{}", by_rule["method"]);
    assert!(by_rule["finding"]["caveat"].as_str().unwrap().contains("only 10 incidents"));

    // One place beside both: 8 of 8 against 2 of 2 leaves nothing to compare with where the eight are.
    let out = folder.path().join("risk.geojson");
    let eight = "--bbox=0.43,51.63,0.44,51.64";
    let risk = run(&[
        "relative-risk",
        eight,
        "--against",
        "category=asb",
        "--bandwidth",
        "2000",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!((risk["incidents"].as_u64(), risk["compared_with"].as_u64()), (Some(8), Some(2)));
    assert_eq!(risk["judged_fraction"].as_f64(), Some(0.0));
    assert!(risk["finding"]["statement"].as_str().unwrap().starts_with("Nowhere are there enough"));
    let layer: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
    assert!(layer["features"].as_array().unwrap().is_empty());

    let nothing = wherenext(folder.path(), &["analyze", "relative-risk"]);
    assert_eq!(nothing.status.code(), Some(2));
    let no_layer = wherenext(folder.path(), &["analyze", "relative-risk", "--residents", "ward"]);
    assert!(String::from_utf8_lossy(&no_layer.stderr).contains("no layer \"ward\""));
}
