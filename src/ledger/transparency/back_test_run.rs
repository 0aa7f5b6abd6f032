use std::fs;
use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::error::TransparencyError;
use super::facts::{BackTestFacts, CalibrationFacts, Performance, PlainCount};
use crate::analysis::finding::percent;

/// What `wherenext backtest --json` prints, as far as it is told of here.
#[derive(Clone, Debug, Deserialize)]
pub struct BackTestRun {
    pub version: String,
    pub filter: String,
    pub grid: String,
    pub horizon: String,
    pub provenances: String,
    pub cells: usize,
    pub ground_km2: f64,
    every: String,
    seed: u64,
    origins: Origins,
    incidents: u64,
    coverages: Vec<CoverageOfRun>,
    forecasters: Vec<ForecasterOfRun>,
    models: Vec<ModelOfRun>,
}

#[derive(Clone, Debug, Deserialize)]
struct Origins {
    from: Date,
    to: Date,
}

#[derive(Clone, Debug, Deserialize)]
struct CoverageOfRun {
    coverage: String,
    coverage_fraction: f64,
    oracle: Oracle,
}

#[derive(Clone, Debug, Deserialize)]
struct Oracle {
    hit_rate: Option<f64>,
}

#[derive(Clone, Debug, Deserialize)]
struct ForecasterOfRun {
    coverage: String,
    name: String,
    origins: usize,
    pai: Option<f64>,
    hit_rate: Option<f64>,
    versus_best_naive: Option<Versus>,
}

#[derive(Clone, Debug, Deserialize)]
struct Versus {
    name: String,
    pai_ratio: f64,
    low: Option<f64>,
    high: Option<f64>,
}

/// One forecaster of a back-test.
#[derive(Clone, Debug, Deserialize)]
pub struct ModelOfRun {
    pub name: String,
    pub description: String,
    /// A plain count, which needs no record.
    pub naive: bool,
    pub parameters: Map<String, Value>,
    expected: f64,
    observed: f64,
}

impl BackTestRun {
    pub fn read(path: &Path) -> Result<Self, TransparencyError> {
        let text =
            fs::read_to_string(path).map_err(|source| TransparencyError::Read { path: path.to_owned(), source })?;
        let wrong = |source| TransparencyError::BackTest { path: path.to_owned(), source };
        serde_json::from_str(&text).map_err(wrong)
    }

    /// The forecasters that are no plain counts.
    pub fn models(&self) -> impl Iterator<Item = &ModelOfRun> {
        self.models.iter().filter(|model| !model.naive)
    }

    /// The first day after the last that it needed.
    pub fn last_origin(&self) -> Date {
        self.origins.to
    }

    /// What it says of one forecaster; `None` where it was not in it.
    pub fn facts(&self, name: &str) -> Option<BackTestFacts> {
        let model = self.models.iter().find(|model| model.name == name)?;
        let performance = self.coverages.iter().filter_map(|coverage| self.performance(coverage, name)).collect();
        Some(BackTestFacts {
            from: self.origins.from,
            to: self.origins.to,
            every: self.every.clone(),
            incidents: self.incidents,
            seed: self.seed,
            performance,
            calibration: Some(CalibrationFacts { expected: model.expected, observed: model.observed }),
        })
    }

    fn performance(&self, coverage: &CoverageOfRun, name: &str) -> Option<Performance> {
        let row =
            |name: &str| self.forecasters.iter().find(|row| row.coverage == coverage.coverage && row.name == name);
        let ours = row(name)?;
        let plain = ours.versus_best_naive.as_ref().map(|versus| {
            let theirs = row(&versus.name);
            PlainCount {
                name: versus.name.clone(),
                hit_rate: theirs.and_then(|row| row.hit_rate),
                pai: theirs.and_then(|row| row.pai),
                ratio: Some(versus.pai_ratio),
                low: versus.low,
                high: versus.high,
            }
        });
        Some(Performance {
            coverage: format!("{} of the ground", percent(coverage.coverage_fraction)),
            periods: ours.origins,
            hit_rate: ours.hit_rate,
            pai: ours.pai,
            plain,
            most_hit_rate: coverage.oracle.hit_rate,
        })
    }
}
