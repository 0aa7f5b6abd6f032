//! The folder as a whole: layers, settings, versions, damage.

use std::fs;

use geo_types::Rect;
use rusqlite::Connection;
use tempfile::tempdir;
use wherenext::space::{Area, AreaLayer, LngLat};
use wherenext::store::{Setting, Store, StoreError};

use super::made::{contents, file, import, incident, open};

fn layer(name: &str, code: &str, east: f64) -> AreaLayer {
    let shape = Rect::new((0.0, 51.0), (east, 52.0)).to_polygon().into();
    let area =
        Area { code: code.into(), name: "Somewhere".into(), population: Some(1_000.0), deprivation: None, shape };
    AreaLayer::new(name.into(), vec![area], vec![("E01".into(), code.into())]).unwrap()
}

#[test]
fn layers_are_replaced_whole_and_give_the_study_area() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    import(&store, &file(1, None), &[incident(None, 10)]);
    let hull = store.load().unwrap();
    assert!(hull.layers.is_empty() && (3.0..3.3).contains(&hull.study_area.area_km2()));
    let before = store.fingerprint().unwrap();
    store.put_layer(&layer("districts", "D", 1.0), false).unwrap();
    store.put_layer(&layer("wards", "W", 0.5), false).unwrap();
    assert_ne!(store.fingerprint().unwrap(), before);
    let loaded = store.load().unwrap();
    assert_eq!(loaded.layers.iter().map(AreaLayer::name).collect::<Vec<_>>(), ["districts", "wards"]);
    assert!(loaded.study_area.contains(LngLat::new(0.7, 51.5).unwrap()));
    assert_eq!(loaded.incidents.projection(), loaded.study_area.projection());

    store.put_layer(&layer("wards", "W2", 0.4), true).unwrap();
    let loaded = store.load().unwrap();
    assert_eq!((loaded.layers.len(), loaded.layers[1].areas()[0].code.as_str()), (2, "W2"));
    assert_eq!(loaded.layers[1].resolve("E01"), Some(0));
    assert!(!loaded.study_area.contains(LngLat::new(0.7, 51.5).unwrap()));
    let summary = &store.layers().unwrap()[1];
    assert_eq!((summary.areas, summary.population, summary.lookup_codes), (1, Some(1_000.0), 1));
    assert!(summary.study_area);

    store.set_setting(Setting::StudyArea, "beats").unwrap();
    assert!(matches!(store.load(), Err(StoreError::NoLayer { name }) if name == "beats"));
}

#[test]
fn layers_and_settings_come_and_go_with_their_import() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    for commits in [false, true] {
        let before = store.fingerprint().unwrap();
        let mut import = store.begin_import().unwrap();
        import.put_layer(&layer("districts", "D", 1.0)).unwrap();
        import.set_setting(Setting::Demo, "true").unwrap();
        if commits {
            assert!(import.commit().unwrap().changed);
        } else {
            drop(import);
        }
        assert_eq!(store.fingerprint().unwrap() != before, commits);
        assert_eq!(store.layers().unwrap().len(), usize::from(commits));
        assert_eq!(store.setting(Setting::Demo).unwrap().is_some(), commits);
    }
}

#[test]
fn settings_stay_and_a_wrong_zone_is_named() {
    let dir = tempdir().unwrap();
    let store = open(dir.path());
    assert_eq!(store.setting(Setting::Notice).unwrap(), None);
    store.set_setting(Setting::Notice, "Synthetic.").unwrap();
    assert_eq!(open(dir.path()).setting(Setting::Notice).unwrap().as_deref(), Some("Synthetic."));
    assert_eq!(store.zone().unwrap().name(), "Europe/London");
    store.set_setting(Setting::Zone, "Europe/Paris").unwrap();
    assert_eq!(store.zone().unwrap().name(), "Europe/Paris");
    store.set_setting(Setting::Zone, "Essex").unwrap();
    assert!(store.zone().unwrap_err().to_string().contains("\"Essex\""));
}

#[test]
fn an_empty_store_can_be_loaded() {
    let dir = tempdir().unwrap();
    assert!(!Store::exists(dir.path()));
    let loaded = open(dir.path()).load().unwrap();
    assert!(Store::exists(dir.path()));
    assert!(loaded.incidents.is_empty() && loaded.layers.is_empty());
    assert!(loaded.study_area.area_km2() > 0.0);
}

#[test]
fn databases_differ_in_their_fingerprint() {
    let [one, other] = [tempdir().unwrap(), tempdir().unwrap()];
    assert_ne!(open(one.path()).fingerprint().unwrap(), open(other.path()).fingerprint().unwrap());
}

#[test]
fn a_newer_or_foreign_database_is_refused_untouched() {
    let dir = tempdir().unwrap();
    drop(open(dir.path()));
    let path = dir.path().join("wherenext.sqlite");
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = Store::open(dir.path()).unwrap_err();
    assert!(matches!(&error, StoreError::Newer { found: 99, .. }), "{error}");

    let foreign = tempdir().unwrap();
    let path = foreign.path().join("wherenext.sqlite");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(Store::open(foreign.path()).unwrap_err(), StoreError::Foreign { .. }));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn damage_is_named() {
    let dir = tempdir().unwrap();
    fs::write(dir.path().join("wherenext.sqlite"), "id,date\n1,2024-01-01\n".repeat(100)).unwrap();
    assert!(matches!(Store::open(dir.path()).unwrap_err(), StoreError::Damaged(_)));

    let dir = tempdir().unwrap();
    let store = open(dir.path());
    let rows: Vec<_> = (0..200).map(|row| incident(None, row)).collect();
    import(&store, &file(1, None), &rows);
    drop(store);
    let path = dir.path().join("wherenext.sqlite");
    let mut bytes = fs::read(&path).unwrap();
    let torn = bytes.len() / 2;
    bytes[torn..].fill(0x5a);
    fs::write(&path, bytes).unwrap();
    let error = Store::open(dir.path()).and_then(|store| store.load().map(|_| ())).unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_)), "{error}");
}

#[cfg(unix)]
#[test]
fn a_new_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempdir().unwrap();
    let inner = dir.path().join("county/data");
    let store = open(&inner);
    assert_eq!(contents(&store), []);
    assert_eq!(fs::metadata(&inner).unwrap().permissions().mode() & 0o777, 0o700);
    let blocked = dir.path().join("file");
    fs::write(&blocked, "").unwrap();
    assert!(matches!(Store::open(&blocked).unwrap_err(), StoreError::Folder { .. }));
}

#[test]
fn a_folder_of_the_first_version_is_brought_up() {
    let dir = tempdir().unwrap();
    let old = Connection::open(dir.path().join("wherenext.sqlite")).unwrap();
    old.execute_batch(include_str!("../../../src/store/schema.sql")).unwrap();
    old.execute_batch(
        "INSERT INTO layer VALUES (1, 'districts'); PRAGMA user_version = 1; PRAGMA application_id = 2003728500;",
    )
    .unwrap();
    let blob: Vec<u8> = {
        let other = tempdir().unwrap();
        open(other.path()).put_layer(&layer("districts", "D", 1.0), false).unwrap();
        let made = Connection::open(other.path().join("wherenext.sqlite")).unwrap();
        made.query_row("SELECT shape FROM area", [], |row| row.get(0)).unwrap()
    };
    old.execute("INSERT INTO area (layer, row, code, name, shape) VALUES (1, 0, 'D', 'Old', ?1)", [blob]).unwrap();
    drop(old);
    let store = open(dir.path());
    let loaded = store.load().unwrap();
    assert_eq!((loaded.layers[0].areas()[0].name.as_str(), loaded.layers[0].areas()[0].deprivation), ("Old", None));
    assert!(loaded.place_sets.is_empty());
}
