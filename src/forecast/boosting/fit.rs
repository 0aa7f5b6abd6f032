use rayon::prelude::*;
use serde_json::{Map, Value};

use super::booster::{Booster, Plan};
use super::tree::Growth;
use crate::analysis::Progress;
use crate::forecast::error::ForecastError;
use crate::forecast::features::{LEAST_EXPECTED, Sample, Sweep, sample};
use crate::forecast::forecaster::{Fitted, Task};
use crate::forecast::horizon::Horizon;
use crate::forecast::mixture::FittedMixture;
use crate::forecast::past::Past;

/// Few and shallow: they correct what is nearly right. A leaf of ten expected incidents is believed half.
const PLAN: Plan =
    Plan { trees: 60, growth: Growth { leaves: 8, least_rows_a_leaf: 200, ridge: 10.0, learning_rate: 0.05 } };

/// The most earlier origins that trees are grown on, the latest ones.
const EARLIER_ORIGINS: usize = 52;

/// Cells times earlier origins that are gone through, but for a year of them: on large grids few origins hold enough incidents.
const MOST_CELLS: usize = 4_000_000;

const LEAST_ORIGINS: usize = 13;

/// Trees learn from at least this long after each origin: what they correct lasts, and four weeks hold four times the incidents of one.
const LEAST_DAYS: u16 = 28;

/// Cells of one task.
const CELLS_A_TASK: usize = 256;

/// A mixture and the trees that multiply it.
#[derive(Clone, Debug)]
pub(in crate::forecast) struct FittedBoosting {
    mixture: FittedMixture,
    booster: Booster,
    origins: usize,
}

impl FittedBoosting {
    /// On what followed up to 52 earlier origins.
    pub(in crate::forecast) fn on(
        past: Past<'_>,
        task: &Task,
        mixture: FittedMixture,
        progress: &Progress,
    ) -> Result<Self, ForecastError> {
        let target = Task { horizon: at_least_weeks(task.horizon), ..*task };
        let affordable = (MOST_CELLS / past.cells().len().max(1)).max(LEAST_ORIGINS);
        let origins = past.earlier_origins(target.horizon, EARLIER_ORIGINS.min(affordable));
        let columns = mixture.columns().len();
        let sweep = mixture.before_all(past, task);
        let Sample { rows, counts, expected, stands_for, .. } =
            sample(past, &target, sweep, columns, &origins, |sweep| mixture.risk_at(sweep), progress)?;
        let longer = target.horizon.days() / task.horizon.days();
        let exposures: Vec<f64> =
            expected.iter().zip(&stands_for).map(|(expected, cells)| expected * cells * longer).collect();
        let booster = Booster::fit(&rows, columns + 1, &counts, &exposures, &PLAN, progress)?;
        Ok(Self { mixture, booster, origins: origins.len() })
    }

    pub(in crate::forecast) fn mixture(&self) -> &FittedMixture {
        &self.mixture
    }

    /// The mixture's risk where its sweep is, and that times the trees' factor.
    pub(in crate::forecast) fn both_at(&self, sweep: &Sweep<'_>) -> (Vec<f64>, Vec<f64>) {
        let plain = self.mixture.risk_at(sweep);
        if !self.booster.has_learned() {
            return (plain.clone(), plain);
        }
        let columns = self.mixture.columns().len();
        let corrected = |(task, plain): (usize, &[f64])| {
            let mut values = vec![0.0; columns];
            let mut rows = Vec::with_capacity(plain.len() * (columns + 1));
            for (at, plain) in plain.iter().enumerate() {
                sweep.row(task * CELLS_A_TASK + at, &mut values);
                rows.extend(values.iter().map(|value| *value as f32));
                rows.push(plain.max(LEAST_EXPECTED).ln() as f32);
            }
            let rates = self.booster.rates(&rows, columns + 1);
            plain.iter().zip(rates).map(|(plain, rate)| plain * rate).collect::<Vec<f64>>()
        };
        let corrected = plain.par_chunks(CELLS_A_TASK).enumerate().flat_map_iter(corrected).collect();
        (plain, corrected)
    }
}

fn at_least_weeks(horizon: Horizon) -> Horizon {
    match horizon {
        Horizon::Days(days) => Horizon::Days(days.max(LEAST_DAYS)),
        Horizon::Months(_) => horizon,
    }
}

impl Fitted for FittedBoosting {
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
        Ok(self.both_at(&self.mixture.at(past, task)).1)
    }

    fn parameters(&self) -> Map<String, Value> {
        let mut parameters = self.mixture.parameters();
        parameters.insert("trees".to_owned(), Value::from(PLAN.trees));
        parameters.insert("leaves".to_owned(), Value::from(PLAN.growth.leaves));
        parameters.insert("learning_rate".to_owned(), Value::from(PLAN.growth.learning_rate));
        parameters.insert("trees_on_origins".to_owned(), Value::from(self.origins));
        parameters
    }
}
