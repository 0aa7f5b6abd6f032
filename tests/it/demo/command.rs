//! The command: what it says, what it refuses.

use std::process::Output;

use serde_json::Value;
use tempfile::tempdir;
use wherenext::ingest::synthetic::Geography;
use wherenext::store::Store;

use super::county;
use super::made::{made, wherenext};

fn answer(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_county_is_made_once() {
    let (first, again) = (answer(&made().first), answer(&made().again));
    assert_eq!((&first["made"], &again["made"]), (&Value::Bool(true), &Value::Bool(false)));
    for answer in [first, again] {
        assert_eq!(answer["incidents"], county().len());
        assert_eq!(answer["seed"], 1);
        assert!(answer["notice"].as_str().unwrap().starts_with("SYNTHETIC"));
    }
    assert_eq!(made().index.incidents().len(), county().len());
    let layers: Vec<_> = made().index.layers().iter().map(|layer| (layer.name(), layer.areas().len())).collect();
    assert_eq!(layers, [("district", 14), ("town", 51), ("neighbourhood", 1077)]);
    assert!(made().notice.starts_with("SYNTHETIC"));
    assert!(made().truth_came_back);
}

#[test]
fn synthetic_and_real_do_not_mix() {
    assert!(refusal(&made().other_seed).contains("seed 1, not 2"));
    assert!(refusal(&made().real_import).contains("synthetic county"));
    let dir = tempdir().unwrap();
    let ground = Geography::built_in().unwrap();
    Store::open(dir.path()).unwrap().put_layer(&ground.layers().unwrap()[0], false).unwrap();
    assert!(refusal(&wherenext(dir.path(), &["demo", "--no-serve"])).contains("folder of its own"));
}
