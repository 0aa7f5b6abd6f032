use serde::{Deserialize, Serialize};

use super::numbers::Numbers;
use crate::evaluation::{self, Coverage, PoissonSums, score};
use crate::forecast::{CellCounts, Cells};

/// The parts of the ground that forecasts are scored at.
pub const COVERAGES: [f64; 2] = [0.01, 0.05];

/// How a forecast did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The data that it was scored by: the store's fingerprint of them.
    pub data: String,
    /// Incidents of the period, in and out of the cells.
    pub incidents: f64,
    pub outside: f64,
    /// Incidents that the forecast expected in all cells.
    pub expected: f64,
    /// Rows of the cells that had incidents, ascending, and how many each. Empty in scores that an earlier version stored.
    #[serde(default)]
    pub rows: Vec<u32>,
    #[serde(default)]
    pub counts: Vec<f64>,
    pub coverages: Vec<CoverageScore>,
    /// Mean log-likelihood an incident; none in a period without incidents.
    pub log_score: Option<f64>,
    /// That of the plain counts, by name.
    pub plain_log_scores: Vec<(String, Option<f64>)>,
}

/// At one coverage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoverageScore {
    pub coverage_fraction: f64,
    /// Cells that were chosen.
    pub cells: usize,
    /// Their area as a part of the ground.
    pub area_fraction: f64,
    pub ours: Measures,
    pub plain: Vec<NamedMeasures>,
    /// The cells that turned out to hold most: nobody can do better.
    pub oracle: Measures,
    /// Of ours and then of each plain count: rows of the chosen cells that had incidents, ascending.
    #[serde(default)]
    pub hit_rows: Vec<Vec<u32>>,
}

/// Hit rate, prediction accuracy index and prediction efficiency index; none in a period without incidents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    pub hit_rate: Option<f64>,
    pub pai: Option<f64>,
    pub pei: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedMeasures {
    pub name: String,
    #[serde(flatten)]
    pub measures: Measures,
}

/// Scores a forecast and the plain counts beside it by what came to pass. Of equal risk, cells with more incidents so far come first.
pub(super) fn score_of(numbers: &Numbers, cells: &Cells, truth: &CellCounts, data: &str) -> Score {
    let tie_break: Vec<f64> = numbers.facts.all.iter().map(|&count| f64::from(count)).collect();
    let ours = widen(&numbers.risk);
    let plain: Vec<(&str, Vec<f64>)> = numbers.plain.iter().map(|(name, risk)| (name.as_str(), widen(risk))).collect();
    let log_score = |risk: &[f64]| PoissonSums::of(risk, &truth.counts).log_score();
    let held = truth.counts.iter().enumerate().filter(|(_, count)| **count > 0.0);
    let (rows, counts) = held.map(|(row, count)| (row as u32, *count)).unzip();
    Score {
        data: data.to_owned(),
        incidents: truth.total(),
        outside: truth.outside,
        rows,
        counts,
        expected: ours.iter().sum(),
        coverages: COVERAGES.map(|fraction| at_coverage(fraction, cells, &ours, &plain, &tie_break, truth)).to_vec(),
        log_score: log_score(&ours),
        plain_log_scores: plain.iter().map(|(name, risk)| ((*name).to_owned(), log_score(risk))).collect(),
    }
}

fn at_coverage(
    coverage_fraction: f64,
    cells: &Cells,
    ours: &[f64],
    plain: &[(&str, Vec<f64>)],
    tie_break: &[f64],
    truth: &CellCounts,
) -> CoverageScore {
    let scored = |risk: &[f64]| score(cells, risk, tie_break, truth, Coverage::Fraction(coverage_fraction));
    let measures =
        |scored: &evaluation::Score| Measures { hit_rate: scored.hit_rate(), pai: scored.pai(), pei: scored.pei() };
    let ours = scored(ours);
    let plain: Vec<(&str, evaluation::Score)> = plain.iter().map(|(name, risk)| (*name, scored(risk))).collect();
    let of_each = std::iter::once(&ours).chain(plain.iter().map(|(_, scored)| scored));
    CoverageScore {
        coverage_fraction,
        cells: ours.chosen.len(),
        area_fraction: ours.area_fraction,
        ours: measures(&ours),
        plain: plain
            .iter()
            .map(|(name, scored)| NamedMeasures { name: (*name).to_owned(), measures: measures(scored) })
            .collect(),
        oracle: Measures {
            hit_rate: ours.hit_rate().map(|_| ours.most_hits / ours.incidents),
            pai: ours.oracle_pai(),
            pei: ours.pei().map(|_| 1.0),
        },
        hit_rows: of_each.map(|scored| hit_rows(&scored.chosen, truth)).collect(),
    }
}

fn hit_rows(chosen: &[usize], truth: &CellCounts) -> Vec<u32> {
    let mut rows: Vec<u32> = chosen.iter().filter(|row| truth.counts[**row] > 0.0).map(|row| *row as u32).collect();
    rows.sort_unstable();
    rows
}

fn widen(risk: &[f32]) -> Vec<f64> {
    risk.iter().map(|&risk| f64::from(risk)).collect()
}
