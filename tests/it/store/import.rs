use tempfile::tempdir;
use wherenext::store::{FileState, Inserted, StoreError};

use super::made::{contents, file, import, incident, insert_all, open};

const HEX: &str = "0f1e2d3c4b5a69780f1e2d3c4b5a69780f1e2d3c4b5a69780f1e2d3c4b5a6978";

#[test]
fn a_record_comes_back_whole() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    let mut bare = incident(None, 1_700_000_000);
    bare.place = None;
    (bare.location, bare.area_code, bare.outcome, bare.attended) = (None, None, None, None);
    bare.attributes.clear();
    let rows = [incident(Some(HEX), 1_700_000_100), bare, incident(Some("STORM-17"), 1_600_000_000)];
    let (state, inserted) = import(&store, &file(1, None), &rows);
    assert_eq!((state, inserted), (FileState::New, vec![Inserted::New; 3]));
    let expected: Vec<_> = (1..).zip(rows).collect();
    assert_eq!(contents(&store), expected);
    assert_eq!(store.incident(4).unwrap(), None);
    assert_eq!(store.load().unwrap().incidents.ids(), [3, 2, 1]);
    drop(store);
    assert_eq!(contents(&open(dir.path())), expected, "after reopening");
}

#[test]
fn the_same_file_changes_nothing() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    let rows = [incident(None, 10), incident(None, 10)];
    import(&store, &file(1, Some("essex 2021-03")), &rows);
    let before = (store.fingerprint().unwrap(), contents(&store), store.files().unwrap());
    assert_eq!(before.1.len(), 2, "rows without an id are never merged");
    let renamed = wherenext::store::FileIdentity { name: "copy.csv".into(), ..file(1, None) };
    for identity in [file(1, Some("essex 2021-03")), renamed] {
        assert_eq!(import(&store, &identity, &rows).0, FileState::Unchanged { rows: 2 });
    }
    assert_eq!((store.fingerprint().unwrap(), contents(&store), store.files().unwrap()), before);
}

#[test]
fn a_corrected_file_replaces_its_slot() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    let slot = Some("essex 2021-03");
    let (kept, repeated, gone) = (incident(None, 10), incident(Some("R"), 20), incident(Some("G"), 30));
    let other = incident(Some("G"), 40);
    import(&store, &file(1, slot), &[kept.clone(), repeated.clone(), repeated.clone(), gone]);
    import(&store, &file(2, Some("essex 2021-04")), std::slice::from_ref(&other));
    let mut changed = repeated.clone();
    changed.attended = None;
    let added = incident(None, 50);
    let rows = [added.clone(), changed.clone(), kept.clone(), repeated.clone()];
    let (state, inserted) = import(&store, &file(3, slot), &rows);
    assert_eq!(state, FileState::Replaces { rows: 4 });
    assert_eq!(inserted, [Inserted::New, Inserted::Updated, Inserted::Unchanged, Inserted::Unchanged]);
    let expected = [(1, kept), (2, changed), (3, repeated), (5, other), (6, added)];
    assert_eq!(contents(&store), expected, "the same row keeps its number, and no number is given twice");
    assert_eq!(store.files().unwrap().len(), 2);
}

#[test]
fn the_same_content_read_by_another_profile_replaces_the_first_reading() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    import(&store, &file(1, None), &[incident(None, 10), incident(Some("A"), 20)]);
    let identity = wherenext::store::FileIdentity { profile: "corrected".into(), ..file(1, None) };
    let rows = [incident(None, 11), incident(Some("A"), 21)];
    let (state, inserted) = import(&store, &identity, &rows);
    assert_eq!((state, inserted), (FileState::Replaces { rows: 2 }, vec![Inserted::New, Inserted::Updated]));
    let [new, updated] = rows;
    assert_eq!(contents(&store), [(2, updated), (3, new)]);
}

#[test]
fn rows_with_an_id_are_updated_by_it() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    import(&store, &file(1, None), &[incident(Some("A"), 10), incident(Some(HEX), 20), incident(None, 30)]);
    let mut other_source = incident(Some("A"), 10);
    other_source.source = "Council".into();
    let rows =
        [incident(Some("A"), 11), incident(Some(HEX), 20), other_source, incident(Some("A"), 11), incident(None, 30)];
    let mut transaction = store.begin_import().unwrap();
    transaction.open_file(&file(2, None)).unwrap();
    let inserted = insert_all(&mut transaction, &rows);
    use Inserted::{New, Unchanged, Updated};
    assert_eq!(inserted, [Updated, Unchanged, New, Unchanged, New]);
    transaction.commit().unwrap();
    let starts: Vec<_> = contents(&store).into_iter().map(|(id, row)| (id, row.when.start())).collect();
    assert_eq!(starts, [(1, 11), (2, 20), (3, 30), (4, 10), (5, 30)]);
}

#[test]
fn dropped_without_commit_it_has_never_been() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    import(&store, &file(1, None), &[incident(Some("A"), 10)]);
    let before = (store.fingerprint().unwrap(), contents(&store));
    let mut transaction = store.begin_import().unwrap();
    transaction.open_file(&file(2, None)).unwrap();
    insert_all(&mut transaction, &[incident(Some("A"), 11), incident(None, 12)]);
    drop(transaction);
    assert_eq!((store.fingerprint().unwrap(), contents(&store)), before);
}

#[test]
fn rows_need_a_file_and_a_failed_import_cannot_be_committed() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    let mut transaction = store.begin_import().unwrap();
    assert!(matches!(transaction.insert(&incident(None, 10)), Err(StoreError::NoFile)));
    transaction.open_file(&file(1, None)).unwrap();
    transaction.insert(&incident(None, 10)).unwrap();
    assert!(matches!(transaction.commit(), Err(StoreError::Failed)));
    assert_eq!(contents(&store), []);
    let mut transaction = store.begin_import().unwrap();
    transaction.open_file(&file(1, None)).unwrap();
    let before_1950 = incident(None, -700_000_000);
    assert!(matches!(transaction.insert(&before_1950), Err(StoreError::Columns(_))));
}
