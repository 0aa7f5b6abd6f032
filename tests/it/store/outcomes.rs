use tempfile::tempdir;
use wherenext::store::{FileState, Store};

use super::made::{contents, file, import, incident, open};

const MARCH_S: i64 = 1_614_556_800;
const APRIL_S: i64 = 1_617_235_200;
const HEX: &str = "a1b2c3d4e5f60718a1b2c3d4e5f60718a1b2c3d4e5f60718a1b2c3d4e5f60718";

/// Imports one file of outcomes; how many incidents they changed.
fn import_outcomes(store: &Store, digest: u8, slot: Option<&str>, outcomes: &[(&str, i64, &str)]) -> Option<u64> {
    let mut import = store.begin_import().unwrap();
    if let FileState::Unchanged { .. } = import.open_file(&file(digest, slot)).unwrap() {
        return None;
    }
    for (crime_id, month_s, text) in outcomes {
        import.outcome(crime_id, *month_s, text).unwrap();
    }
    Some(import.commit().unwrap().outcomes_applied)
}

fn outcomes(store: &Store) -> Vec<Option<String>> {
    contents(store).into_iter().map(|(_, row)| row.outcome.map(|text| text.into_owned())).collect()
}

#[test]
fn the_latest_month_wins_in_whatever_order_files_come() {
    let rows = [incident(Some(HEX), 10), incident(Some("short"), 20), incident(None, 30), incident(Some("none"), 40)];
    let march = [("short", MARCH_S, "Charged"), (HEX, MARCH_S, "No suspect")];
    let april = [(HEX, APRIL_S, "Awaiting court"), (HEX, APRIL_S, "Offender fined"), ("elsewhere", APRIL_S, "Charged")];
    let expected = ["Offender fined", "Charged", "Under investigation", "Under investigation"];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let dir = tempdir().unwrap();
        let store = open(dir.path());
        for step in order {
            match step {
                0 => drop(import(&store, &file(0, Some("street")), &rows)),
                1 => drop(import_outcomes(&store, 1, Some("outcomes 3"), &march)),
                _ => drop(import_outcomes(&store, 2, Some("outcomes 4"), &april)),
            }
        }
        assert_eq!(outcomes(&store), expected.map(|text| Some(text.to_owned())), "order {order:?}");
        let before = store.fingerprint().unwrap();
        assert_eq!(import_outcomes(&store, 2, Some("outcomes 4"), &april), None);
        assert_eq!(store.fingerprint().unwrap(), before);
    }
}

#[test]
fn a_replaced_history_takes_its_outcomes_back() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    import(&store, &file(0, Some("street")), &[incident(Some("A"), 10), incident(Some("B"), 20)]);
    let slot = Some("outcomes 3");
    assert_eq!(import_outcomes(&store, 1, slot, &[("A", MARCH_S, "Charged"), ("B", MARCH_S, "Charged")]), Some(2));
    assert_eq!(import_outcomes(&store, 2, slot, &[("B", MARCH_S, "Fined")]), Some(1));
    assert_eq!(outcomes(&store), [Some("Under investigation".to_owned()), Some("Fined".to_owned())]);
}

#[test]
fn an_updated_or_replaced_incident_keeps_its_history() {
    for slot in [None, Some("street")] {
        let dir = tempdir().unwrap();
        let store = open(dir.path());
        import(&store, &file(0, slot), &[incident(Some("A"), 10)]);
        import_outcomes(&store, 1, None, &[("A", MARCH_S, "Charged")]);
        import(&store, &file(2, slot), &[incident(Some("A"), 11)]);
        assert_eq!(outcomes(&store), [Some("Charged".to_owned())], "slot {slot:?}");
        assert_eq!(contents(&store)[0].1.when.start(), 11);
    }
}
