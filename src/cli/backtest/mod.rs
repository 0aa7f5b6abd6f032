//! `wherenext backtest`: forecasts made at past origins from what was known then, scored by what came to pass.

pub(super) mod arguments;
mod per_origin;
mod waiting;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use jiff::civil::Date;
use serde::Serialize;

pub use arguments::Args;
use arguments::Asked;

use super::output::Context;
use crate::analysis::Progress;
use crate::analysis::finding::Finding;
use crate::encode::write_file;
use crate::evaluation::{
    BackTest, BackTestReport, EquityGround, Fingerprint, ForecasterEquity, ScoreFile, back_test, figure, is_covered,
};
use crate::forecast::{Forecaster, Ground, GroundChoice, History, Horizon, forecasters, history};
use crate::index::{Filter, Index};
use crate::store::Store;

#[derive(Debug, Serialize)]
struct Summary {
    version: &'static str,
    filter: String,
    grid: String,
    ground: GroundChoice,
    horizon: Horizon,
    every: Horizon,
    seed: u64,
    provenances: String,
    /// Origins whose periods the data do not cover.
    left_out: Vec<Date>,
    /// Scores that an earlier run had made.
    resumed: usize,
    #[serde(flatten)]
    report: BackTestReport,
    /// Where a layer of areas has deprivation.
    equity: Option<EquitySummary>,
    finding: Finding,
    out: Vec<PathBuf>,
}

/// Flagged ground by deprivation decile, for each coverage and forecaster.
#[derive(Debug, Serialize)]
struct EquitySummary {
    layer: String,
    /// Deciles of the nation, or tenths of this layer's areas.
    national: bool,
    forecasters: Vec<ForecasterEquity>,
}

/// What is back-tested, read and understood.
struct Prepared {
    filter: Filter,
    history: History,
    equity: Option<EquityGround>,
    test: BackTest,
    left_out: Vec<Date>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let asked = args.check()?;
    let index = open(context)?;
    let Prepared { filter, history, equity, test, left_out } = prepare(&asked, &index)?;
    drop(index);
    let forecasters = forecasters(&asked.models)?;
    let (kept, temporary) = kept(&asked, context, &history, &test, &forecasters)?;
    let resumed = kept.len();
    let progress = Progress::new();
    let report = waiting::with_bar(&progress, || back_test(&history, &forecasters, &test, &kept, &progress))?;
    let summary = Summary {
        version: env!("CARGO_PKG_VERSION"),
        filter: filter.to_string(),
        grid: asked.grid.to_string(),
        ground: asked.ground,
        horizon: asked.horizon,
        every: asked.every,
        seed: asked.seed,
        provenances: asked.provenances.to_string(),
        left_out,
        resumed,
        finding: report.reading(),
        equity: equity.map(|ground| EquitySummary {
            forecasters: report.equity(&ground),
            layer: ground.layer,
            national: ground.national,
        }),
        report,
        out: asked.out.clone(),
    };
    for out in &asked.out {
        write_out(&summary, out)?;
    }
    if let Some(path) = temporary {
        drop(kept);
        fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
    }
    context.answer(&summary, || words::in_words(&summary))
}

fn open(context: &Context) -> anyhow::Result<Index> {
    let store = Store::open(&context.data_dir).context("the data folder cannot be read")?;
    let loaded = store.load()?;
    let index = Index::build(loaded.incidents, loaded.layers, loaded.study_area);
    Ok(index.with_place_sets(loaded.place_sets))
}

/// The history on the asked ground, the origins that the data cover, and those that they do not.
fn prepare(asked: &Asked, index: &Index) -> anyhow::Result<Prepared> {
    let filter = Filter::parse(asked.filter.iter().map(|(name, value)| (*name, value.as_str())))?;
    let selection = index.select(&filter)?;
    ensure!(!selection.is_empty(), "no incident passes the filter {filter}");
    let all = asked.origins.days(asked.horizon, asked.every);
    let first = *all.first().context("there is no whole period between the first day and the last of --origins")?;
    let ground = Ground::new(index, asked.grid, asked.ground, &selection, first)?;
    let history = history(index, &selection, &ground, asked.provenances);
    check_windows(&history, asked.horizon)?;
    let (origins, left_out) = all.into_iter().partition(|&origin| is_covered(&history, asked.horizon, origin));
    let test = BackTest { horizon: asked.horizon, origins, coverages: asked.coverages.clone(), seed: asked.seed };
    Ok(Prepared { filter, history, equity: EquityGround::of(index, &ground), test, left_out })
}

/// Incidents that are known to the month cannot be told apart by week.
fn check_windows(history: &History, horizon: Horizon) -> anyhow::Result<()> {
    const TOO_LONG: f64 = 1.1;
    let everything = history.before(Date::MAX.yesterday()?);
    let windows = everything.events().window_days();
    let too_long = windows.iter().filter(|days| f64::from(**days) > TOO_LONG * horizon.days()).count();
    ensure!(
        2 * too_long <= windows.len(),
        "{too_long} of {} incidents are known only to within more days than a horizon of {horizon} has: ask for a longer one, such as \
         --horizon 1mo",
        windows.len()
    );
    Ok(())
}

/// Where scores are kept as they are made; the second is the file to remove when all is done.
fn kept(
    asked: &Asked,
    context: &Context,
    history: &History,
    test: &BackTest,
    forecasters: &[Box<dyn Forecaster>],
) -> anyhow::Result<(ScoreFile, Option<PathBuf>)> {
    let key = key(history, test, forecasters);
    if let Some(path) = &asked.resume {
        return Ok((ScoreFile::open(path, key)?, None));
    }
    let path = context.data_dir.join("backtests").join(format!("{}.jsonl", &key[..16]));
    Ok((ScoreFile::open(&path, key)?, Some(path)))
}

/// Everything that scores depend on; the program itself too, for a changed forecaster gives other scores under its old name.
fn key(history: &History, test: &BackTest, forecasters: &[Box<dyn Forecaster>]) -> String {
    let program = std::env::current_exe().and_then(fs::read).unwrap_or_default();
    let coverages = test.coverages.iter().map(|coverage| coverage.to_string());
    let origins = test.origins.iter().map(|origin| origin.to_string());
    // The ceiling is estimated from one of the forecasters.
    let names = forecasters.iter().map(|forecaster| forecaster.name().to_owned());
    let words = [test.horizon.to_string(), test.seed.to_string(), env!("CARGO_PKG_VERSION").to_owned()];
    let words = words.into_iter().chain(coverages).chain(origins).chain(names);
    let key = words.fold(Fingerprint::new().bytes(&program), |key, word| key.text(&word));
    key.history(history).hex()
}

fn write_out(summary: &Summary, out: &Path) -> anyhow::Result<()> {
    let failed = || format!("{} cannot be written", out.display());
    if out.extension().is_some_and(|ending| ending == "svg") {
        let title = format!("{}, {} ahead, on {}", words::subject(summary), summary.horizon, summary.grid);
        return fs::write(out, figure(&summary.report, &title, &words::note(summary))).with_context(failed);
    }
    let table = per_origin::table(&summary.report)?.with_about("filter", summary.filter.clone());
    write_file(&table, out).with_context(failed)
}
