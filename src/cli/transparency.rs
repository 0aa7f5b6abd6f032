use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

use super::output::Context;
use crate::config::Config;
use crate::index::Index;
use crate::ledger::transparency::{BackTestRun, files, model_facts};
use crate::store::Store;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder for the documents; made where it is absent.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What `wherenext backtest --json` printed; may be repeated.
    #[arg(long, value_name = "FILE")]
    backtest: Vec<PathBuf>,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Answer {
    models: Vec<Model>,
    /// In the folder of `--out`.
    files: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Model {
    id: String,
    label: String,
    version: String,
    /// Stored in the ledger.
    forecasts: usize,
    back_tests: usize,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let organisation = Config::of_folder(&context.data_dir)?.transparency;
    let runs = args.backtest.iter().map(|path| BackTestRun::read(path)).collect::<Result<Vec<_>, _>>()?;
    anyhow::ensure!(Store::exists(&context.data_dir), "there is no data folder at {}", context.data_dir.display());
    let store = Store::open(&context.data_dir)?;
    let loaded = store.load()?;
    let index = Index::build(loaded.incidents, loaded.layers, loaded.study_area).with_place_sets(loaded.place_sets);
    let all = model_facts(&index, &store, &runs)?;
    let files = files(&all, &organisation);
    for (name, text) in &files {
        let path = args.out.join(name);
        let failed = || format!("{} cannot be written", path.display());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(failed)?;
        }
        fs::write(&path, text).with_context(failed)?;
    }
    let model = |facts: &crate::ledger::transparency::ModelFacts| Model {
        id: facts.id.clone(),
        label: facts.label(),
        version: facts.version.clone(),
        forecasts: facts.record.as_ref().map_or(0, |record| record.forecasts),
        back_tests: facts.back_tests.len(),
    };
    let answer =
        Answer { models: all.iter().map(model).collect(), files: files.into_iter().map(|(name, _)| name).collect() };
    context.answer(&answer, || in_words(&answer, args))
}

fn in_words(answer: &Answer, args: &Args) -> String {
    let mut lines: Vec<String> = answer
        .models
        .iter()
        .map(|model| {
            let Model { label, version, forecasts, back_tests, .. } = model;
            format!("{label}, version {version}: {forecasts} stored forecasts, {back_tests} back-tests")
        })
        .collect();
    if answer.models.is_empty() {
        lines.push(
            "no model to tell of: store a forecast (wherenext forecast), or give a back-test (--backtest)".to_owned(),
        );
    }
    lines.push(format!("{} files in {}", answer.files.len(), args.out.display()));
    lines.join("\n")
}
