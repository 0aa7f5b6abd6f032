use anyhow::Context as _;
use serde::Serialize;

use super::output::Context;
use crate::analysis::finding::percent;
use crate::index::Index;
use crate::ledger::{
    CoverageRecord, Entry, Measures, NamedMeasures, Record, ScoredForecast, SeriesRecord, entries, label_of, record,
    score_due,
};
use crate::store::Store;

#[derive(Debug, clap::Args)]
// clap names a group after the type, and other commands' arguments are `Args` as well.
#[group(skip)]
pub struct Args {}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Answer {
    /// Scored just now, their periods being over.
    scored_now: Vec<u32>,
    unscorable: Vec<UnscorableLine>,
    series: Vec<Series>,
    statement: String,
    caveat: String,
}

#[derive(Debug, Serialize)]
struct UnscorableLine {
    id: u32,
    reason: String,
}

#[derive(Debug, Serialize)]
struct Series {
    key: String,
    forecasts: usize,
    scored: usize,
    replays: usize,
    ahead: usize,
    waiting: Vec<u32>,
    coverages: Vec<Coverage>,
    log_score: Option<f64>,
    record: Vec<Period>,
    statement: String,
    caveat: String,
}

#[derive(Debug, Serialize)]
struct Coverage {
    coverage_fraction: f64,
    cells: usize,
    ours: Measures,
    best_plain: Option<NamedMeasures>,
    plain: Vec<NamedMeasures>,
    oracle: Measures,
    pai_ratio: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    verdict: &'static str,
    sentence: String,
}

#[derive(Debug, Serialize)]
struct Period {
    forecast: u32,
    label: String,
    replay: bool,
    rescored: usize,
    counts: bool,
    incidents: f64,
    expected: f64,
    /// At the first coverage.
    ours: Measures,
    best_plain: Option<NamedMeasures>,
    oracle: Measures,
}

pub fn run(_: &Args, context: &Context) -> anyhow::Result<()> {
    let store = Store::open(&context.data_dir).context("the data folder cannot be read")?;
    let (found, _) = entries(&store)?;
    let data = store.data_fingerprint()?;
    let scored = if found.is_empty() { Default::default() } else { score_due(&store, &load(&store)?, &data)? };
    let record = record(&found, &store.scores()?)?;
    let reading = record.reading();
    let answer = Answer {
        scored_now: scored.scored,
        unscorable: scored.unscorable.into_iter().map(|it| UnscorableLine { id: it.id, reason: it.reason }).collect(),
        series: series(&record, &found),
        statement: reading.statement,
        caveat: reading.caveat,
    };
    context.answer(&answer, || in_words(&answer))
}

fn load(store: &Store) -> anyhow::Result<Index> {
    let loaded = store.load()?;
    Ok(Index::build(loaded.incidents, loaded.layers, loaded.study_area).with_place_sets(loaded.place_sets))
}

fn series(record: &Record, entries: &[Entry]) -> Vec<Series> {
    let of = |series: &SeriesRecord| {
        let reading = series.reading();
        let (periods, replays) = (series.periods(), series.replays);
        Series {
            key: series.key.clone(),
            forecasts: series.forecasts,
            scored: series.scored.len(),
            replays,
            ahead: series.ahead,
            waiting: series.waiting.clone(),
            coverages: series.coverages.iter().map(|it| coverage(it, periods, replays)).collect(),
            log_score: series.log_score,
            record: periods_of(series, entries),
            statement: reading.statement,
            caveat: reading.caveat,
        }
    };
    record.series.iter().map(of).collect()
}

fn coverage(coverage: &CoverageRecord, periods: usize, replays: usize) -> Coverage {
    let interval = coverage.versus.and_then(|versus| versus.interval);
    Coverage {
        coverage_fraction: coverage.coverage_fraction,
        cells: coverage.cells,
        ours: coverage.ours,
        best_plain: coverage.best_plain.clone(),
        plain: coverage.plain.clone(),
        oracle: coverage.oracle,
        pai_ratio: coverage.versus.map(|versus| versus.pai_ratio),
        low: interval.map(|it| it.low),
        high: interval.map(|it| it.high),
        verdict: coverage.verdict.slug(),
        sentence: coverage.sentence(periods, replays),
    }
}

fn periods_of(series: &SeriesRecord, entries: &[Entry]) -> Vec<Period> {
    let best = series.coverages.first().and_then(|coverage| coverage.best_plain.as_ref()).map(|best| &best.name);
    let period = |scored: &ScoredForecast| {
        let entry = entries.iter().find(|entry| entry.id == scored.id)?;
        let coverage = scored.score.coverages.first()?;
        Some(Period {
            forecast: scored.id,
            label: label_of(&entry.header),
            replay: entry.is_replay,
            rescored: scored.rescored,
            counts: scored.counts,
            incidents: scored.score.incidents,
            expected: scored.score.expected,
            ours: coverage.ours,
            best_plain: coverage.plain.iter().find(|plain| Some(&plain.name) == best).cloned(),
            oracle: coverage.oracle,
        })
    };
    series.scored.iter().filter_map(period).collect()
}

fn in_words(answer: &Answer) -> String {
    let mut text = String::new();
    for series in &answer.series {
        text += &format!("{}: {} forecasts, {} scored\n", series.key, series.forecasts, series.scored);
        if !series.record.is_empty() {
            text += "      hits: ours, best plain, most possible; incidents, expected\n";
        }
        for period in &series.record {
            let rate = |measures: &Measures| measures.hit_rate.map_or_else(|| "-".to_owned(), percent);
            let plain = period.best_plain.as_ref().map_or_else(|| "-".to_owned(), |plain| rate(&plain.measures));
            let mut notes = Vec::new();
            if period.replay {
                notes.push("replay");
            }
            if period.rescored > 0 {
                notes.push("scored again since");
            }
            if !period.counts {
                notes.push("does not count");
            }
            text += &format!(
                "{:>5} {:>6} {:>6} {:>6}  {:>7.0} {:>9.1}  {} {}\n",
                period.forecast,
                rate(&period.ours),
                plain,
                rate(&period.oracle),
                period.incidents,
                period.expected,
                period.label,
                if notes.is_empty() { String::new() } else { format!("({})", notes.join(", ")) }
            );
        }
        for coverage in &series.coverages {
            text += &format!("{}\n", coverage.sentence);
        }
    }
    for UnscorableLine { id, reason } in &answer.unscorable {
        text += &format!("forecast {id} cannot be scored: {reason}\n");
    }
    text + &format!("{}\n{}", answer.statement, answer.caveat)
}
