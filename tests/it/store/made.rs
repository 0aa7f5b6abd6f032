//! Made incidents and files.

use std::path::Path;

use wherenext::incident::{Category, Incident, Kind, Location, Precision, Provenance};
use wherenext::space::LngLat;
use wherenext::store::{FileIdentity, FileState, ImportTransaction, Inserted, Store};
use wherenext::time::TimeWindow;

/// No test stores more incidents.
const LAST_NUMBER: u32 = 300;

pub fn incident(external_id: Option<&str>, start_s: i64) -> Incident<'static> {
    Incident {
        external_id: external_id.map(|id| id.to_owned().into()),
        category: Category::new(Kind::AntiSocialBehaviour, "nuisance").unwrap(),
        when: TimeWindow::new(start_s, start_s + 3600).unwrap(),
        place: LngLat::new(0.4712345, 51.7312345).ok(),
        precision: Precision::MapPoint,
        location: Some(Location { key: "high-street".into(), text: "On or near High Street".into() }),
        area_code: Some("E01021500".into()),
        source: "Essex Police".into(),
        provenance: Provenance::PublicReport,
        attended: Some(true),
        repeat: false,
        vulnerable: true,
        outcome: Some("Under investigation".into()),
        attributes: vec![("Falls within".into(), "Essex Police".into()), ("Context".into(), "".into())],
    }
}

/// `digest` stands for the file's content.
pub fn file(digest: u8, slot: Option<&str>) -> FileIdentity {
    FileIdentity {
        name: format!("file-{digest}.csv"),
        sha256: [digest; 32],
        slot: slot.map(str::to_owned),
        profile: "made".to_owned(),
    }
}

pub fn open(dir: &Path) -> Store {
    Store::open(dir).unwrap()
}

pub fn insert_all(import: &mut ImportTransaction, rows: &[Incident<'_>]) -> Vec<Inserted> {
    rows.iter().map(|row| import.insert(row).unwrap()).collect()
}

/// Imports one file in a transaction of its own.
pub fn import(store: &Store, identity: &FileIdentity, rows: &[Incident<'_>]) -> (FileState, Vec<Inserted>) {
    let mut import = store.begin_import().unwrap();
    let state = import.open_file(identity).unwrap();
    let inserted = match state {
        FileState::Unchanged { .. } => Vec::new(),
        FileState::New | FileState::Replaces { .. } => insert_all(&mut import, rows),
    };
    import.commit().unwrap();
    (state, inserted)
}

/// Every incident in full, by number.
pub fn contents(store: &Store) -> Vec<(u32, Incident<'static>)> {
    (1..LAST_NUMBER).filter_map(|id| Some((id, store.incident(id).unwrap()?))).collect()
}
