use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use jiff::Timestamp;
use serde::Serialize;

use super::demo;
use super::output::Context;
use super::progress_bar::Bar;
use crate::incident::Incident;
use crate::index::Index;
use crate::ingest::profile::find_profile;
use crate::ingest::{
    self, FileIdentity, FileState, Inspection, Limits, ReadOptions, Sink, Stored, Summary, inspect, read_files,
};
use crate::ledger::score_due;
use crate::store::{self, ImportTransaction, Inserted, Patience, Setting, Store, StoreError};
use crate::time::CivilZone;

/// A clock that is wrong, or a zone that is not named, can put today's incidents into tomorrow; nothing puts them further.
const AHEAD_S: i64 = 86_400;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, folders, zip archives as data.police.uk serves them; CSV, GeoJSON, Parquet, gzip of these.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The profile that describes the files: a name from `profile list`, or a TOML file. Known layouts need none.
    #[arg(long)]
    profile: Option<String>,
    /// How long to wait for another import to end.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    wait: u64,
}

/// What `--json` prints; docs/import.md says what each number counts.
#[derive(Debug, Serialize)]
struct Answer {
    files: u64,
    rows: u64,
    accepted: u64,
    unlocated: u64,
    rejected: u64,
    rejected_by_reason: BTreeMap<&'static str, u64>,
    updated: u64,
    replaced: u64,
    unchanged: u64,
    by_category: BTreeMap<String, u64>,
    seconds: f64,
    rejects_file: Option<PathBuf>,
    ignored: u64,
    outcomes: u64,
    outcomes_rejected: u64,
    outcomes_applied: u64,
    changed: bool,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let began = Instant::now();
    let profile = args.profile.as_deref().map(find_profile).transpose()?.map(Arc::new);
    let limits = Limits::default();
    let bar = Bar::new();
    let inspection = inspect(&args.paths, profile.as_ref(), &limits, &bar)?;

    let store = Store::open(&context.data_dir)?;
    demo::refuse_county(&store, &context.data_dir)?;
    let zone = zone_of_first(&store, &inspection)?;
    let options = ReadOptions {
        limits,
        zone: store.zone()?,
        future_s: Timestamp::now().as_second() + AHEAD_S,
        rejects_folder: &context.data_dir.join("rejects"),
        progress: &bar,
    };
    let mut on_wait = |holder: &str| bar.say(&format!("waiting for another import to end ({holder})"));
    let patience = Patience { limit: Duration::from_secs(args.wait), on_wait: &mut on_wait };
    let mut sink = StoreSink(store.begin_import_with(patience)?);
    let (summary, rejects) = read_files(&inspection, &options, &mut sink)?;
    // First the rejects, then the commit: a rejects file too many can be deleted, one too few is lost.
    let rejects_file = rejects.keep()?;
    let committed = sink.0.commit();
    if let (Err(_), Some(path)) = (&committed, &rejects_file) {
        std::fs::remove_file(path).with_context(|| format!("removing {}", path.display()))?;
    }
    let committed = committed?;
    if let Some(zone) = zone {
        store.set_setting(Setting::Zone, zone)?;
    }
    bar.end();
    if committed.changed {
        score_forecasts(&store);
    }
    let answer = answer(summary, rejects_file, &committed, began.elapsed().as_secs_f64());
    context.answer(&answer, || text(&answer))
}

/// Scores the stored forecasts whose periods the data cover now. The import stands whatever comes of it.
fn score_forecasts(store: &Store) {
    match try_to_score(store) {
        Ok(scored) if scored.is_empty() => {}
        Ok(scored) => eprintln!("{} of the stored forecasts scored: `wherenext scores` has the record", scored.len()),
        Err(error) => eprintln!("the stored forecasts were not scored: {error:#}"),
    }
}

fn try_to_score(store: &Store) -> anyhow::Result<Vec<u32>> {
    if store.forecasts()?.is_empty() {
        return Ok(Vec::new());
    }
    let data = store.data_fingerprint()?;
    let loaded = store.load()?;
    let index = Index::build(loaded.incidents, loaded.layers, loaded.study_area).with_place_sets(loaded.place_sets);
    Ok(score_due(store, &index, &data)?.scored)
}

/// The civil zone that a folder without files takes on: that of the files, where all of them name the same. Hours and days are then
/// those of the place that the incidents happened in.
fn zone_of_first<'a>(store: &Store, inspection: &'a Inspection) -> anyhow::Result<Option<&'a str>> {
    if store.setting(Setting::Zone)?.is_some() || !store.files()?.is_empty() {
        return Ok(None);
    }
    let mut zones = inspection.files.iter().map(|file| file.profile.time.zone.as_ref().map(CivilZone::name));
    let first = zones.next().flatten();
    Ok(first.filter(|_| zones.all(|zone| zone == first)))
}

fn answer(summary: Summary, rejects_file: Option<PathBuf>, committed: &store::CommitSummary, seconds: f64) -> Answer {
    Answer {
        files: summary.files,
        rows: summary.rows,
        accepted: summary.accepted,
        unlocated: summary.unlocated,
        rejected: summary.rejected,
        rejected_by_reason: summary.rejected_by_reason.iter().map(|(reason, &count)| (reason.slug(), count)).collect(),
        updated: summary.updated,
        replaced: summary.replaced,
        unchanged: summary.unchanged,
        by_category: summary.by_category,
        seconds: (seconds * 1000.0).round() / 1000.0,
        rejects_file,
        ignored: summary.ignored,
        outcomes: summary.outcomes,
        outcomes_rejected: summary.outcomes_rejected,
        outcomes_applied: committed.outcomes_applied,
        changed: committed.changed,
    }
}

/// The same for people.
fn text(answer: &Answer) -> String {
    let mut text = format!(
        "{} rows of {} files: {} accepted ({} without coordinates), {} rejected, in {:.1} s",
        answer.rows, answer.files, answer.accepted, answer.unlocated, answer.rejected, answer.seconds
    );
    let mut line = |part: String| write!(text, "\n{part}").expect("a String takes any text");
    if !answer.changed {
        line("Nothing has changed: all of it was imported before.".to_owned());
    }
    for (count, what) in [
        (answer.updated, "incidents updated by their number"),
        (answer.replaced, "incidents of earlier files replaced"),
        (answer.unchanged, "incidents unchanged"),
        (answer.outcomes, "outcomes"),
        (answer.outcomes_applied, "incidents with a new outcome"),
        (answer.outcomes_rejected, "outcomes rejected"),
        (answer.ignored, "files of other kinds ignored"),
    ] {
        if count > 0 {
            line(format!("{count:>10}  {what}"));
        }
    }
    for (category, count) in &answer.by_category {
        line(format!("{count:>10}  {category}"));
    }
    for (reason, count) in &answer.rejected_by_reason {
        line(format!("{count:>10}  rejected: {reason}"));
    }
    if let Some(path) = &answer.rejects_file {
        line(format!("The rejected rows are in {}", path.display()));
    }
    text
}

/// Gives what is read to the store.
struct StoreSink(ImportTransaction);

impl Sink for StoreSink {
    type Error = StoreError;

    fn begin_file(&mut self, file: &FileIdentity) -> Result<FileState, StoreError> {
        let identity = store::FileIdentity {
            name: file.name.clone(),
            sha256: file.sha256,
            slot: file.slot.clone(),
            profile: file.profile.clone(),
        };
        Ok(match self.0.open_file(&identity)? {
            store::FileState::Unchanged { .. } => ingest::FileState::Unchanged,
            store::FileState::New => FileState::New,
            store::FileState::Replaces { rows } => FileState::Replaces { rows },
        })
    }

    fn incident(&mut self, incident: &Incident<'_>) -> Result<Stored, StoreError> {
        Ok(match self.0.insert(incident)? {
            Inserted::New => Stored::New,
            Inserted::Updated => Stored::Updated,
            Inserted::Unchanged => Stored::Unchanged,
        })
    }

    fn outcome(&mut self, external_id: &str, month_start_s: i64, text: &str) -> Result<(), StoreError> {
        self.0.outcome(external_id, month_start_s, text)
    }
}
