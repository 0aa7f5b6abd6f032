//! `wherenext demo` run as a user would, once for all tests.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::tempdir;
use wherenext::index::Index;
use wherenext::store::{Setting, Store};

/// What the commands said, and what they left behind.
pub struct Made {
    pub first: Output,
    pub again: Output,
    pub other_seed: Output,
    pub real_import: Output,
    pub notice: String,
    pub truth: Value,
    pub truth_came_back: bool,
    pub index: Index,
}

pub fn wherenext(data_dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
    command.arg("--data-dir").arg(data_dir).args(arguments).env_remove("WHERENEXT_DATA_DIR");
    command.output().unwrap()
}

pub fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(make)
}

/// Everything in one go: the folder of 100 MB goes when this returns.
fn make() -> Made {
    let dir = tempdir().unwrap();
    let data = dir.path().join("demo-data");
    let first = wherenext(&data, &["demo", "--no-serve", "--no-forecasts", "--json"]);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let truth_file = data.join("demo-truth.json");
    let truth = serde_json::from_slice(&std::fs::read(&truth_file).unwrap()).unwrap();
    std::fs::remove_file(&truth_file).unwrap();
    let again = wherenext(&data, &["demo", "--no-serve", "--no-forecasts", "--json"]);
    let other_seed = wherenext(&data, &["demo", "--no-serve", "--seed", "2"]);
    let street = dir.path().join("2021-03-essex-street.csv");
    std::fs::write(
        &street,
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,\
         Last outcome category,Context\n,2021-03,Essex Police,Essex Police,0.47,51.73,On or near Road,E01021572,Chelmsford 001A,\
         Anti-social behaviour,,\n",
    )
    .unwrap();
    let real_import = wherenext(&data, &["import", street.to_str().unwrap()]);
    let store = Store::open(&data).unwrap();
    let loaded = store.load().unwrap();
    Made {
        first,
        again,
        other_seed,
        real_import,
        notice: store.setting(Setting::Notice).unwrap().unwrap_or_default(),
        truth,
        truth_came_back: truth_file.exists(),
        index: Index::build(loaded.incidents, loaded.layers, loaded.study_area),
    }
}
