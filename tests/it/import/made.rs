//! Made files, and a list in the place of the store.

use std::convert::Infallible;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wherenext::incident::{Incident, Precision, Provenance};
use wherenext::ingest::profile::Profile;
use wherenext::ingest::{
    FileIdentity, FileState, IngestError, Limits, ReadOptions, Sink, Stored, Summary, inspect, read_files,
};
use wherenext::space::LngLat;
use wherenext::time::{CivilZone, TimeWindow};
use zip::write::SimpleFileOptions;

pub const STREET_HEADER: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";
pub const OUTCOMES_HEADER: &str =
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type";

/// 2030-01-01T00:00Z: made rows lie before it whatever the day of the test.
pub const FUTURE_S: i64 = 1_893_456_000;

/// An incident as the sink was given it.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub id: Option<String>,
    pub category: String,
    pub when: TimeWindow,
    pub place: Option<LngLat>,
    pub precision: Precision,
    pub key: Option<String>,
    pub location: Option<String>,
    pub area_code: Option<String>,
    pub source: String,
    pub provenance: Provenance,
    pub attended: Option<bool>,
    pub repeat: bool,
    pub vulnerable: bool,
    pub outcome: Option<String>,
    pub attributes: Vec<(String, String)>,
}

/// Keeps everything in the order in which it came.
#[derive(Debug, Default)]
pub struct List {
    pub files: Vec<FileIdentity>,
    pub incidents: Vec<Kept>,
    pub outcomes: Vec<(String, i64, String)>,
}

impl Sink for List {
    type Error = Infallible;

    fn begin_file(&mut self, file: &FileIdentity) -> Result<FileState, Infallible> {
        self.files.push(file.clone());
        Ok(FileState::New)
    }

    fn incident(&mut self, incident: &Incident<'_>) -> Result<Stored, Infallible> {
        let location = incident.location.as_ref();
        let text = |(name, value): &(std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
            (name.to_string(), value.to_string())
        };
        self.incidents.push(Kept {
            id: incident.external_id.as_ref().map(ToString::to_string),
            category: incident.category.to_string(),
            when: incident.when,
            place: incident.place,
            precision: incident.precision,
            key: location.map(|location| location.key.to_string()),
            location: location.map(|location| location.text.to_string()),
            area_code: incident.area_code.as_ref().map(ToString::to_string),
            source: incident.source.to_string(),
            provenance: incident.provenance,
            attended: incident.attended,
            repeat: incident.repeat,
            vulnerable: incident.vulnerable,
            outcome: incident.outcome.as_ref().map(ToString::to_string),
            attributes: incident.attributes.iter().map(text).collect(),
        });
        Ok(Stored::New)
    }

    fn outcome(&mut self, external_id: &str, month_start_s: i64, text: &str) -> Result<(), Infallible> {
        self.outcomes.push((external_id.to_owned(), month_start_s, text.to_owned()));
        Ok(())
    }
}

/// What came of an import: the list, the summary, and the rejects file's text.
pub struct Imported {
    pub list: List,
    pub summary: Summary,
    pub rejects: Option<String>,
}

pub fn import(paths: &[&Path], profile: Option<&str>) -> Result<Imported, IngestError> {
    import_within(paths, profile, Limits::default())
}

pub fn import_within(paths: &[&Path], profile: Option<&str>, limits: Limits) -> Result<Imported, IngestError> {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    let profile = profile.map(|text| Profile::parse(text, "test").map(Arc::new)).transpose()?;
    let inspection = inspect(&paths, profile.as_ref(), &limits, &())?;
    let folder = tempfile::tempdir().unwrap();
    let options = ReadOptions {
        limits,
        zone: CivilZone::named("Europe/London").unwrap(),
        future_s: FUTURE_S,
        rejects_folder: folder.path(),
        progress: &(),
    };
    let mut list = List::default();
    let read = read_files(&inspection, &options, &mut list);
    let (summary, rejects) = read.map_err(|error| match error {
        wherenext::ingest::ReadError::Ingest(error) => error,
        wherenext::ingest::ReadError::Sink { source, .. } => match source {},
    })?;
    let rejects = rejects.keep()?.map(|path| fs::read_to_string(path).unwrap());
    assert_eq!(summary.rows, summary.accepted + summary.rejected);
    Ok(Imported { list, summary, rejects })
}

/// A file of this name and content in a folder of its own.
pub struct MadeFile {
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl MadeFile {
    pub fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        Self { folder, path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn import(&self) -> Result<Imported, IngestError> {
        import(&[&self.path], None)
    }

    pub fn import_by(&self, profile: &str) -> Result<Imported, IngestError> {
        import(&[&self.path], Some(profile))
    }
}

pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(content).unwrap();
    packed.finish().unwrap()
}

pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A street file of these rows, each `crime id|lng|lat|location|lsoa|type|outcome`.
pub fn street(month: &str, rows: &[&str]) -> String {
    let mut text = format!("{STREET_HEADER}\n");
    for row in rows {
        let parts: Vec<&str> = row.split('|').collect();
        let [id, lng, lat, location, lsoa, kind, outcome] = parts.as_slice() else { panic!("seven parts: {row}") };
        text += &format!(
            "{id},{month},Essex Police,Essex Police,{lng},{lat},{location},{lsoa},Somewhere 001A,{kind},{outcome},\n"
        );
    }
    text
}
