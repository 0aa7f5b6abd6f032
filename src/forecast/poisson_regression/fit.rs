use jiff::civil::Date;
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::irls::{Coefficients, Observations, regress};
use crate::analysis::Progress;
use crate::forecast::error::ForecastError;
use crate::forecast::features::{Column, Sample, Sweep, columns, sample};
use crate::forecast::forecaster::{Fitted, Task};
use crate::forecast::past::Past;

/// Draws slopes of standardised columns to 0 as much as twenty incidents: memories of one place are alike.
const RIDGE: f64 = 20.0;

/// A part of a column's mean that is added before the logarithm, so that nothing is not minus infinity.
const FLOOR_FRACTION: f64 = 0.1;

/// Cells of one task.
const CELLS_A_TASK: usize = 256;

#[derive(Clone, Debug)]
pub(super) struct FittedRegression {
    columns: Vec<Column>,
    labels: Vec<String>,
    scales: Vec<Scale>,
    coefficients: Coefficients,
    mean_area_km2: f64,
    origins: usize,
}

/// How a column's values enter: (ln(value + floor) − mean) / deviation.
#[derive(Clone, Copy, Debug)]
struct Scale {
    floor: f64,
    mean: f64,
    deviation: f64,
}

impl Scale {
    fn of(self, value: f64) -> f64 {
        ((value + self.floor).ln() - self.mean) / self.deviation
    }
}

impl FittedRegression {
    /// On what followed `origins`, at least one, which ascend.
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
        let drawn = sample(past, task, sweep, columns.len(), origins, |sweep| sweep.weighted(&alike), progress)?;
        let scales: Vec<Scale> = (0..columns.len()).map(|column| scale_of(&drawn, columns.len(), column)).collect();
        let ground = past.cells().area_km2();
        let mean_area_km2 = ground.iter().sum::<f64>() / ground.len().max(1) as f64;
        let stride = columns.len() + 1;
        let standard = |row: &[f32]| {
            row.iter().zip(&scales).map(|(value, scale)| scale.of(f64::from(*value))).collect::<Vec<f64>>()
        };
        let rows: Vec<f64> = drawn.rows.chunks_exact(stride).flat_map(standard).collect();
        let exposures: Vec<f64> = drawn.cells.iter().map(|&cell| ground[cell as usize] / mean_area_km2).collect();
        let observations = Observations {
            rows: &rows,
            columns: columns.len(),
            counts: &drawn.counts,
            exposures: &exposures,
            weights: &drawn.stands_for,
        };
        let refused = |error: super::irls::RegressionError| ForecastError::Fit {
            forecaster: "poisson-regression",
            reason: error.to_string(),
        };
        let coefficients = regress(&observations, RIDGE).map_err(refused)?;
        let labels = columns.iter().map(|column| column.label(past)).collect();
        Ok(Self { columns, labels, scales, coefficients, mean_area_km2, origins: origins.len() })
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

fn scale_of(drawn: &Sample, columns: usize, column: usize) -> Scale {
    let values = drawn.rows.chunks_exact(columns + 1).map(|row| f64::from(row[column])).zip(&drawn.stands_for);
    let cells: f64 = drawn.stands_for.iter().sum();
    let mean_of = |of: &dyn Fn(f64) -> f64| {
        values.clone().map(|(value, cells)| of(value) * cells).sum::<f64>() / cells.max(f64::MIN_POSITIVE)
    };
    let floor = (FLOOR_FRACTION * mean_of(&|value| value)).max(1e-9);
    let mean = mean_of(&|value| (value + floor).ln());
    let variance = mean_of(&|value| ((value + floor).ln() - mean).powi(2));
    Scale { floor, mean, deviation: if variance > 1e-12 { variance.sqrt() } else { 1.0 } }
}

impl Fitted for FittedRegression {
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
        let mut sweep = Sweep::new(past, &self.columns, task.horizon);
        sweep.go_to(past);
        let risk = |row: &mut Vec<f64>, (cell, area_km2): (usize, &f64)| {
            sweep.row(cell, row);
            let effects = row.iter().zip(&self.scales).zip(&self.coefficients.slopes);
            let eta: f64 = effects.map(|((value, scale), slope)| scale.of(*value) * slope).sum();
            area_km2 / self.mean_area_km2 * (self.coefficients.intercept + eta).exp()
        };
        let row = || vec![0.0; self.columns.len()];
        let cells = past.cells().area_km2().par_iter().enumerate().with_min_len(CELLS_A_TASK);
        Ok(cells.map_init(row, risk).collect())
    }

    fn parameters(&self) -> Map<String, Value> {
        let columns = self.labels.iter().zip(&self.coefficients.slopes);
        let columns = columns.map(|(label, slope)| serde_json::json!({ "column": label, "coefficient": slope }));
        Map::from_iter([
            ("earlier_origins".to_owned(), Value::from(self.origins)),
            ("intercept".to_owned(), Value::from(self.coefficients.intercept)),
            ("columns".to_owned(), Value::Array(columns.collect())),
        ])
    }
}
