//! A suggested profile can be loaded, and reads the file it was made for.

use std::path::Path;
use std::process::Command;

use wherenext::ingest::{Limits, suggest_profile};

use super::made::{Imported, MadeFile, gzip, import};
use crate::support::shared;

fn suggested(path: &Path) -> (String, Imported) {
    let profile = suggest_profile(path, &Limits::default()).unwrap();
    let imported = import(&[path], Some(&profile)).unwrap_or_else(|error| panic!("{error}\n{profile}"));
    (profile, imported)
}

#[track_caller]
fn says(profile: &str, lines: &[&str]) {
    for line in lines {
        assert!(profile.lines().any(|given| given.starts_with(line)), "no {line:?} in\n{profile}");
    }
}

#[test]
fn a_control_rooms_log() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/storm.csv");
    let (profile, imported) = suggested(&path);
    says(
        &profile,
        &[
            "start = \"Opened\"",
            "x = \"Easting\"",
            "crs = \"EPSG:27700\"",
            "id = \"Log Number\"",
            "location = \"Address\"",
            "location_key = \"UPRN\"",
            "category = \"Opening Code\"",
            "\"ASB\" = \"asb/asb\"",
            "formats = [\"%d/%m/%Y %H:%M\"]",
        ],
    );
    assert_eq!((imported.summary.accepted, imported.summary.unlocated), (40, 2));
}

#[test]
fn a_fire_services_incidents() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/incident_recording_system.csv");
    let (profile, imported) = suggested(&path);
    says(&profile, &["date = \"Date of Call\"", "time = \"Time of Call\"", "id = \"Incident Number\""]);
    assert_eq!((imported.summary.accepted, imported.summary.unlocated), (30, 1));
}

#[test]
fn the_awkward_ones() {
    let text = "Nr;Datum;Zeit;X;Y;Art\n1;01.02.2021;10:00;0;0;Brand\n2;13.02.2021;10:30;0,5;51,5;Brand\n3;13.02.2021;;0,6;51,6;L\u{e4}rm \"laut\"\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let file = MadeFile::new("Lage (neu).csv.gz", gzip(&bytes));
    let (profile, imported) = suggested(file.path());
    says(
        &profile,
        &[
            "name = \"lage-neu\"",
            "delimiter = \";\"",
            "decimal = \",\"",
            "encoding = \"windows-1252\"",
            "longitude = \"X\"",
            "no_place = [[0.0, 0.0]]",
            "date = \"Datum\"",
        ],
    );
    assert_eq!((imported.summary.accepted, imported.summary.unlocated), (3, 1));

    let geojson = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"type": "noise", "date": "2021-03-01"}, "geometry": {"type": "Point", "coordinates": [0.5, 51.5]}},
        {"type": "Feature", "properties": {"type": "noise", "date": "2021-03-02"}, "geometry": {"type": "Point", "coordinates": [0.5, 51.5]}}]}"#;
    let file = MadeFile::new("a.geojson", geojson);
    let (profile, imported) = suggested(file.path());
    says(&profile, &["\"noise\" = \"asb/noise\""]);
    assert_eq!((imported.summary.accepted, imported.summary.unlocated), (2, 0));
}

#[test]
fn a_file_without_dates_gets_a_profile_that_says_so() {
    let file = MadeFile::new("a.csv", "a,b\n1,2\n");
    let profile = suggest_profile(file.path(), &Limits::default()).unwrap();
    assert!(profile.contains("No column of dates"));
}

#[test]
fn every_real_file() {
    for (path, least) in [
        ("incidents/chicago_aggravated_assaults.csv.gz", 148_636),
        ("incidents/medellin_homicides.csv.gz", 9_279),
        ("incidents/nyc_vehicle_thefts_2014_2017.csv.gz", 35_746),
        ("incidents/portland_burglary_to_2017-02-28.csv.gz", 5_096),
        ("incidents/portland_motor_vehicle_theft_to_2017-02-28.csv.gz", 9_037),
        ("incidents/portland_calls_for_service_2016_08_09.csv.gz", 37_818),
        // UTM: the zone is not in the file, so that the places are a guess that says so.
        ("incidents/vancouver_crimes_2020.zip", 33_761),
        ("police-uk/essex-2025-01_2025-09.zip", 117_788),
    ] {
        let Some(found) = shared(&format!("data/{path}")) else { return };
        let (profile, imported) = suggested(&found);
        let located = imported.summary.accepted - imported.summary.unlocated;
        assert!(located >= least, "{path}: {located} of {least}, {:?}\n{profile}", imported.summary.rejected_by_reason);
    }
}

#[test]
fn the_command() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_wherenext")).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run(&["profile", "list"]).contains("storm  "));
    assert!(run(&["profile", "show", "storm"]).contains("Opening Code"));
    let list: serde_json::Value = serde_json::from_str(&run(&["--json", "profile", "list"])).unwrap();
    assert_eq!(list["profiles"][0]["name"], "data-police-uk-street");
    let file = MadeFile::new("a.csv", "when,lon,lat\n2021-03-01,0.5,51.5\n");
    let text = run(&["profile", "suggest", file.path().to_str().unwrap()]);
    assert!(text.contains("longitude = \"lon\""));
    let json: serde_json::Value =
        serde_json::from_str(&run(&["--json", "profile", "suggest", file.path().to_str().unwrap()])).unwrap();
    assert_eq!(json["profile"].as_str().unwrap().trim(), text.trim());
}
