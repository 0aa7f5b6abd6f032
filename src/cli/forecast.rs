use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::analyze::filter_arguments::{FilterArguments, Selected};
use super::analyze::watched::watched;
use super::backtest::arguments::Origins;
use super::output::Context;
use crate::analysis::Progress;
use crate::encode::{FileFormat, write_file};
use crate::forecast::{DEFAULT, Horizon, Provenances};
use crate::index::Index;
use crate::ledger::{
    Content, Entry, Header, Kept, Learned, Maker, Repeated, Request, Shown, View, check_period, entries, hex, keep,
    label_of, repeat, score_due, verify, verify_all,
};
use crate::serve::layers::risk::layer;
use crate::space::GridChoice;
use crate::store::Store;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArguments,
    /// Cells: hex:RESOLUTION, square:METRESm or square:FEETft
    #[arg(long, default_value = "hex:9")]
    grid: GridChoice,
    /// How far ahead: 7d, 2w, 1mo
    #[arg(long, default_value = "7d")]
    horizon: Horizon,
    /// The first civil day of the period; the day after the data end unless given
    #[arg(long)]
    origin: Option<Date>,
    /// A forecaster's name
    #[arg(long, default_value = DEFAULT)]
    model: String,
    /// Of whatever is random
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What incidents that officers found by being there count as: count, leave-out, weight:0.5, or corrected (by the chance of a patrol; nothing where nobody recorded patrols)
    #[arg(long, default_value = "count", value_name = "TREATMENT")]
    officer_found: Provenances,
    /// Allow a period that has begun; the forecast is marked as a replay for ever
    #[arg(long)]
    replay: bool,
    /// Many forecasts, the first from the first date on, as long as their periods are over by the second
    #[arg(long, value_name = "FROM..TO", requires = "every", conflicts_with = "origin")]
    origins: Option<Origins>,
    /// How far the first days are apart
    #[arg(long, value_name = "STEP", requires = "origins")]
    every: Option<Horizon>,
    /// Write all cells here; the ending picks the format: .geojson, .csv or .parquet
    #[arg(long, conflicts_with = "origins")]
    out: Option<PathBuf>,
    /// Compute hashes again, of one forecast or of all, and say what was stored and what was not
    #[arg(long, value_name = "ID", num_args = 0..=1)]
    verify: Option<Option<u32>>,
    /// Make a stored forecast again from today's data and say whether it is the same; nothing is stored
    #[arg(long, value_name = "ID", conflicts_with = "verify")]
    repeat: Option<u32>,
    /// List what is stored
    #[arg(long, conflicts_with = "verify")]
    list: bool,
}

/// What `--json` prints after making forecasts, or for `--list`.
#[derive(Debug, Serialize)]
struct Answer {
    forecasts: Vec<Line>,
    /// Forecasts that were scored now, their periods being over.
    scored: Vec<u32>,
    /// The last hash of the ledger: kept elsewhere, it proves that nothing was taken out.
    head: Option<String>,
    seconds: f64,
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Line {
    id: u32,
    label: String,
    model: String,
    grid: String,
    origin: Date,
    ends: Date,
    replay: bool,
    /// Whether the same forecast was stored before.
    known: bool,
    expected: f64,
    plain: String,
    content_hash: String,
}

/// What `--verify --json` prints.
#[derive(Debug, Serialize)]
struct Verification {
    intact: bool,
    verified: usize,
    broken: Vec<Broken>,
    head: Option<String>,
}

/// What `--repeat --json` prints.
#[derive(Debug, Serialize)]
struct Repetition {
    id: u32,
    /// same, other-data or other.
    repeated: &'static str,
}

#[derive(Debug, Serialize)]
struct Broken {
    id: u32,
    reason: &'static str,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    match (args.verify, args.repeat, args.list) {
        (Some(id), ..) => run_verify(id, context),
        (_, Some(id), _) => run_repeat(id, context),
        (.., true) => run_list(context),
        (.., false) => run_make(args, context),
    }
}

fn run_make(args: &Args, context: &Context) -> anyhow::Result<()> {
    let began = Instant::now();
    if let Some(out) = &args.out {
        FileFormat::of_path(out)?;
    }
    // Before the data: what changes in between is scored again.
    let data = open(context)?.data_fingerprint()?;
    let Selected { index, filter, store, .. } = args.filter.select(context)?;
    let request = Request {
        filter,
        grid: args.grid,
        horizon: args.horizon,
        model: args.model.clone(),
        seed: args.seed,
        provenances: args.officer_found,
    };
    let maker = Maker::new(&index, request)?;
    let origins = origins(args, &maker);
    // Before anything is computed: a period that has begun has begun.
    for origin in &origins {
        let period = args.horizon.window(*origin, index.incidents().zone());
        check_period(period, index.incidents().zone(), Timestamp::now(), args.replay)?;
    }
    let (mut learned, mut forecasts) = (Learned::new(), Vec::new());
    for origin in origins {
        let make = |progress: &_| make_and_keep(&maker, origin, &mut learned, args.replay, &store, progress);
        let (content, kept) = watched(make)?;
        forecasts.push(line(&content, &kept));
        // There is one origin where there is a file.
        if let Some(out) = &args.out {
            write_out(out, &content, kept.id, &index)?;
        }
    }
    let scored = score_due(&store, &index, &data)?.scored;
    let seconds = (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let answer = Answer { forecasts, scored, head: head(&store)?, seconds, out: args.out.clone() };
    context.answer(&answer, || in_words(&answer))
}

fn origins(args: &Args, maker: &Maker) -> Vec<Date> {
    match (args.origins, args.every) {
        (Some(origins), Some(every)) => origins.days(args.horizon, every),
        _ => vec![args.origin.unwrap_or_else(|| maker.data_end())],
    }
}

/// Makes a forecast and stores it at once, so that those before a failure stay.
pub fn make_and_keep(
    maker: &Maker,
    origin: Date,
    learned: &mut Learned,
    allow_replay: bool,
    store: &Store,
    progress: &Progress,
) -> anyhow::Result<(Content, Kept)> {
    let made = maker.make(origin, learned, progress);
    let content = made.with_context(|| format!("the forecast from {origin} on"))?;
    let kept = keep(store, &content, allow_replay)?;
    Ok((content, kept))
}

fn write_out(out: &Path, content: &Content, id: u32, index: &Index) -> anyhow::Result<()> {
    let view = View::new(id, content.clone(), index)?;
    let surface = view.surface(Shown::Ours, None).context("the whole period needs no hours")?;
    let layer = layer(&view, &surface, &surface.ranks.order, None)?;
    let header = &content.header;
    let layer = layer
        .with_about("forecast", id)
        .with_about("label", label_of(header))
        .with_about("model", header.model.clone())
        .with_about("filter", header.filter.to_string())
        .with_about("content_hash", hex(&content.hash()));
    write_file(&layer, out).context("the layer cannot be written")
}

fn run_list(context: &Context) -> anyhow::Result<()> {
    let store = open(context)?;
    let (entries, _) = entries(&store)?;
    let line = |entry: &Entry| Line {
        known: true,
        replay: entry.is_replay,
        content_hash: hex(&entry.content_hash),
        ..line_of(entry.id, &entry.header)
    };
    let forecasts = entries.iter().map(line).collect();
    let answer = Answer { forecasts, scored: Vec::new(), head: head(&store)?, seconds: 0.0, out: None };
    context.answer(&answer, || in_words(&answer))
}

fn run_verify(id: Option<u32>, context: &Context) -> anyhow::Result<()> {
    let store = open(context)?;
    let verified = match id {
        None => verify_all(&store)?,
        Some(id) => vec![verify(&store, id)?.with_context(|| format!("there is no forecast {id}"))?],
    };
    let broken: Vec<Broken> = verified.iter().filter_map(|it| Some(Broken { id: it.id, reason: it.broken? })).collect();
    let answer = Verification { intact: broken.is_empty(), verified: verified.len(), broken, head: head(&store)? };
    context.answer(&answer, || verification_in_words(&answer))?;
    anyhow::ensure!(answer.intact, "the ledger is not what was stored");
    Ok(())
}

fn run_repeat(id: u32, context: &Context) -> anyhow::Result<()> {
    let store = open(context)?;
    let loaded = store.load()?;
    let index = Index::build(loaded.incidents, loaded.layers, loaded.study_area).with_place_sets(loaded.place_sets);
    let found = watched(|progress| repeat(&store, &index, id, progress))?;
    let found = found.with_context(|| format!("there is no forecast {id}"))?;
    let answer = Repetition { id, repeated: found.slug() };
    context.answer(&answer, || match found {
        Repeated::Same => format!("forecast {id} comes out the same to the last bit"),
        Repeated::OtherData => {
            format!("forecast {id} was made from other data than there are now: it cannot be repeated")
        }
        Repeated::Other => format!("forecast {id} comes out otherwise: another version of the program made it"),
    })
}

fn open(context: &Context) -> anyhow::Result<Store> {
    Store::open(&context.data_dir).context("the data folder cannot be read")
}

fn head(store: &Store) -> anyhow::Result<Option<String>> {
    Ok(store.forecasts()?.last().map(|last| hex(&last.hash)))
}

fn line(content: &Content, kept: &Kept) -> Line {
    Line {
        known: kept.was_known,
        replay: kept.is_replay,
        content_hash: hex(&content.hash()),
        ..line_of(kept.id, &content.header)
    }
}

fn line_of(id: u32, header: &Header) -> Line {
    Line {
        id,
        label: label_of(header),
        model: header.model.clone(),
        grid: header.grid.clone(),
        origin: header.origin,
        ends: header.ends,
        replay: false,
        known: false,
        expected: header.expected,
        plain: header.plain.clone(),
        content_hash: String::new(),
    }
}

fn in_words(answer: &Answer) -> String {
    let mut text = String::new();
    for line in &answer.forecasts {
        let replay = if line.replay { ", a replay" } else { "" };
        let Line { id, label, model, grid, expected, .. } = line;
        writeln!(text, "{id:>5}  {label}: {expected:.1} incidents expected ({model} on {grid}{replay})")
            .expect("a String takes any text");
    }
    match answer.scored.len() {
        0 => {}
        1 => text += "1 forecast was scored; `wherenext scores` has the record\n",
        more => text += &format!("{more} forecasts were scored; `wherenext scores` has the record\n"),
    }
    match &answer.head {
        None => text += "no forecast is stored",
        Some(head) => text += &format!("last hash {head}"),
    }
    if let Some(out) = &answer.out {
        text += &format!("\nwritten to {}", out.display());
    }
    text
}

fn verification_in_words(answer: &Verification) -> String {
    let mut text = format!("{} forecasts verified", answer.verified);
    for Broken { id, reason } in &answer.broken {
        text += &format!("\n{id:>5}  {reason}");
    }
    if let Some(head) = &answer.head {
        text += &format!("\nlast hash {head}");
    }
    text
}
