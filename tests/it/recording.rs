//! Essex 2021-22 and 2025 together: three years without data between them and another level, which a comparison must not pass over.

use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::support::shared;

#[test]
fn essex_2021_to_2025_raises_the_warning() {
    let archives =
        ["2021-03_2022-03", "2025-01_2025-09"].map(|span| shared(&format!("data/police-uk/essex-{span}.zip")));
    let [Some(first), Some(second)] = archives else { return };
    let folder = TempDir::new().unwrap();
    let run = |arguments: &[&str]| -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
        let output = command.arg("--data-dir").arg(folder.path()).args(arguments).arg("--json").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    run(&["import", first.to_str().unwrap(), second.to_str().unwrap()]);
    let steps = run(&["analyze", "recording-changes", "--category", "asb"]);
    assert_eq!(steps["gaps"][0]["from"], "2022-04-01");
    assert_eq!(steps["gaps"][0]["months"], 33);
    let changes = steps["series"][0]["changes"].as_array().unwrap();
    let across = changes.iter().find(|change| change["across_gap"] == true).unwrap();
    assert_eq!((across["last_before"].as_str(), across["first_after"].as_str()), (Some("2022-03"), Some("2025-01")));
    assert!(across["level_after"].as_f64().unwrap() < 1_300.0);
    let window = ["--category", "asb", "--from", "2025-03-01", "--to", "2025-10-01"];
    let against = ["--against", "category=asb&from=2021-03-01&to=2021-10-01"];
    let compared = run(&[&["analyze", "compare"][..], &window, &against].concat());
    let warning = compared["warnings"][0].as_str().unwrap();
    assert!(warning.contains("From March 2022 to January 2025 the whole force's level fell by"), "{warning}");
    assert!(warning.ends_with("There are no data from April 2022 to December 2024."), "{warning}");
}
