//! The built binary: forecast, verify, scores; and what a kill leaves.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use wherenext::ledger::verify_all;

use super::weeks::{fill, incidents};
use crate::serve::county::import;

fn wherenext(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
    command.arg("--data-dir").arg(data).args(arguments).env_remove("WHERENEXT_DATA_DIR");
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    wherenext(data, arguments).arg("--json").output().unwrap()
}

fn answer(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

#[test]
fn from_the_first_forecast_to_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    drop(fill(data, 20));
    let refused = run(data, &["forecast", "--category", "asb", "--grid", "hex:8"]);
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && why.contains("2024-05-20") && why.contains("--replay"), "{why}");

    let out = data.join("risk.geojson");
    let week = ["forecast", "--category", "asb", "--grid", "hex:8", "--replay", "--model", "count-12mo"];
    let one = answer(&run(data, &[&week[..], &["--out", out.to_str().unwrap()]].concat()));
    assert_eq!(one["forecasts"][0]["id"], 1);
    assert_eq!(one["forecasts"][0]["label"], "Anti-social behaviour, 20 to 26 May 2024");
    assert_eq!((&one["forecasts"][0]["replay"], &one["scored"]), (&json!(true), &json!([])));
    let layer: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    let features = layer["features"].as_array().unwrap();
    let expected: f64 = features.iter().map(|it| it["properties"]["expected"].as_f64().unwrap()).sum();
    assert!((expected / one["forecasts"][0]["expected"].as_f64().unwrap() - 1.0).abs() < 1e-3);
    assert_eq!(features[0]["properties"]["rank"], 1);
    assert_eq!(layer["content_hash"], one["forecasts"][0]["content_hash"]);

    let again = answer(&run(data, &week));
    assert_eq!(again["forecasts"][0]["known"], true);
    assert_eq!(again["forecasts"][0]["content_hash"], one["forecasts"][0]["content_hash"]);

    let origins = ["--every", "7d", "--origins", "2024-03-04..2024-05-13"];
    let many = answer(&run(data, &[&week[..], &origins].concat()));
    assert_eq!(many["forecasts"].as_array().unwrap().len(), 10);
    assert_eq!(many["scored"].as_array().unwrap().len(), 10);

    import(data, "later.csv", &incidents(20..21));
    let scores = answer(&run(data, &["scores"]));
    assert_eq!(scores["scored_now"], json!([1]));
    assert_eq!(scores["series"][0]["scored"], 11);
    assert_eq!(scores["series"][0]["record"].as_array().unwrap().len(), 11);
    assert_eq!(
        scores["series"][0]["coverages"][0]["ours"],
        scores["series"][0]["coverages"][0]["plain"][1]
            .as_object()
            .map(|plain| json!({"hit_rate": plain["hit_rate"], "pai": plain["pai"], "pei": plain["pei"]}))
            .unwrap()
    );
    let text = String::from_utf8(wherenext(data, &["scores"]).output().unwrap().stdout).unwrap();
    assert!(text.contains("(replay)") && text.contains("best plain"), "{text}");

    let verified = answer(&run(data, &["forecast", "--verify"]));
    assert_eq!((&verified["intact"], &verified["verified"]), (&json!(true), &json!(11)));
    assert_eq!(answer(&run(data, &["forecast", "--verify", "3"]))["verified"], 1);
    assert_eq!(answer(&run(data, &["forecast", "--list"]))["forecasts"].as_array().unwrap().len(), 11);
    let connection = rusqlite::Connection::open(data.join("wherenext.sqlite")).unwrap();
    connection.execute_batch("DROP TRIGGER forecast_kept; UPDATE forecast SET made_ms = 5 WHERE id = 4").unwrap();
    let broken = run(data, &["forecast", "--verify"]);
    assert_eq!(broken.status.code(), Some(1));
    let broken: Value = serde_json::from_slice(&broken.stdout).unwrap();
    assert_eq!((&broken["intact"], &broken["broken"][0]["id"]), (&json!(false), &json!(4)));
}

#[test]
fn an_import_scores_what_it_completes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let store = fill(data, 20);
    answer(&run(data, &["forecast", "--category", "asb", "--grid", "hex:8", "--replay", "--model", "count-all"]));
    let csv = data.join("later.csv");
    let profile = data.join("later.toml");
    std::fs::write(&csv, "id,when,lng,lat\n1,2024-05-21T10:00,0.35,51.71\n2,2024-05-26T23:59,0.35,51.71\n").unwrap();
    let suggested = wherenext(data, &["profile", "suggest", csv.to_str().unwrap()]).output().unwrap();
    std::fs::write(&profile, suggested.stdout).unwrap();
    let imported = run(data, &["import", csv.to_str().unwrap(), "--profile", profile.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&imported.stderr).into_owned();
    assert!(imported.status.success() && said.contains("1 of the stored forecasts scored"), "{said}");
    assert_eq!(store.scores().unwrap().len(), 1);
}

#[test]
fn a_kill_leaves_whole_forecasts_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let store = fill(data, 20);
    let origins = ["--every", "1d", "--origins", "2024-02-01..2024-05-20"];
    let replays = ["forecast", "--category", "asb", "--grid", "hex:8", "--replay", "--model", "count-all"];
    for delay_ms in [150, 300, 700] {
        let mut child = wherenext(data, &[&replays[..], &origins].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(delay_ms));
        // On Unix this is SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        let verified = verify_all(&store).unwrap();
        assert!(verified.iter().all(|it| it.broken.is_none()), "after {delay_ms} ms: {verified:?}");
    }
    let done = answer(&run(data, &[&replays[..], &["--every", "7d", "--origins", "2024-02-01..2024-05-20"]].concat()));
    assert_eq!(done["forecasts"].as_array().unwrap().len(), 15);
    assert!(verify_all(&store).unwrap().iter().all(|it| it.broken.is_none()));
}
