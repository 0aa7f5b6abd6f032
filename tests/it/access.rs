//! `wherenext user` and `wherenext key` as an operator types them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const PASSWORD: &str = "correct horse";

/// Runs the built program with `input` as its standard input.
fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut process = Command::new(env!("CARGO_BIN_EXE_wherenext"))
        .arg("--data-dir")
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments has gone before it reads.
    process.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    process.wait_with_output().unwrap()
}

fn json(folder: &Path, arguments: &[&str], input: &str) -> Value {
    let done = run(folder, &[&["--json"], arguments].concat(), input);
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

fn fails(folder: &Path, arguments: &[&str], input: &str, expected: &str) {
    let done = run(folder, arguments, input);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && said.contains(expected), "{arguments:?}: {said}");
    assert!(input.trim().is_empty() || !said.contains(input.trim()), "{said}");
}

#[test]
fn users_from_first_to_last() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let line = format!("{PASSWORD}\r\n");
    assert_eq!(json(folder, &["user", "list"], ""), serde_json::json!({ "users": [] }));
    let ann = json(folder, &["user", "add", "ann", "--role", "analyst", "--password-stdin"], &line);
    assert_eq!((&ann["name"], &ann["role"], &ann["agency"]), (&"ann".into(), &"analyst".into(), &Value::Null));
    let partner = ["--role", "partner", "--agency", "Essex County Fire & Rescue"];
    let fred = json(folder, &[&["user", "add", "fred", "--password-stdin"], &partner[..]].concat(), &line);
    assert_eq!(fred["agency"], "Essex County Fire & Rescue");
    assert!(json(folder, &["user", "disable", "ann"], "")["disabled"].is_string());
    assert!(json(folder, &["user", "enable", "ANN"], "")["disabled"].is_null());
    assert_eq!(json(folder, &["user", "set-role", "ann", "--role", "tasking"], "")["role"], "tasking");
    assert_eq!(json(folder, &["user", "sign-out", "ann"], "")["signed_out"], 0);
    json(folder, &["user", "set-password", "ann", "--password-stdin"], "another horse\n");
    assert_eq!(json(folder, &["user", "list"], "")["users"].as_array().unwrap().len(), 2);

    fails(folder, &["user", "add", "Ann", "--role", "viewer", "--password-stdin"], &line, "\"Ann\" already");
    fails(folder, &["user", "add", "pat", "--role", "partner", "--password-stdin"], &line, "agency");
    fails(folder, &["user", "add", "pat", "--role", "viewer", "--password-stdin"], "short\n", "12 to 256 characters");
    fails(folder, &["user", "add", "pat", "--role", "root", "--password-stdin"], &line, "\"root\" is no role");
    // Nobody is there to ask, and the command line is no place for a password.
    fails(folder, &["user", "add", "pat", "--role", "viewer"], "", "--password-stdin");
    fails(folder, &["user", "add", "pat", "--role", "viewer", "--password", PASSWORD], "", "--password");
    fails(folder, &["user", "disable", "nobody"], "", "no user \"nobody\"");
}

#[test]
fn keys_are_shown_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let fire = ["--role", "partner", "--agency", "Essex County Fire & Rescue"];
    let made = json(folder, &[&["key", "add", "--label", "GIS"], &fire[..]].concat(), "");
    let key = made["key"].as_str().unwrap();
    assert!(key.starts_with("wn_"), "{key}");
    assert_eq!(made["scopes"], serde_json::json!(["read", "ogc"]));
    let few =
        json(folder, &["key", "add", "--label", "x", "--role", "analyst", "--scope", "ogc", "--expires", "90d"], "");
    assert_eq!(few["scopes"], serde_json::json!(["ogc"]));
    let days = |line: &Value| {
        let at = |name: &str| line[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second();
        (at("expires") - at("created")) / 86_400
    };
    assert_eq!((days(&made), days(&few)), (365, 90));

    let list = run(folder, &["--json", "key", "list"], "");
    assert!(!String::from_utf8_lossy(&list.stdout).contains(key));
    let revoked = json(folder, &["key", "revoke", "1"], "");
    assert!(revoked["revoked"].is_string() && revoked["good"] == false);
    assert_eq!(json(folder, &["key", "list"], "")["keys"][1]["good"], true);

    fails(folder, &["key", "revoke", "9"], "", "no key 9");
    fails(folder, &["key", "add", "--label", "x", "--role", "administrator"], "", "signs in with a password");
    fails(folder, &["key", "add", "--label", "x", "--role", "partner"], "", "agency");
    fails(folder, &["key", "add", "--label", "x", "--role", "viewer", "--scope", "write"], "", "\"write\" is no scope");
    fails(folder, &["key", "add", "--label", "x", "--role", "viewer", "--expires", "never"], "", "90d");
}
