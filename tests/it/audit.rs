//! The record of what is done from the command line, and backups of a data folder, as an operator types them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

struct Folder(TempDir);

impl Folder {
    /// With three incidents.
    fn imported() -> Self {
        let folder = Self(tempdir().unwrap());
        let row = "a,2024-05,Essex Police,Essex Police,0.47,51.73,On or near High Street,E01021000,x,Burglary,,\n";
        let rows = format!(
            "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,\
             Last outcome category,Context\n{row}{}{}",
            row.replacen('a', "b", 1),
            row.replacen('a', "c", 1)
        );
        fs::write(folder.path("incidents.csv"), rows).unwrap();
        folder.json(&["import", folder.path("incidents.csv").to_str().unwrap()]);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run_in(&self, data: &str, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
        command
            .env("USER", "operator")
            .arg("--data-dir")
            .arg(self.path(data))
            .arg("--json")
            .args(args)
            .output()
            .unwrap()
    }

    fn json_in(&self, data: &str, args: &[&str]) -> Value {
        let output = self.run_in(data, args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn json(&self, args: &[&str]) -> Value {
        self.json_in("data", args)
    }

    fn refused(&self, data: &str, args: &[&str], expected: &str) {
        let output = self.run_in(data, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(expected), "{args:?}: {said}");
    }
}

fn actions(report: &Value) -> Vec<(&str, &str)> {
    let entries = report["entries"].as_array().unwrap().iter();
    entries.map(|entry| (entry["subject"].as_str().unwrap(), entry["action"].as_str().unwrap())).collect()
}

#[test]
fn what_is_done_is_on_record() {
    let folder = Folder::imported();
    folder.json(&["areas", "list"]);
    folder.json(&["analyze", "repeats", "--out", folder.path("places.csv").to_str().unwrap()]);
    folder.json(&["analyze", "hours"]);
    let report = folder.json(&["audit", "report", "--person", "operator"]);
    let expected = [
        ("audit", "consultation"),
        ("analyze", "consultation"),
        ("analyze", "export"),
        ("areas", "consultation"),
        ("import", "alteration"),
    ];
    assert_eq!(actions(&report), expected);
    let import = &report["entries"][4];
    assert_eq!((&import["proof"], &import["role"]), (&json!("command line"), &json!("administrator")));
    assert!(import["detail"]["arguments"].to_string().contains("incidents.csv"));
    assert_eq!(folder.json(&["audit", "report", "--person", "somebody else"])["total"], 0);
    assert_eq!(folder.json(&["audit", "report", "--to", "2024-01-01"])["total"], 0);
    assert_eq!(
        folder.json(&["audit", "report", "--from", "2024-01-01", "--limit", "2"])["entries"].as_array().unwrap().len(),
        2
    );
    folder.refused("data", &["audit", "report", "--place", "Chelmsford"], "neither LONGITUDE,LATITUDE nor an H3 cell");
}

#[test]
fn a_change_of_the_record_is_found() {
    let folder = Folder::imported();
    let whole = folder.json(&["audit", "verify"]);
    assert_eq!((&whole["intact"], &whole["entries"], &whole["broken"]), (&json!(true), &json!(2), &Value::Null));
    let head = whole["head"].as_str().unwrap();
    assert_eq!(folder.json(&["audit", "verify", "--head", head])["holds_head"], true);
    folder.refused("data", &["audit", "verify", "--head", &"0".repeat(64)], "is not what was written");

    let log = Connection::open(folder.path("data/audit.sqlite")).unwrap();
    log.execute_batch("DROP TRIGGER entry_kept; UPDATE entry SET actor = 'nobody' WHERE id = 1").unwrap();
    let output = folder.run_in("data", &["audit", "verify"]);
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(!output.status.success());
    assert_eq!((&said["intact"], &said["broken"]["entry"]), (&json!(false), &json!(1)));
}

#[test]
fn a_backup_is_restored() {
    let folder = Folder::imported();
    let password = ["user", "add", "ann", "--role", "analyst"];
    folder.refused("data", &[&password[..], &["--password-stdin"]].concat(), "password");
    fs::write(folder.path("data/wherenext.toml"), "[case_review]\nreports = 4\n").unwrap();
    let into = folder.path("backup");
    let into = into.to_str().unwrap();
    let made = folder.json(&["backup", into]);
    let names: Vec<_> = made["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["access.sqlite", "wherenext.sqlite", "audit.sqlite", "wherenext.toml"]);
    folder.refused("data", &["backup", into], "not empty");

    folder.json_in("again", &["restore", into]);
    let summary = |data| folder.json_in(data, &["analyze", "repeats"])["incidents"].clone();
    assert_eq!((summary("again"), summary("again")), (summary("data"), json!(3)));
    assert_eq!(folder.json_in("again", &["audit", "verify"])["intact"], true);
    assert_eq!(
        fs::read(folder.path("again/wherenext.toml")).unwrap(),
        fs::read(folder.path("data/wherenext.toml")).unwrap()
    );
    folder.refused("again", &["restore", into], "not empty");
}

#[test]
fn a_damaged_or_broken_off_backup_is_refused() {
    let folder = Folder::imported();
    let into = folder.path("backup");
    folder.json(&["backup", into.to_str().unwrap()]);
    damage(&into.join("wherenext.sqlite"));
    folder.refused("again", &["restore", into.to_str().unwrap()], "is not what was backed up");
    fs::remove_file(into.join("backup.json")).unwrap();
    folder.refused("again", &["restore", into.to_str().unwrap()], "broken off");
    assert!(!folder.path("again").exists(), "nothing is left behind");
}

fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}
