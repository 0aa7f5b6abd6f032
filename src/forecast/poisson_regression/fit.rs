use jiff::civil::Date;
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::irls::{Coefficients, Observations};
use super::level::Level;
use super::scale::Scale;
use super::within::regress_within;
use crate::analysis::Progress;
use crate::forecast::error::ForecastError;
use crate::forecast::features::{Column, Sample, Sweep, columns, sample};
use crate::forecast::forecaster::{Fitted, Task};
use crate::forecast::past::Past;

/// Draws slopes of standardised columns to 0 as much as twenty incidents: memories of one place are alike.
const RIDGE: f64 = 20.0;

/// Cells of one task.
const CELLS_A_TASK: usize = 256;

#[derive(Clone, Debug)]
pub(super) struct FittedRegression {
    columns: Vec<Column>,
    labels: Vec<String>,
    scales: Vec<Scale>,
    /// The intercept tells nothing of where, and how many is the level's.
    coefficients: Coefficients,
    level: Level,
    origins: usize,
}

impl FittedRegression {
    /// On what followed `origins`, which ascend; without incidents after any of them the level is spread evenly over the ground.
    pub(super) fn on(
        past: Past<'_>,
        task: &Task,
        origins: &[Date],
        progress: &Progress,
    ) -> Result<Self, ForecastError> {
        let columns: Vec<Column> = columns(past).into_iter().filter(enters).collect();
        let alike: Vec<f64> =
            columns.iter().map(|column| if matches!(column, Column::Ground) { 0.1 } else { 1.0 }).collect();
        let sweep = Sweep::new(past, &columns, task.horizon);
        let mut sums = Vec::with_capacity(origins.len());
        let alike = |sweep: &Sweep<'_>| {
            sums.push(sweep.sums());
            sweep.weighted(&alike)
        };
        let drawn = sample(past, task, sweep, columns.len(), origins, alike, progress)?;
        let mut counted = vec![0.0; origins.len()];
        for (origin, count) in drawn.origins.iter().zip(&drawn.counts) {
            counted[*origin as usize] += count;
        }
        let level = Level::on(&columns, &sums, &counted);
        let labels = columns.iter().map(|column| column.label(past)).collect();
        let (scales, coefficients) = where_they_are(past, drawn, &columns, &sums, &counted)?;
        Ok(Self { columns, labels, scales, coefficients, level, origins: origins.len() })
    }
}

/// Memories of what happened and what is there; hinges add little to logarithms.
fn enters(column: &Column) -> bool {
    let told = matches!(
        column,
        Column::Incidents { .. }
            | Column::Shift { .. }
            | Column::Trend { .. }
            | Column::Value { .. }
            | Column::Places { .. }
    );
    told && column.stands_apart()
}

/// The slopes that tell where the incidents of an origin are, given how many there were. Exposures, what each cell would have if they were spread
/// evenly over the ground, are near what is expected.
fn where_they_are(
    past: Past<'_>,
    drawn: Sample,
    columns: &[Column],
    sums: &[Vec<f64>],
    counted: &[f64],
) -> Result<(Vec<Scale>, Coefficients), ForecastError> {
    let (ground, n_cells) = (past.cells().area_km2(), past.cells().len() as f64);
    let ground_km2: f64 = ground.iter().sum();
    let stride = columns.len() + 1;
    // Where nothing followed an origin there is no where.
    let told: Vec<usize> = (0..drawn.counts.len()).filter(|&row| counted[drawn.origins[row] as usize] > 0.0).collect();
    if told.is_empty() {
        let nothing = Coefficients { intercept: 0.0, slopes: vec![0.0; columns.len()] };
        return Ok((vec![Scale::UNKNOWN; columns.len()], nothing));
    }
    let mut rows: Vec<f64> = Vec::with_capacity(told.len() * columns.len());
    for &row in &told {
        let sums = &sums[drawn.origins[row] as usize];
        let values = &drawn.rows[row * stride..row * stride + columns.len()];
        rows.extend(values.iter().zip(sums).map(|(value, sum)| Scale::logarithm(f64::from(*value), *sum, n_cells)));
    }
    let weights: Vec<f64> = told.iter().map(|&row| drawn.stands_for[row]).collect();
    let scales: Vec<Scale> = (0..columns.len())
        .map(|column| Scale::of(rows.iter().skip(column).step_by(columns.len()).copied().zip(weights.iter().copied())))
        .collect();
    for row in rows.chunks_exact_mut(columns.len()) {
        row.iter_mut().zip(&scales).for_each(|(value, scale)| *value = scale.standard(*value));
    }
    let groups: Vec<u32> = told.iter().map(|&row| drawn.origins[row]).collect();
    let exposure = |&row: &usize| counted[drawn.origins[row] as usize] * ground[drawn.cells[row] as usize] / ground_km2;
    let observations = Observations {
        rows: &rows,
        columns: columns.len(),
        counts: &told.iter().map(|&row| drawn.counts[row]).collect::<Vec<_>>(),
        exposures: &told.iter().map(exposure).collect::<Vec<_>>(),
        weights: &weights,
    };
    let coefficients = regress_within(&observations, &groups, RIDGE)
        .map_err(|error| ForecastError::Fit { forecaster: "poisson-regression", reason: error.to_string() })?;
    Ok((scales, coefficients))
}

impl Fitted for FittedRegression {
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
        let mut sweep = Sweep::new(past, &self.columns, task.horizon);
        sweep.go_to(past);
        let (sums, n_cells) = (sweep.sums(), past.cells().len() as f64);
        let relative = |row: &mut Vec<f64>, (cell, area_km2): (usize, &f64)| {
            sweep.row(cell, row);
            let effects = row.iter().zip(&sums).zip(&self.scales).zip(&self.coefficients.slopes);
            let effect = |(((value, sum), scale), slope): (((&f64, &f64), &Scale), &f64)| {
                scale.standard(Scale::logarithm(*value, *sum, n_cells)) * slope
            };
            area_km2 * effects.map(effect).sum::<f64>().exp()
        };
        let row = || vec![0.0; self.columns.len()];
        let cells = past.cells().area_km2().par_iter().enumerate().with_min_len(CELLS_A_TASK);
        let mut risk: Vec<f64> = cells.map_init(row, relative).collect();
        let all: f64 = risk.iter().sum();
        let level = self.level.at(&sums);
        risk.iter_mut().for_each(|risk| *risk *= if all > 0.0 { level / all } else { 0.0 });
        Ok(risk)
    }

    fn parameters(&self) -> Map<String, Value> {
        let columns = self.labels.iter().zip(&self.coefficients.slopes).zip(self.level.weights());
        let columns = columns.map(|((label, slope), weight)| {
            serde_json::json!({ "column": label, "coefficient": slope, "level_weight": weight })
        });
        Map::from_iter([
            ("earlier_origins".to_owned(), Value::from(self.origins)),
            ("intercept".to_owned(), Value::from(self.coefficients.intercept)),
            ("columns".to_owned(), Value::Array(columns.collect())),
        ])
    }
}
