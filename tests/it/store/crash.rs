//! What is left when an importing process is killed, and what two of them do to each other.
//!
//! The process to kill is this test binary again, told to run the one ignored test below.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::tempdir;
use wherenext::store::{Patience, StoreError};

use super::made::{contents, file, import, incident, insert_all, open};

const DIR: &str = "WHERENEXT_TEST_IMPORT_INTO";
/// More than one batch, and enough that the transaction spills into the log before it ends.
const ROWS: i64 = 20_000;

/// Imports into the folder that the environment names, says `half` and `done` on the way, and waits to be killed.
#[test]
#[ignore = "runs as the process that other tests kill"]
fn importing_process() {
    let Ok(dir) = env::var(DIR) else { return };
    let store = open(Path::new(&dir));
    let mut import = store.begin_import().unwrap();
    import.open_file(&file(2, Some("essex 2021-03"))).unwrap();
    insert_all(&mut import, &[incident(Some("A"), 11)]);
    println!("\nhalf");
    for row in 0..ROWS {
        import.insert(&incident(None, row)).unwrap();
    }
    println!("\nfull");
    import.commit().unwrap();
    println!("\ndone");
    thread::sleep(Duration::from_secs(60));
}

/// The other process, once it has said `word`.
fn process_that_said(word: &str, dir: &Path) -> Child {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["store::crash::importing_process", "--exact", "--ignored", "--nocapture"])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == word), "the process ended before it said {word}");
    // Whatever it says further must have a reader.
    thread::spawn(move || lines.for_each(drop));
    child
}

fn kill(mut child: Child) {
    // On Unix this is SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_killed_import_has_never_been() {
    for delay_ms in [0, 5, 20, 60] {
        let dir = tempdir().unwrap();
        let store = open(dir.path());
        import(&store, &file(1, Some("essex 2021-03")), &[incident(Some("A"), 10), incident(None, 20)]);
        let before = (store.fingerprint().unwrap(), contents(&store));
        drop(store);
        let child = process_that_said("half", dir.path());
        thread::sleep(Duration::from_millis(delay_ms));
        kill(child);
        let store = open(dir.path());
        let ids = store.load().unwrap().incidents.len();
        if ids == 2 {
            assert_eq!((store.fingerprint().unwrap(), contents(&store)), before, "after {delay_ms} ms");
        } else {
            assert_eq!(ids as i64, 1 + ROWS, "after {delay_ms} ms it had committed");
        }
        let (_, inserted) = import(&store, &file(3, None), &[incident(Some("B"), 30)]);
        assert_eq!(inserted.len(), 1, "the store works on");
    }
}

#[test]
fn a_kill_at_the_commit_leaves_all_or_nothing() {
    let mut committed = 0;
    for delay_ms in [0, 1, 2, 4, 8, 16, 32, 64] {
        let dir = tempdir().unwrap();
        drop(open(dir.path()));
        let child = process_that_said("full", dir.path());
        thread::sleep(Duration::from_millis(delay_ms));
        kill(child);
        let store = open(dir.path());
        match store.files().unwrap().as_slice() {
            [] => assert_eq!(contents(&store), []),
            [file] => {
                assert_eq!(file.rows as i64, 1 + ROWS);
                assert_eq!(store.load().unwrap().incidents.len() as i64, 1 + ROWS);
                committed += 1;
            }
            more => panic!("one file was imported, not {more:?}"),
        }
    }
    assert!(committed > 0, "the longest delay should have let the commit through");
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let dir = tempdir().unwrap();
    let child = process_that_said("done", dir.path());
    kill(child);
    assert_eq!(open(dir.path()).load().unwrap().incidents.len() as i64, 1 + ROWS);
}

#[test]
fn a_second_import_waits_and_is_told_for_whom() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    let mut first = store.begin_import().unwrap();
    first.open_file(&file(1, None)).unwrap();
    insert_all(&mut first, &[incident(Some("A"), 10)]);
    assert_eq!(contents(&store), [], "readers see the state before");

    let mut told = Vec::new();
    let patience = Patience { limit: Duration::from_millis(120), on_wait: &mut |holder| told.push(holder.to_owned()) };
    let began = Instant::now();
    let error = store.begin_import_with(patience).unwrap_err();
    assert!(began.elapsed() >= Duration::from_millis(120));
    let StoreError::Busy { holder, .. } = error else { panic!("{error}") };
    assert!(holder.contains(&format!("process {}", std::process::id())), "{holder}");
    assert_eq!(told, [holder]);

    thread::scope(|scope| {
        let second = scope.spawn(|| import(&store, &file(2, None), &[incident(Some("A"), 11)]));
        thread::sleep(Duration::from_millis(100));
        first.commit().unwrap();
        assert_eq!(second.join().unwrap().1, [wherenext::store::Inserted::Updated]);
    });
    assert_eq!(contents(&store), [(1, incident(Some("A"), 11))]);
    assert!(!dir.path().join("wherenext.importing").exists());
}

#[test]
fn another_process_is_waited_for_as_well() {
    let dir = tempdir().unwrap();
    let child = process_that_said("half", dir.path());
    import(&open(dir.path()), &file(3, None), &[incident(Some("B"), 30)]);
    kill(child);
    assert_eq!(open(dir.path()).load().unwrap().incidents.len() as i64, 2 + ROWS);
}

#[test]
fn a_load_beside_imports_sees_one_state() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    import(&store, &file(0, None), &[incident(None, 0)]);
    thread::scope(|scope| {
        let importer = scope.spawn(|| {
            for digest in 1..=20 {
                let rows: Vec<_> = (0..50).map(|row| incident(None, row)).collect();
                import(&store, &file(digest, None), &rows);
            }
        });
        while !importer.is_finished() {
            assert_eq!(open(dir.path()).load().unwrap().incidents.len() % 50, 1);
        }
    });
}
