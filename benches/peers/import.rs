use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use wherenext::incident::Incident;
use wherenext::ingest::areas::{AreaRequest, read_areas};
use wherenext::ingest::{FileIdentity, FileState, Limits, ReadOptions, Sink, Stored, inspect, read_files};
use wherenext::space::AreaLayer;
use wherenext::time::CivilZone;

use crate::measure::measure;

/// Counts incidents in each area, the last count being of those in none.
struct Counts<'a> {
    layer: &'a AreaLayer,
    counts: Vec<u64>,
}

impl Sink for Counts<'_> {
    type Error = Infallible;

    fn begin_file(&mut self, _file: &FileIdentity) -> Result<FileState, Infallible> {
        Ok(FileState::New)
    }

    fn incident(&mut self, incident: &Incident<'_>) -> Result<Stored, Infallible> {
        let area = incident.place.and_then(|place| self.layer.find(place));
        self.counts[area.unwrap_or(self.layer.areas().len())] += 1;
        Ok(Stored::New)
    }

    fn outcome(&mut self, _id: &str, _month_start_s: i64, _text: &str) -> Result<(), Infallible> {
        Ok(())
    }
}

/// From a CSV file to incidents with their area, and to the committed store. The areas have columns `ltla_code` and `ltla_name`.
pub fn run(folder: &Path) {
    let Some(areas) = std::env::var_os("WHERENEXT_BENCH_AREAS").map(PathBuf::from) else {
        println!("skipped: WHERENEXT_BENCH_AREAS names no boundary file");
        return;
    };
    let layer = districts(areas);
    for size in ["10k", "100k", "1M"] {
        let file = folder.join(format!("incidents_{size}.csv"));
        let counts = read_and_count(&file, &layer);
        let (outside, inside) = counts.split_last().expect("one count for no area");
        let computed = format!(
            "polygons {}; inside {}; outside {outside}; largest {}",
            inside.len(),
            inside.iter().sum::<u64>(),
            inside.iter().max().unwrap_or(&0)
        );
        measure("T6", "read, convert, assign areas", size, &computed, || read_and_count(&file, &layer));
        measure("T6", "import, committed (the whole command)", size, "", || import(&file));
    }
}

fn districts(path: PathBuf) -> AreaLayer {
    let request = AreaRequest {
        path,
        layer: "districts".to_owned(),
        code: "ltla_code".to_owned(),
        name: "ltla_name".to_owned(),
        population: None,
        population_table: None,
        deprivation: None,
        lookups: Vec::new(),
        epsg: None,
    };
    read_areas(&request).expect("a boundary file").layer
}

fn read_and_count(file: &Path, layer: &AreaLayer) -> Vec<u64> {
    let limits = Limits::default();
    let inspection = inspect(&[file.to_owned()], None, &limits, &()).expect("a known layout");
    let options = ReadOptions {
        limits,
        zone: CivilZone::named("Europe/London").expect("a zone"),
        future_s: i64::MAX,
        rejects_folder: Path::new(""),
        progress: &(),
    };
    let mut counts = Counts { layer, counts: vec![0; layer.areas().len() + 1] };
    let (summary, _) = read_files(&inspection, &options, &mut counts).expect("a sound file");
    assert_eq!(summary.rejected, 0);
    counts.counts
}

fn import(file: &Path) {
    let data = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
    command.arg("--data-dir").arg(data.path()).arg("import").arg(file).stdout(Stdio::null());
    assert!(command.status().expect("the binary").success());
}
