use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value};

use super::coverage::Coverage;
use super::origin_scores::OriginScores;
use crate::forecast::CellCounts;

/// A whole back-test. It is what `--json` prints: `null` stands where there is no answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BackTestReport {
    pub cells: usize,
    pub ground_km2: f64,
    pub origins: Origins,
    /// Of all periods, in and out of the cells.
    pub incidents: u64,
    pub outside_cells: u64,
    pub coverages: Vec<CoverageReport>,
    /// One entry for each coverage and forecaster: the coverages in their order, within each the highest PAI first.
    pub forecasters: Vec<ForecasterReport>,
    /// What does not depend on the coverage, in the order of the forecasters.
    pub models: Vec<ModelReport>,
    pub periods: Vec<Period>,
    /// `[n_forecasters][n_origins]`
    #[serde(skip)]
    pub scores: Vec<Vec<OriginScores>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Origins {
    pub from: Date,
    pub to: Date,
    pub count: usize,
    /// Periods with incidents; the others are in no hit rate, PAI or PEI.
    pub scored: usize,
    pub without_incidents: usize,
    pub intervals_over: IntervalsOver,
    /// Consecutive periods that are resampled together for intervals over periods.
    pub block: usize,
}

/// What is resampled for the intervals of PAI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntervalsOver {
    /// Blocks of consecutive periods.
    Periods,
    /// These and cells, where there are few periods.
    PeriodsAndCells,
}

/// One period and what came to pass in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Period {
    pub origin: Date,
    /// The first day after it.
    pub end: Date,
    pub incidents: f64,
    pub outside_cells: f64,
    /// The cells that had any, ascending, and their incidents.
    #[serde(skip)]
    pub rows: Vec<u32>,
    #[serde(skip)]
    pub counts: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoverageReport {
    pub coverage: Coverage,
    pub cells: usize,
    pub area_km2: f64,
    pub coverage_fraction: f64,
    /// The plain count with the highest mean PAI over the scored origins, in hindsight: nobody could have picked it before.
    pub best_naive: Option<String>,
    /// The cells that held most, which nobody could know.
    pub oracle: Oracle,
    pub ceiling: Ceiling,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Oracle {
    pub pai: Option<f64>,
    pub hit_rate: Option<f64>,
}

/// What whoever knew the true rates would reach, if they are what a forecaster says, and if they scatter about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ceiling {
    pub forecaster: String,
    /// If the forecast is the truth, with the ends that chance leaves the mean of so many periods (95 %).
    pub pai: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub hit_rate: Option<f64>,
    /// The variance of the true rates about the forecast, relative to it, that the scatter of the counts speaks for.
    pub hidden_variance: Option<f64>,
    /// The PAI of an oracle that knows these too: more than any forecast can reach.
    pub with_hidden_pai: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForecasterReport {
    pub coverage: Coverage,
    pub name: String,
    /// A plain count.
    pub naive: bool,
    /// Periods that count.
    pub origins: usize,
    pub incidents: u64,
    pub pai: Option<f64>,
    pub pai_low: Option<f64>,
    pub pai_high: Option<f64>,
    pub pei: Option<f64>,
    pub hit_rate: Option<f64>,
    /// Nats an incident.
    pub log_score: Option<f64>,
    pub versus_best_naive: Option<Versus>,
    pub seconds: f64,
    /// The share of the chosen cells that are chosen again at the next origin.
    pub kept_fraction: Option<f64>,
    /// Groups of chosen cells that touch, and the share of them that touch another; means over periods.
    pub patches: f64,
    pub touching_fraction: f64,
    /// The PAI to be expected if the forecast were the truth.
    pub claimed_pai: Option<f64>,
    /// Periods in which cells of the same risk were on either side of the cut.
    pub tied_origins: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Versus {
    pub name: String,
    pub pai_ratio: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelReport {
    pub name: String,
    pub description: String,
    pub naive: bool,
    pub seconds: f64,
    /// Of the last origin.
    pub parameters: Map<String, Value>,
    pub expected: f64,
    pub observed: u64,
    pub log_score: Option<f64>,
    pub log_score_per_cell: Option<f64>,
    pub deviance: Option<f64>,
    pub brier: Option<f64>,
    pub hidden_variance: Option<f64>,
    pub calibration: Vec<CalibrationLine>,
    pub csep: Csep,
    /// Against the plain count with the highest log score, in hindsight.
    pub information_gain: Option<Gain>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CalibrationLine {
    pub from: f64,
    pub to: Option<f64>,
    pub cells: u64,
    pub expected: f64,
    pub observed: f64,
    pub ratio: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// The part of the periods that pass each test at 5 %, and the number test of all periods together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Csep {
    pub number_passed_fraction: f64,
    pub number_at_least: f64,
    pub number_at_most: f64,
    pub likelihood_passed_fraction: Option<f64>,
    pub spatial_passed_fraction: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gain {
    pub against: String,
    pub per_incident: f64,
    pub low: f64,
    pub high: f64,
    pub t: Option<f64>,
    pub p: Option<f64>,
}

impl Period {
    pub(super) fn new(origin: Date, end: Date, truth: &CellCounts) -> Self {
        let held = truth.counts.iter().enumerate().filter(|(_, count)| **count > 0.0);
        let (rows, counts) = held.map(|(row, count)| (row as u32, *count)).unzip();
        Self { origin, end, incidents: truth.total(), outside_cells: truth.outside, rows, counts }
    }
}
