//! A whole import of one file, into nothing.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use wherenext::incident::Incident;
use wherenext::ingest::profile::Profile;
use wherenext::ingest::{FileIdentity, FileState, Limits, ReadOptions, Sink, Stored, inspect, read_files};
use wherenext::time::CivilZone;

#[derive(Default)]
struct Count {
    incidents: u64,
    outcomes: u64,
}

impl Sink for Count {
    type Error = Infallible;

    fn begin_file(&mut self, _file: &FileIdentity) -> Result<FileState, Infallible> {
        Ok(FileState::New)
    }

    fn incident(&mut self, incident: &Incident<'_>) -> Result<Stored, Infallible> {
        assert_eq!(incident.place.is_some(), matches!(incident.precision.slug(), "exact" | "map-point"));
        self.incidents += 1;
        Ok(Stored::New)
    }

    fn outcome(&mut self, _id: &str, _month_start_s: i64, _text: &str) -> Result<(), Infallible> {
        self.outcomes += 1;
        Ok(())
    }
}

fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder").keep())
}

pub fn import(name: &str, bytes: &[u8], profile: Option<&str>) {
    let path = folder().join(name);
    std::fs::write(&path, bytes).expect("room");
    let profile = profile.map(|text| Arc::new(Profile::parse(text, "fuzz").expect("a sound profile")));
    let limits = Limits { floor: 1 << 20, record: 1 << 16, ..Limits::default() };
    let Ok(inspection) = inspect(&[path], profile.as_ref(), &limits, &()) else { return };
    let options = ReadOptions {
        limits,
        zone: CivilZone::named("Europe/London").expect("a zone"),
        future_s: 1_900_000_000,
        rejects_folder: folder(),
        progress: &(),
    };
    let mut count = Count::default();
    if let Ok((summary, _)) = read_files(&inspection, &options, &mut count) {
        assert_eq!(summary.rows, summary.accepted + summary.rejected);
        assert_eq!((summary.accepted, summary.outcomes), (count.incidents, count.outcomes));
    }
}
