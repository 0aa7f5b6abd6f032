use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{imported, json as answer, wherenext};
use crate::serve::county::fill;

/// The small county of the service's tests.
fn county() -> TempDir {
    let folder = TempDir::new().unwrap();
    fill(&folder.path().join("data"));
    folder
}

#[test]
fn months_are_not_enough() {
    let folder = imported();
    for analysis in ["near-repeat", "space-time-scan"] {
        let output = wherenext(folder.path(), &["analyze", analysis]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && text.contains("data by the month have no days"), "{text}");
    }
}

#[test]
fn near_repeats_as_table_and_zones() {
    let folder = county();
    let [table, zones, cells] = ["table.csv", "zones.geojson", "cells.geojson"].map(|name| folder.path().join(name));
    let base = ["analyze", "near-repeat", "--category", "crime/burglary", "--replicas", "99"];
    let run = |more: &[&str]| wherenext(folder.path(), &[&base, more].concat());
    let summary =
        answer(&run(&["--distances", "100,200", "--times", "7,14", "--out", table.to_str().unwrap(), "--json"]));
    assert_eq!((&summary["incidents"], &summary["pairs_compared"]), (&json!(40), &json!(780)));
    assert_eq!(summary["table"][1][0]["observed"], 77);
    let written = fs::read_to_string(&table).unwrap();
    // Same place, two bands and the rest; two bands of time and the rest.
    assert_eq!(written.lines().count(), 1 + 4 * 3);
    let text = String::from_utf8(run(&["--distances", "100", "--times", "7"]).stdout).unwrap();
    assert!(text.starts_with("Within 100 m of an incident and for 7 days after it") && text.contains("77 ("), "{text}");

    let at = ["--zones", "--at", "2024-02-10"];
    let summary = answer(&run(&[&at[..], &["--out", zones.to_str().unwrap(), "--json"]].concat()));
    let layer: Value = serde_json::from_slice(&fs::read(&zones).unwrap()).unwrap();
    assert_eq!(layer["features"].as_array().unwrap().len() as u64, summary["zones"].as_u64().unwrap());
    assert_eq!((&layer["at"], &layer["features"][0]["properties"]["age_days"]), (&json!("2024-02-10"), &json!(0)));
    answer(&run(&[&at[..], &["--shape", "hexagons", "--out", cells.to_str().unwrap(), "--json"]].concat()));
    assert!(fs::read_to_string(&cells).unwrap().contains("\"zones\":"));
}

#[test]
fn clusters_as_circles() {
    let folder = county();
    let out = folder.path().join("clusters.geojson");
    let base = ["analyze", "space-time-scan", "--category", "crime/burglary", "--to", "2024-02-11", "--replicas", "99"];
    let run = |more: &[&str]| wherenext(folder.path(), &[&base, more].concat());
    let summary = answer(&run(&["--max-radius", "300", "--out", out.to_str().unwrap(), "--json"]));
    assert_eq!((&summary["mode"], &summary["clusters"][0]["to"]), (&json!("prospective"), &json!("2024-02-11")));
    let layer: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
    assert_eq!(layer["features"][0]["properties"]["statistic"], summary["clusters"][0]["statistic"]);
    let text = String::from_utf8(run(&["--retrospective", "--limit", "1"]).stdout).unwrap();
    assert!(text.contains("\n  1. ") && text.contains(", p "), "{text}");
}
