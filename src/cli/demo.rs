use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::forecast::make_and_keep;
use super::output::Context;
use super::serve;
use crate::analysis::Progress;
use crate::forecast::{DEFAULT, Horizon, Provenances};
use crate::index::{Filter, Index};
use crate::ingest::synthetic::{County, NOTICE};
use crate::ledger::{Learned, Maker, Request, score_due};
use crate::store::{FileIdentity, ImportTransaction, Patience, Setting, Store};

const TRUTH_FILE: &str = "demo-truth.json";
const PROFILE: &str = "synthetic-county";
const DEFAULT_SEED: u64 = 1;
/// Another demo that is being made ends within seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whose the ground is, a line each; the licences ask that it be shown where the map is.
const ATTRIBUTION: &str = "Office for National Statistics, Open Government Licence v3.0
Contains OS data © Crown copyright and database right 2024
Contains Royal Mail data © Royal Mail copyright and database right 2024";

#[derive(Debug, clap::Args)]
// clap names a group after the type, and `serve`'s arguments are `Args` as well.
#[group(skip)]
pub struct Args {
    /// Make the county and stop.
    #[arg(long)]
    no_serve: bool,
    /// Which of the possible counties; the same number gives the same county. 1 unless told otherwise.
    #[arg(long)]
    seed: Option<u64>,
    /// Make no forecasts.
    #[arg(long)]
    no_forecasts: bool,
    #[command(flatten)]
    serve: serve::Args,
}

/// Weeks before the data's end that replays are made for: enough for a record to say something.
const REPLAYS: i32 = 12;

/// What `--json --no-serve` prints.
#[derive(Debug, Serialize)]
struct Answer {
    notice: &'static str,
    data_dir: PathBuf,
    truth_file: PathBuf,
    seed: u64,
    incidents: u64,
    /// Whether it was made just now; otherwise it was there.
    made: bool,
    seconds: f64,
    /// Forecasts that are stored.
    forecasts: usize,
}

/// A county in a data folder.
#[derive(Clone, Copy)]
struct Present {
    seed: u64,
    incidents: u64,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let mut answer = make_if_absent(args.seed, &context.data_dir)?;
    if args.no_serve {
        if !args.no_forecasts {
            answer.forecasts = forecast_if_few(&context.data_dir)?;
        }
        return context.answer(&answer, || text(&answer));
    }
    eprintln!("{}", text(&answer));
    if !args.no_forecasts {
        // The map need not wait for them: they appear as they are stored.
        let dir = context.data_dir.clone();
        thread::spawn(move || {
            if let Err(error) = forecast_if_few(&dir) {
                eprintln!("no forecasts: {error:#}");
            }
        });
    }
    serve::run_open(&args.serve, context)
}

/// Refuses to add real data to a synthetic county.
pub fn refuse_county(store: &Store, dir: &Path) -> anyhow::Result<()> {
    if store.setting(Setting::Demo)?.as_deref() == Some("true") {
        anyhow::bail!("{} holds the synthetic county: real data needs a folder of its own (--data-dir)", dir.display());
    }
    Ok(())
}

fn make_if_absent(seed: Option<u64>, dir: &Path) -> anyhow::Result<Answer> {
    let began = Instant::now();
    let store = Store::open(dir)?;
    let mut present = find(&store, dir)?;
    let made = present.is_none();
    if made {
        eprintln!("making the synthetic county in {}", dir.display());
        let on_wait = &mut |holder: &str| eprintln!("waiting for another import to end ({holder})");
        let import = store.begin_import_with(Patience { limit: PATIENCE, on_wait })?;
        // Another demo may have finished while this one waited.
        present = find(&store, dir)?;
        if present.is_none() {
            present = Some(make(seed.unwrap_or(DEFAULT_SEED), dir, import)?);
        }
    }
    let present = present.context("the county was made")?;
    if let Some(seed) = seed.filter(|&seed| seed != present.seed) {
        anyhow::bail!(
            "{} holds the synthetic county of seed {}, not {seed}: remove the folder or choose another (--data-dir)",
            dir.display(),
            present.seed
        );
    }
    let truth_file = dir.join(TRUTH_FILE);
    if !truth_file.exists() {
        write_truth(&County::make(present.seed)?, &truth_file)?;
    }
    let seconds = (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let data_dir = dir.to_owned();
    Ok(Answer {
        notice: NOTICE,
        data_dir,
        truth_file,
        seed: present.seed,
        incidents: present.incidents,
        made,
        seconds,
        forecasts: 0,
    })
}

/// The county that the folder holds; an error when it holds anything else.
fn find(store: &Store, dir: &Path) -> anyhow::Result<Option<Present>> {
    let is_demo = store.setting(Setting::Demo)?.as_deref() == Some("true");
    let files = store.files()?;
    if let Some(file) = files.iter().find(|file| file.profile != PROFILE) {
        anyhow::bail!(
            "{} holds other data ({}): the demo needs a folder of its own, for example --data-dir demo-data",
            dir.display(),
            file.name
        );
    }
    if !is_demo && !store.layers()?.is_empty() {
        anyhow::bail!(
            "{} holds areas of your own: the demo needs a folder of its own, for example --data-dir demo-data",
            dir.display()
        );
    }
    let county = files.iter().find_map(|file| {
        let seed = file.name.strip_prefix(FILE_NAME)?.parse().ok()?;
        Some(Present { seed, incidents: file.rows })
    });
    Ok(county.filter(|_| is_demo))
}

/// Forecasts of a week of anti-social behaviour, where few are stored yet: one for the week after the data, and replays of the weeks
/// before, so that there is a record to look at. Says how many are stored.
fn forecast_if_few(dir: &Path) -> anyhow::Result<usize> {
    let store = Store::open(dir)?;
    let stored = store.forecasts()?.len();
    if stored > REPLAYS as usize {
        return Ok(stored);
    }
    let data = store.data_fingerprint()?;
    let loaded = store.load()?;
    let index = Index::build(loaded.incidents, loaded.layers, loaded.study_area).with_place_sets(loaded.place_sets);
    let request = Request {
        filter: Filter::from_query("category=asb")?,
        grid: "hex:9".parse()?,
        horizon: Horizon::Days(7),
        model: DEFAULT.to_owned(),
        seed: 1,
        provenances: Provenances::Count,
    };
    let maker = Maker::new(&index, request)?;
    let origins = (-REPLAYS..=0).map(|weeks| Horizon::Days(7).after(maker.data_end(), weeks));
    let mut learned = Learned::new();
    for origin in origins {
        make_and_keep(&maker, origin, &mut learned, true, &store, &Progress::new())?;
    }
    score_due(&store, &index, &data)?;
    Ok(store.forecasts()?.len())
}

const FILE_NAME: &str = "synthetic county ";

/// Writes everything in the one transaction: the county is there whole or not at all.
fn make(seed: u64, dir: &Path, mut import: ImportTransaction) -> anyhow::Result<Present> {
    let county = County::make(seed)?;
    let name = format!("{FILE_NAME}{seed}");
    let sha256 = Sha256::digest(format!("{name} of {} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))).into();
    import.open_file(&FileIdentity { name, sha256, slot: None, profile: PROFILE.to_owned() })?;
    for incident in county.incidents() {
        import.insert(&incident)?;
    }
    for layer in county.ground().layers()? {
        import.put_layer(&layer)?;
    }
    import.set_setting(Setting::Demo, "true")?;
    import.set_setting(Setting::Notice, NOTICE)?;
    import.set_setting(Setting::Attribution, ATTRIBUTION)?;
    // First the truth, then the commit: answers without a county harm nobody, and the next attempt writes them again.
    write_truth(&county, &dir.join(TRUTH_FILE))?;
    import.commit()?;
    Ok(Present { seed, incidents: county.len() as u64 })
}

fn write_truth(county: &County, path: &Path) -> anyhow::Result<()> {
    let part = path.with_extension("json.part");
    let write = || -> anyhow::Result<()> {
        let mut file = BufWriter::new(fs::File::create(&part)?);
        serde_json::to_writer_pretty(&mut file, county.truth())?;
        file.write_all(b"\n")?;
        file.flush()?;
        Ok(fs::rename(&part, path)?)
    };
    write().with_context(|| format!("writing {}", path.display()))
}

fn text(answer: &Answer) -> String {
    let Answer { notice, data_dir, truth_file, seed, incidents, made, forecasts, .. } = answer;
    let forecasts = if *forecasts > 0 { format!(", {forecasts} forecasts") } else { String::new() };
    let how = if *made { format!("made in {:.1} s", answer.seconds) } else { "there already".to_owned() };
    format!(
        "{incidents} incidents in {}, {how} (seed {seed}){forecasts}; what was planted: {}\n{notice}",
        data_dir.display(),
        truth_file.display()
    )
}
