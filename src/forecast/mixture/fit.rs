use jiff::civil::Date;
use serde_json::{Map, Value};

use super::weights::most_likely_weights;
use crate::analysis::Progress;
use crate::forecast::error::ForecastError;
use crate::forecast::features::{Column, Sweep, columns, examples};
use crate::forecast::forecaster::{Fitted, Task};
use crate::forecast::part::Part;
use crate::forecast::past::Past;

/// Steps of the fit; more gain less than 0.0005 of log-likelihood an incident (Chicago and Portland before 2019 and 2015).
const STEPS: usize = 200;

/// Columns that tell of less than this part of the incidents are left out.
const LEAST_FRACTION: f64 = 1e-3;

/// Weights of columns.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::forecast) struct FittedMixture {
    columns: Vec<Column>,
    weights: Vec<f64>,
    /// The part of the incidents of the earlier origins that each column tells of.
    fractions: Vec<f64>,
    labels: Vec<String>,
    origins: usize,
}

impl FittedMixture {
    /// On what followed `origins`, which ascend; without any, all columns of the incidents themselves count alike.
    pub(in crate::forecast) fn on(
        past: Past<'_>,
        task: &Task,
        origins: &[Date],
        progress: &Progress,
    ) -> Result<Self, ForecastError> {
        let columns = columns(past);
        let examples = examples(past, task, &columns, origins, progress)?;
        let mut weights = most_likely_weights(&examples, columns.len(), STEPS);
        let mut told: Vec<f64> = (0..columns.len())
            .map(|column| weights[column] * examples.iter().map(|example| example.sums[column]).sum::<f64>())
            .collect();
        if told.iter().sum::<f64>() <= 0.0 {
            let alike = |column: &Column| f64::from(matches!(column, Column::Incidents { series: 0, .. }));
            weights = columns.iter().map(alike).collect();
            let sum: f64 = weights.iter().sum();
            weights.iter_mut().for_each(|weight| *weight /= sum);
            told.clone_from(&weights);
        }
        let all: f64 = told.iter().sum();
        let kept: Vec<usize> = (0..columns.len()).filter(|&column| told[column] >= LEAST_FRACTION * all).collect();
        let kept_told: f64 = kept.iter().map(|&column| told[column]).sum();
        Ok(Self {
            weights: kept.iter().map(|&column| weights[column] * all / kept_told).collect(),
            fractions: kept.iter().map(|&column| told[column] / kept_told).collect(),
            labels: kept.iter().map(|&column| columns[column].label(past)).collect(),
            columns: kept.iter().map(|&column| columns[column].clone()).collect(),
            origins: origins.len(),
        })
    }

    pub(in crate::forecast) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// A sweep of its columns that has yet to come to an origin.
    pub(in crate::forecast) fn before_all<'a>(&self, past: Past<'a>, task: &Task) -> Sweep<'a> {
        Sweep::new(past, &self.columns, task.horizon)
    }

    /// A sweep of its columns that has come to the past's origin.
    pub(in crate::forecast) fn at<'a>(&self, past: Past<'a>, task: &Task) -> Sweep<'a> {
        let mut sweep = self.before_all(past, task);
        sweep.go_to(past);
        sweep
    }

    /// The parts of the risk where its sweep is.
    pub(in crate::forecast) fn parts_at(&self, sweep: &Sweep<'_>) -> Vec<(Part, Vec<f64>)> {
        let part = |part: Part| {
            let weights = self.columns.iter().zip(&self.weights);
            let of_it: Vec<f64> =
                weights.map(|(column, weight)| if column.part() == part { *weight } else { 0.0 }).collect();
            of_it.iter().any(|weight| *weight > 0.0).then(|| (part, sweep.weighted(&of_it)))
        };
        adding_up_to(&self.risk_at(sweep), Part::ALL.into_iter().filter_map(part).collect())
    }

    /// The risk of all cells where its sweep is.
    pub(in crate::forecast) fn risk_at(&self, sweep: &Sweep<'_>) -> Vec<f64> {
        sweep.weighted(&self.weights)
    }
}

impl Fitted for FittedMixture {
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
        Ok(self.risk_at(&self.at(past, task)))
    }

    fn parts(&self, past: Past<'_>, task: &Task) -> Result<Vec<(Part, Vec<f64>)>, ForecastError> {
        Ok(self.parts_at(&self.at(past, task)))
    }

    fn parameters(&self) -> Map<String, Value> {
        let columns = self.labels.iter().zip(&self.weights).zip(&self.fractions).map(|((label, weight), fraction)| {
            serde_json::json!({ "column": label, "weight": weight, "told_fraction": fraction })
        });
        Map::from_iter([
            ("earlier_origins".to_owned(), Value::from(self.origins)),
            ("columns".to_owned(), Value::Array(columns.collect())),
        ])
    }
}

/// Parts, each cell's multiplied so that they add up to its risk: lattices are summed in single precision.
fn adding_up_to(risk: &[f64], mut parts: Vec<(Part, Vec<f64>)>) -> Vec<(Part, Vec<f64>)> {
    for (cell, risk) in risk.iter().enumerate() {
        let sum: f64 = parts.iter().map(|(_, values)| values[cell]).sum();
        if sum > 0.0 {
            parts.iter_mut().for_each(|(_, values)| values[cell] *= risk / sum);
        }
    }
    parts
}
