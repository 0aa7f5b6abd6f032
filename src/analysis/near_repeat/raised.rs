use thiserror::Error;

use super::table::{KnoxCell, NearRepeats};
use crate::space::Metres;

/// When a cell of Knox's table counts as raised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RaisedRule {
    /// The largest p, above 0 and at most 1.
    pub significance: f64,
    /// The smallest ratio of observed to expected, at least 1.
    pub least_ratio: f64,
}

/// Why a rule makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum RaisedRuleError {
    #[error("the significance is {0}; it must be above 0 and at most 1")]
    Significance(f64),
    #[error("the smallest ratio is {0}; it must be at least 1")]
    Ratio(f64),
}

impl Default for RaisedRule {
    /// One chance in twenty, and a fifth more than expected: below that a pattern is nothing to act on.
    fn default() -> Self {
        Self { significance: 0.05, least_ratio: 1.2 }
    }
}

impl RaisedRule {
    pub fn check(self) -> Result<Self, RaisedRuleError> {
        if !(self.significance > 0.0 && self.significance <= 1.0) {
            return Err(RaisedRuleError::Significance(self.significance));
        }
        if !(self.least_ratio >= 1.0 && self.least_ratio.is_finite()) {
            return Err(RaisedRuleError::Ratio(self.least_ratio));
        }
        Ok(self)
    }

    fn admits(&self, cell: &KnoxCell) -> bool {
        cell.p <= self.significance && cell.ratio().is_some_and(|ratio| ratio >= self.least_ratio)
    }
}

/// How near and how long after an incident more follow than chance explains: the raised cells of Knox's table that hang together
/// with its origin.
///
/// A distance band is raised for its first time bands in a row that are raised, and no longer than the band before it; the same
/// place stands for itself. So a lone significant cell far away or late, which one table in two has by chance, is no part of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Raised {
    bands: Vec<RaisedBand>,
    steps: Vec<Step>,
}

/// A raised distance band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RaisedBand {
    /// Its row in the table.
    pub distance_band: usize,
    /// Its outer edge; 0 for the same place.
    pub radius: Metres,
    /// How many time bands from the first on.
    pub time_bands: usize,
    /// Their outer edge.
    pub days: f64,
    /// Observed over expected pairs in these cells together.
    pub ratio: f64,
}

/// What an incident of a certain age still raises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    /// The age at which it ends.
    pub(super) until_days: f64,
    pub(super) radius: Metres,
    /// Observed over expected pairs within the radius at this age.
    pub(super) ratio: f64,
}

impl Raised {
    pub fn of(table: &NearRepeats, rule: RaisedRule) -> Self {
        let edges = table.parameters().times_days();
        let rows = table.distance_bands();
        let mut bands: Vec<RaisedBand> = Vec::new();
        let mut most = edges.len();
        for (distance_band, band) in rows.iter().enumerate() {
            let Some(radius) = band.to else { continue };
            let row = &table.row(distance_band)[..most.min(edges.len())];
            let time_bands = row.iter().take_while(|cell| rule.admits(cell)).count();
            if !band.is_same_place {
                most = time_bands;
            }
            if let Some(ratio) = ratio(&row[..time_bands]) {
                let days = edges[time_bands - 1];
                bands.push(RaisedBand { distance_band, radius: Metres(radius), time_bands, days, ratio });
            }
        }
        let steps = edges.iter().enumerate().map_while(|(time, &until_days)| step(table, &bands, time, until_days));
        Self { steps: steps.collect(), bands }
    }

    /// The raised distance bands, nearest first.
    pub fn bands(&self) -> &[RaisedBand] {
        &self.bands
    }

    /// What is still raised after `age_days`; `None` when nothing is.
    pub(super) fn step(&self, age_days: f64) -> Option<&Step> {
        self.steps.iter().find(|step| age_days < step.until_days)
    }

    /// How long anything is raised, days; 0 when nothing is.
    pub fn days(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.until_days)
    }

    /// How far anything is raised in the first time band.
    pub fn radius(&self) -> Metres {
        self.steps.first().map_or(Metres(0.0), |step| step.radius)
    }
}

fn step(table: &NearRepeats, bands: &[RaisedBand], time: usize, until_days: f64) -> Option<Step> {
    let farthest = bands.iter().rfind(|band| band.time_bands > time)?;
    let cells: Vec<KnoxCell> = (0..=farthest.distance_band).map(|row| table.row(row)[time]).collect();
    Some(Step { until_days, radius: farthest.radius, ratio: ratio(&cells)? })
}

/// Observed over expected pairs of some cells together.
pub(super) fn ratio(cells: &[KnoxCell]) -> Option<f64> {
    let observed: u64 = cells.iter().map(|cell| cell.observed).sum();
    let expected: f64 = cells.iter().map(|cell| cell.expected).sum();
    (expected > 0.0).then(|| observed as f64 / expected)
}
