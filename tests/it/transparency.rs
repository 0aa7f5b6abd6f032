//! `wherenext transparency` and what the service hands out: records and model cards from the ledger and a back-test.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use wherenext::space::{AreaLayer, Deprivation};

use crate::ledger::weeks::fill;
use crate::serve::county::{Service, districts};

fn run(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
    command.arg("--data-dir").arg(data).args(arguments).arg("--json").output().unwrap()
}

fn answer(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// Twenty weeks with deprived districts, a forecast for the week that follows and ten replays, all but the first scored.
fn made(data: &Path) {
    let store = fill(data, 20);
    let mut areas = districts().areas().to_vec();
    areas[0].deprivation = Deprivation::national(2);
    areas[1].deprivation = Deprivation::national(9);
    areas[1].population = Some(3000.0);
    store.put_layer(&AreaLayer::new("district".to_owned(), areas, Vec::new()).unwrap(), true).unwrap();
    drop(store);
    let forecast = ["forecast", "--category", "asb", "--grid", "hex:8", "--replay", "--model", "count-12mo"];
    answer(&run(data, &forecast));
    answer(&run(data, &[&forecast[..], &["--every", "7d", "--origins", "2024-03-04..2024-05-13"]].concat()));
}

/// All files of a folder, by their path.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(inner, text)| (format!("{name}/{inner}"), text)));
        } else {
            found.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    found
}

/// What `wherenext backtest --json` prints, in small, for a forecaster that the ledger does not know.
fn back_test() -> Value {
    json!({
        "version": "0.0.9", "filter": "category=asb", "grid": "hex:8", "ground": "study-area", "horizon": "7d", "every": "7d", "seed": 1,
        "provenances": "leave-out", "left_out": [], "resumed": 0, "cells": 1234, "ground_km2": 900.5,
        "origins": {"from": "2024-03-04", "to": "2024-05-06", "count": 10, "scored": 10, "without_incidents": 0, "block": 2},
        "incidents": 700, "outside_cells": 0,
        "coverages": [{"coverage": "0.01", "cells": 12, "area_km2": 9.0, "coverage_fraction": 0.01, "best_naive": "count-all",
            "oracle": {"pai": 60.0, "hit_rate": 0.6}, "ceiling": {"forecaster": "learned"}}],
        "forecasters": [
            {"coverage": "0.01", "name": "learned", "naive": false, "origins": 10, "incidents": 700, "pai": 44.0, "hit_rate": 0.44,
             "versus_best_naive": {"name": "count-all", "pai_ratio": 1.1, "low": 1.02, "high": 1.2}, "seconds": 1.0},
            {"coverage": "0.01", "name": "count-all", "naive": true, "origins": 10, "incidents": 700, "pai": 40.0, "hit_rate": 0.4,
             "versus_best_naive": null, "seconds": 0.1}],
        "models": [
            {"name": "learned", "description": "a made-up model", "naive": false, "parameters": {"depth": 3, "weights": [0.1, 0.9]},
             "expected": 690.5, "observed": 700, "seconds": 1.0},
            {"name": "count-all", "description": "counts", "naive": true, "parameters": {}, "expected": 1.0, "observed": 700}],
        "periods": [], "finding": {"statement": "", "caveat": ""}, "out": []
    })
}

#[test]
fn the_same_run_writes_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    made(data);
    fs::write(data.join("wherenext.toml"), "[transparency]\norganisation = \"Essex <Police>\"\n").unwrap();
    let test = data.join("backtest.json");
    fs::write(&test, back_test().to_string()).unwrap();
    let write = |out: &str| {
        let out = data.join(out);
        let arguments = ["transparency", "--out", out.to_str().unwrap(), "--backtest", test.to_str().unwrap()];
        (answer(&run(data, &arguments)), files(&out))
    };
    let (said, first) = write("one");
    assert_eq!(write("two").1, first);
    let version = env!("CARGO_PKG_VERSION");
    let (stored, tested) = (
        format!("category-asb-hex-8-7d-count-12mo-{version}"),
        "category-asb-hex-8-7d-learned-leave-out-0.0.9".to_owned(),
    );
    assert_eq!(said["models"].as_array().unwrap().len(), 2);
    assert_eq!((&said["models"][0]["id"], &said["models"][0]["forecasts"]), (&json!(stored), &json!(11)));
    assert_eq!((&said["models"][1]["id"], &said["models"][1]["back_tests"]), (&json!(tested), &json!(1)));
    assert_eq!(first.len(), 2 + 2 * 4);
    assert!(first["index.html"].contains(&format!("href=\"{stored}/model-card.html\"")));

    let card = &first[&format!("{stored}/model-card.md")];
    for expected in [
        "# Model card: Anti-social behaviour, hex:8, 7 days, count-12mo",
        "Stored forecasts: 11, of which 1 wait for their period to end. Scored: 0 that were stored before their period began, and 10",
        "| Reported by the public |",
        "by deprivation of the areas of district (national deciles; 1 is the most deprived)",
        "| 2 | 25 % |",
        "It has not been shown to catch more than a plain count",
        "from 1 January 2024 to 19 May 2024",
    ] {
        assert!(card.contains(expected), "{expected}\n{card}");
    }
    let record = &first[&format!("{stored}/record.html")];
    assert!(record.contains("<p>Essex &lt;Police&gt;</p>") && record.contains("Tier 2: Tool specification, model"));
    let learned = &first[&format!("{tested}/model-card.md")];
    for expected in [
        "1.100 (1.020 to 1.200)",
        "it caught more than the plain count (count-all)",
        "officers found are left out of what the model learns",
        "a made-up model",
    ] {
        assert!(learned.contains(expected), "{expected}\n{learned}");
    }
}

#[test]
fn what_is_no_back_test_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    drop(fill(data, 2));
    let wrong = data.join("wrong.json");
    fs::write(&wrong, "{\"version\": 1}").unwrap();
    let out = data.join("out");
    let refused = run(data, &["transparency", "--out", out.to_str().unwrap(), "--backtest", wrong.to_str().unwrap()]);
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && why.contains("wrong.json is not what `wherenext backtest --json` prints"),
        "{why}"
    );
    assert!(!out.exists());
    let none = answer(&run(data, &["transparency", "--out", out.to_str().unwrap()]));
    assert_eq!((&none["models"], &none["files"]), (&json!([]), &json!(["index.html", "index.md"])));
}

#[tokio::test]
async fn served_as_html_and_markdown() {
    let empty = Service::county();
    assert_eq!(empty.json("/api/v1/transparency").await, json!({ "organisation": null, "models": [] }));
    let folder = tempfile::tempdir().unwrap();
    made(folder.path());
    let service = Service::over(folder);
    let list = service.json("/api/v1/transparency").await;
    let model = &list["models"][0];
    assert_eq!(
        (&model["series"], &model["forecasts"], &model["scored"]),
        (&json!("category=asb|hex:8|7d|count-12mo"), &json!(11), &json!(10))
    );
    let card = &model["documents"][1];
    assert_eq!((&card["kind"], &card["title"]), (&json!("model-card"), &json!("Model card")));
    let html = service.get(card["html"].as_str().unwrap()).await;
    assert_eq!((html.status.as_u16(), html.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(html.header("content-security-policy").starts_with("default-src 'none'; style-src 'unsafe-inline'"));
    assert!(html.text().starts_with("<!DOCTYPE html>"));
    assert_eq!(service.get(card["html"].as_str().unwrap()).await.bytes, html.bytes);
    let markdown = service.get(card["markdown"].as_str().unwrap()).await;
    assert_eq!(markdown.header("content-type"), "text/markdown; charset=utf-8");
    assert!(markdown.text().starts_with("# Model card: Anti-social behaviour, hex:8, 7 days, count-12mo"));
    for missing in ["/api/v1/transparency/nobody/record.html", card["html"].as_str().unwrap().trim_end_matches("l")] {
        assert_eq!(service.get(missing).await.status.as_u16(), 404, "{missing}");
    }
}
