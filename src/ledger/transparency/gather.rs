use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::back_test_run::BackTestRun;
use super::data_facts::data_facts;
use super::equity::equity_of;
use super::error::TransparencyError;
use super::facts::{ModelFacts, Performance, PlainCount, RecordFacts};
use super::versions::{Version, id_of, versions};
use crate::analysis::finding::percent;
use crate::index::{Filter, Index};
use crate::ledger::words::{horizon_in_words, what_in_words};
use crate::ledger::{CoverageRecord, Header, LedgerError, SeriesRecord, find, record};
use crate::space::GridChoice;
use crate::store::{Setting, Store};

/// A value longer than this is told by its length.
const LONGEST_VALUE: usize = 120;

/// What is told of every version of every model that the ledger knows, and of the forecasters of the back-tests that are no plain counts: by
/// series, then by version. Cost: a pass over the incidents a version, and the numbers of its latest forecast.
pub fn model_facts(index: &Index, store: &Store, runs: &[BackTestRun]) -> Result<Vec<ModelFacts>, TransparencyError> {
    let mut found: BTreeMap<(String, String), ModelFacts> = BTreeMap::new();
    for version in versions(store)? {
        let facts = of_version(index, store, &version)?;
        found.insert((version.series, version.version), facts);
    }
    for run in runs {
        for model in run.models() {
            let series = series_key(run, &model.name);
            let key = (series, run.version.clone());
            if !found.contains_key(&key) {
                found.insert(key.clone(), of_run(index, store, run, &key.0, &model.name)?);
            }
            if let Some(facts) = found.get_mut(&key) {
                facts.back_tests.extend(run.facts(&model.name));
            }
        }
    }
    Ok(found.into_values().collect())
}

/// As the ledger names its series.
fn series_key(run: &BackTestRun, model: &str) -> String {
    let filter = if run.filter.is_empty() { "all" } else { &run.filter };
    let counted = if run.provenances == "count" { String::new() } else { format!("|{}", run.provenances) };
    format!("{filter}|{}|{}|{model}{counted}", run.grid, run.horizon)
}

/// What the ledger has of one version.
pub fn of_version(index: &Index, store: &Store, version: &Version) -> Result<ModelFacts, TransparencyError> {
    let newest = version.latest().ok_or(TransparencyError::NoForecast)?;
    let Header { model, model_description, filter, grid, cells, ground_km2, horizon, provenances, .. } = &newest.header;
    let series = record(&version.entries, &version.scores)?.series.into_iter().next();
    let content = find(store, newest.id)?;
    Ok(ModelFacts {
        id: version.id(),
        series: version.series.clone(),
        version: version.version.clone(),
        notice: notice(store)?,
        model: model.clone(),
        description: model_description.clone(),
        what: what_in_words(filter),
        filter: filter.to_string(),
        grid: grid.clone(),
        cells: *cells,
        ground_km2: *ground_km2,
        horizon: horizon_in_words(horizon),
        provenances: provenances.clone(),
        parameters: flat(&newest.header.parameters),
        data: data_facts(index, filter, newest.header.origin)?,
        record: series.as_ref().map(record_facts),
        back_tests: Vec::new(),
        equity: content.as_ref().and_then(|content| equity_of(index, content)),
    })
}

/// What a back-test has of a model without any forecast in the ledger.
fn of_run(
    index: &Index,
    store: &Store,
    run: &BackTestRun,
    series: &str,
    name: &str,
) -> Result<ModelFacts, TransparencyError> {
    let filter = Filter::from_query(&run.filter)?;
    let model = run.models().find(|model| model.name == name).ok_or(TransparencyError::NoForecast)?;
    Ok(ModelFacts {
        id: id_of(series, &run.version),
        series: series.to_owned(),
        version: run.version.clone(),
        notice: notice(store)?,
        model: name.to_owned(),
        description: model.description.clone(),
        what: what_in_words(&filter),
        filter: run.filter.clone(),
        grid: run.grid.parse::<GridChoice>().map_or_else(|_| run.grid.clone(), |grid| grid.to_string()),
        cells: run.cells,
        ground_km2: run.ground_km2,
        horizon: horizon_in_words(&run.horizon),
        provenances: run.provenances.clone(),
        parameters: flat(&model.parameters),
        data: data_facts(index, &filter, run.last_origin())?,
        record: None,
        back_tests: Vec::new(),
        equity: None,
    })
}

fn notice(store: &Store) -> Result<Option<String>, TransparencyError> {
    Ok(store.setting(Setting::Notice).map_err(LedgerError::from)?)
}

fn record_facts(series: &SeriesRecord) -> RecordFacts {
    let counted = || series.scored.iter().filter(|it| it.counts);
    RecordFacts {
        forecasts: series.forecasts,
        ahead: series.ahead,
        replays: series.replays,
        waiting: series.waiting.len(),
        performance: series.coverages.iter().map(|it| performance(it, series.periods())).collect(),
        expected: counted().map(|it| it.score.expected).sum(),
        observed: counted().map(|it| it.score.incidents - it.score.outside).sum(),
    }
}

fn performance(found: &CoverageRecord, periods: usize) -> Performance {
    let interval = found.versus.and_then(|versus| versus.interval);
    Performance {
        coverage: format!("{} of the ground", percent(found.coverage_fraction)),
        periods,
        hit_rate: found.ours.hit_rate,
        pai: found.ours.pai,
        plain: found.best_plain.as_ref().map(|best| PlainCount {
            name: best.name.clone(),
            hit_rate: best.measures.hit_rate,
            pai: best.measures.pai,
            ratio: found.versus.map(|versus| versus.pai_ratio),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        }),
        most_hit_rate: found.oracle.hit_rate,
    }
}

/// Names and values in one line each, in the order of their names.
fn flat(parameters: &Map<String, Value>) -> Vec<(String, String)> {
    let mut flat: Vec<(String, String)> =
        parameters.iter().map(|(name, value)| (name.clone(), in_one_line(value))).collect();
    flat.sort();
    flat
}

fn in_one_line(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        Value::Array(values) if text.len() > LONGEST_VALUE => format!("{} values", values.len()),
        Value::Object(values) if text.len() > LONGEST_VALUE => format!("{} values", values.len()),
        _ => text,
    }
}
