//! The built binary: what it prints, what it leaves behind, and what happens when it is stopped.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use wherenext::store::{Patience, Store};

use super::made::{MadeFile, OUTCOMES_HEADER, street, zip};

const ROW: &str = "1|0.5|51.5|On or near High Street|E01|Burglary|Under investigation";
const ASB: &str = "|0.5|51.5|On or near High Street|E01|Anti-social behaviour|";

fn wherenext(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
    command.arg("--data-dir").arg(data).arg("--json").args(arguments).env_remove("WHERENEXT_DATA_DIR");
    command
}

fn run(data: &Path, file: &Path) -> Output {
    wherenext(data, &["import", file.to_str().unwrap()]).output().unwrap()
}

fn answer(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

fn number(answer: &Value, key: &str) -> u64 {
    answer[key].as_u64().unwrap_or_else(|| panic!("{key} in {answer}"))
}

fn incidents(data: &Path) -> usize {
    Store::open(data).unwrap().load().unwrap().incidents.len()
}

#[test]
fn the_answer_has_these_keys_and_adds_up() {
    let data = tempfile::tempdir().unwrap();
    let outcomes = format!("{OUTCOMES_HEADER}\n1,2021-04,Essex Police,Essex Police,,,,,,Local resolution\n");
    let archive = zip(&[
        ("2021-03/2021-03-essex-street.csv", street("2021-03", &[ROW, ASB, ASB, "2|0|0|x|E01|Drugs|"]).as_bytes()),
        ("2021-03/2021-03-essex-outcomes.csv", outcomes.as_bytes()),
    ]);
    let file = MadeFile::new("archive.zip", archive);
    let first = answer(&run(data.path(), file.path()));
    let keys: BTreeSet<&str> = first.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = "files rows accepted unlocated rejected rejected_by_reason updated replaced unchanged by_category seconds \
        rejects_file ignored outcomes outcomes_rejected outcomes_applied changed";
    assert_eq!(keys, expected.split_whitespace().collect());
    assert_eq!((number(&first, "rows"), number(&first, "accepted"), number(&first, "rejected")), (4, 3, 1));
    assert_eq!(first["rejected_by_reason"]["zero-coordinates"], 1);
    assert_eq!((number(&first, "outcomes_applied"), first["changed"].as_bool()), (1, Some(true)));
    let rejects = fs::read_to_string(first["rejects_file"].as_str().unwrap()).unwrap();
    assert!(rejects.lines().count() == 2 && rejects.contains(",5,zero-coordinates,"), "{rejects}");

    let second = answer(&run(data.path(), file.path()));
    assert_eq!((number(&second, "unchanged"), second["changed"].as_bool()), (3, Some(false)));
    assert_eq!((number(&second, "rows"), number(&second, "accepted"), number(&second, "rejected")), (4, 3, 1));
    assert_eq!(incidents(data.path()), 3);
}

#[test]
fn a_corrected_file_replaces_its_month() {
    let data = tempfile::tempdir().unwrap();
    let import = |month: &str, rows: &[&str]| {
        let file = MadeFile::new(&format!("{month}-essex-street.csv"), street(month, rows));
        answer(&run(data.path(), file.path()))
    };
    import("2021-03", &[ROW, ASB, ASB]);
    import("2021-04", &[ASB]);
    let corrected = import("2021-03", &[ROW, ASB]);
    assert_eq!((number(&corrected, "replaced"), number(&corrected, "accepted")), (3, 2));
    assert_eq!(incidents(data.path()), 3);
}

#[test]
fn one_bad_file_leaves_nothing_of_the_call() {
    let data = tempfile::tempdir().unwrap();
    let good = MadeFile::new("2021-03-essex-street.csv", street("2021-03", &[ROW, "2|0|0|x|E01|Drugs|"]));
    // Sound to the inspection, and found out while it is read.
    fs::write(good.folder().join("b.csv"), street("2021-04", &[ROW, "3|0.5|51.5|\"open|E01|Drugs|"])).unwrap();
    let output = run(data.path(), good.folder());
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("b.csv") && message.contains("line 3"), "{message}");
    assert!(output.stdout.is_empty());
    assert_eq!(incidents(data.path()), 0);
    let left = fs::read_dir(data.path().join("rejects")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "no rejects file of a call that failed");
}

#[test]
fn wrong_usage_is_2_and_unknown_profiles_are_1() {
    let data = tempfile::tempdir().unwrap();
    assert_eq!(wherenext(data.path(), &["import"]).output().unwrap().status.code(), Some(2));
    let unknown = wherenext(data.path(), &["import", "--profile", "none", "x.csv"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("data-police-uk-street"));
}

#[test]
fn a_second_import_waits_or_is_told() {
    let data = tempfile::tempdir().unwrap();
    let file = MadeFile::new("2021-03-essex-street.csv", street("2021-03", &[ROW]));
    let store = Store::open(data.path()).unwrap();
    let first = store.begin_import_with(Patience { limit: Duration::ZERO, on_wait: &mut |_| () }).unwrap();
    let path = file.path().to_str().unwrap();
    let told = wherenext(data.path(), &["import", "--wait", "0", path]).output().unwrap();
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&told.stderr).contains("another import"));

    let mut waiting = wherenext(data.path(), &["import", path]);
    let waiting = waiting.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    sleep(Duration::from_millis(500));
    drop(first);
    let waited = waiting.wait_with_output().unwrap();
    assert_eq!(number(&answer(&waited), "accepted"), 1);
    assert!(String::from_utf8_lossy(&waited.stderr).contains("waiting for another import"));
}

#[cfg(unix)]
#[test]
fn killed_in_the_middle_it_has_never_been() {
    let data = tempfile::tempdir().unwrap();
    let small = MadeFile::new("2021-03-essex-street.csv", street("2021-03", &[ROW, ASB]));
    answer(&run(data.path(), small.path()));
    let before = Store::open(data.path()).unwrap().fingerprint().unwrap();

    // Enough rows that the import is still writing when the note of it appears.
    let rows: Vec<String> = (0..200_000).map(|n| format!("{n}|0.5|51.5|On or near {n} Street|E01|Burglary|")).collect();
    let large = MadeFile::new(
        "2021-04-essex-street.csv",
        street("2021-04", &rows.iter().map(String::as_str).collect::<Vec<_>>()),
    );
    let mut child = wherenext(data.path(), &["import", large.path().to_str().unwrap()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let note = data.path().join("wherenext.importing");
    while !note.exists() {
        assert!(child.try_wait().unwrap().is_none(), "the import ended before it could be killed");
        sleep(Duration::from_millis(1));
    }
    sleep(Duration::from_millis(30));
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(!status.success());

    assert_eq!(Store::open(data.path()).unwrap().fingerprint().unwrap(), before);
    assert_eq!(incidents(data.path()), 2);
    assert_eq!(number(&answer(&run(data.path(), large.path())), "accepted"), 200_000);
    assert_eq!(incidents(data.path()), 200_002);
}
