//! `tests/reference/time_of_day.py` (pandas 3.1.1) on the New York vehicle thefts, of which a first and a last time are known.

use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::Case;
use crate::support::shared;

pub fn cases() -> Vec<Case> {
    let Some(file) = shared("data/incidents/nyc_vehicle_thefts_2014_2017.csv.gz") else { return Vec::new() };
    let folder = TempDir::new().unwrap();
    let run = |arguments: &[&str]| -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
        let output = command.arg("--data-dir").arg(folder.path()).args(arguments).arg("--json").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    run(&["import", file.to_str().unwrap()]);
    let found = run(&["analyze", "hours", "--replicas", "99"]);
    let case = |statistic: &str, expected: f64, ours: &Value| Case {
        statistic: statistic.to_owned(),
        data: "New York vehicle thefts",
        reference: "pandas 3.1.1",
        expected,
        ours: ours.as_f64().unwrap(),
        tolerance: 1e-6,
    };
    let week = &found["hour_of_week"];
    vec![
        case("incidents with a known hour", 27_722.0, &found["hours_known"]),
        case("incidents without", 8_024.0, &found["hours_unknown"]),
        case("aoristic sum, Monday 01:00", 231.782_971_368_923_63, &week[0][1]),
        case("aoristic sum, Friday 22:00", 203.790_450_722_359, &week[4][22]),
        case("aoristic sum, Sunday 03:00", 242.651_680_280_215_88, &week[6][3]),
    ]
}
