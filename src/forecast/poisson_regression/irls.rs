use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;
use thiserror::Error;

/// Rows of one task: fixed, so that sums are the same for any number of threads.
const ROWS_A_TASK: usize = 1024;

const MOST_STEPS: usize = 50;

/// A step that gains less than this part of the objective is the last.
const TOLERANCE: f64 = 1e-10;

/// Halvings of a step that does not gain.
const MOST_HALVINGS: usize = 30;

/// What a Poisson regression is fitted to; row `i` is the same observation in every list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observations<'a> {
    /// Row-major, `columns` a row.
    pub rows: &'a [f64],
    pub columns: usize,
    /// 0 or more.
    pub counts: &'a [f64],
    /// What a rate is multiplied by, above 0.
    pub exposures: &'a [f64],
    /// How many observations a row stands for, 0 or more.
    pub weights: &'a [f64],
}

/// ln rate = intercept + Σ slope × column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Coefficients {
    pub intercept: f64,
    pub slopes: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum RegressionError {
    #[error("nothing was counted")]
    NothingCounted,
    #[error("its columns cannot be told apart")]
    Singular,
    #[error("{MOST_STEPS} steps were too few")]
    NotConverged,
}

/// Gradient and curvature of the log-likelihood, intercept first.
struct Derivatives {
    gradient: DVector<f64>,
    curvature: DMatrix<f64>,
}

/// The coefficients that make Σ weight × (count × ln(exposure × rate) − exposure × rate) − ridge / 2 × Σ slope² greatest.
///
/// Newton's steps (X'WX + ridge) δ = X'(weight (count − mean)) − ridge β, W = weight × mean, which are iteratively reweighted least squares for
/// the logarithm as link; halved while they do not gain. The intercept is not drawn to 0. Cost: steps × rows × columns². Source: McCullagh and
/// Nelder 1989, Generalized linear models, section 2.5.
pub(super) fn regress(observations: &Observations<'_>, ridge: f64) -> Result<Coefficients, RegressionError> {
    let weighted =
        |of: &[f64]| -> f64 { of.iter().zip(observations.weights).map(|(value, weight)| value * weight).sum() };
    let counted = weighted(observations.counts);
    if counted <= 0.0 {
        return Err(RegressionError::NothingCounted);
    }
    let mut beta = DVector::zeros(observations.columns + 1);
    beta[0] = (counted / weighted(observations.exposures)).ln();
    let mut objective = objective_of(observations, &beta, ridge);
    for _ in 0..MOST_STEPS {
        let Derivatives { gradient, curvature } = derivatives_of(observations, &beta, ridge);
        let step = curvature.cholesky().ok_or(RegressionError::Singular)?.solve(&gradient);
        let gained = (0..MOST_HALVINGS).find_map(|halving| {
            let moved = &beta + &step * 0.5_f64.powi(halving as i32);
            let reached = objective_of(observations, &moved, ridge);
            (reached >= objective).then_some((moved, reached))
        });
        let Some((moved, reached)) = gained else { return Ok(named(&beta)) };
        let gain = reached - objective;
        (beta, objective) = (moved, reached);
        if gain <= TOLERANCE * objective.abs() {
            return Ok(named(&beta));
        }
    }
    Err(RegressionError::NotConverged)
}

fn named(beta: &DVector<f64>) -> Coefficients {
    Coefficients { intercept: beta[0], slopes: beta.iter().skip(1).copied().collect() }
}

fn linear(row: &[f64], beta: &DVector<f64>) -> f64 {
    beta[0] + row.iter().zip(beta.iter().skip(1)).map(|(value, slope)| value * slope).sum::<f64>()
}

fn tasks(observations: &Observations<'_>) -> impl IndexedParallelIterator<Item = std::ops::Range<usize>> {
    let rows = observations.counts.len();
    (0..rows.div_ceil(ROWS_A_TASK))
        .into_par_iter()
        .map(move |task| task * ROWS_A_TASK..((task + 1) * ROWS_A_TASK).min(rows))
}

impl<'a> Observations<'a> {
    fn row(&self, row: usize) -> &'a [f64] {
        &self.rows[row * self.columns..(row + 1) * self.columns]
    }
}

fn objective_of(observations: &Observations<'_>, beta: &DVector<f64>, ridge: f64) -> f64 {
    let of_row = |row: usize| {
        let (eta, exposure) = (linear(observations.row(row), beta), observations.exposures[row]);
        observations.weights[row] * (observations.counts[row] * (eta + exposure.ln()) - exposure * eta.exp())
    };
    let sums: Vec<f64> = tasks(observations).map(|rows| rows.map(of_row).sum::<f64>()).collect();
    sums.iter().sum::<f64>() - 0.5 * ridge * beta.iter().skip(1).map(|slope| slope * slope).sum::<f64>()
}

fn derivatives_of(observations: &Observations<'_>, beta: &DVector<f64>, ridge: f64) -> Derivatives {
    let size = beta.len();
    let of_task = |rows: std::ops::Range<usize>| {
        let mut sum = Derivatives { gradient: DVector::zeros(size), curvature: DMatrix::zeros(size, size) };
        let mut with_one = vec![1.0; size];
        for row in rows {
            with_one[1..].copy_from_slice(observations.row(row));
            let weight = observations.weights[row];
            let mean = weight * observations.exposures[row] * linear(observations.row(row), beta).exp();
            let left = weight * observations.counts[row] - mean;
            for (i, value) in with_one.iter().enumerate() {
                sum.gradient[i] += left * value;
                for (j, other) in with_one[..=i].iter().enumerate() {
                    sum.curvature[(i, j)] += mean * value * other;
                }
            }
        }
        sum
    };
    let parts: Vec<Derivatives> = tasks(observations).map(of_task).collect();
    let mut sum = Derivatives { gradient: DVector::zeros(size), curvature: DMatrix::zeros(size, size) };
    for part in parts {
        sum.gradient += part.gradient;
        sum.curvature += part.curvature;
    }
    for i in 1..size {
        sum.gradient[i] -= ridge * beta[i];
        sum.curvature[(i, i)] += ridge;
    }
    sum.curvature.fill_upper_triangle_with_lower_triangle();
    sum
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn fit(
        rows: &[f64],
        columns: usize,
        counts: &[f64],
        exposures: &[f64],
        ridge: f64,
    ) -> Result<Coefficients, RegressionError> {
        let weights = vec![1.0; counts.len()];
        regress(&Observations { rows, columns, counts, exposures, weights: &weights }, ridge)
    }

    const STATSMODELS: [f64; 3] = [-0.646_780_69, 1.322_170_58, 0.797_069_9];

    /// Made by arithmetic that any language repeats.
    pub(in super::super) fn made() -> (Vec<f64>, Vec<f64>, Vec<f64>) {
        let row = |i: usize| [(i % 7) as f64 / 7.0, (5 * i % 11) as f64 / 11.0];
        let count = |i: usize| ((i % 7) / 2 + (5 * i % 11) / 5 + (i * i + i / 3) % 3) as f64;
        (
            (0..120).flat_map(row).collect(),
            (0..120).map(count).collect(),
            (0..120).map(|i| 1.0 + (i % 3) as f64).collect(),
        )
    }

    #[test]
    fn two_groups_by_hand() {
        // 2 and 4 a unit of exposure: the slope is ln 2.
        let found = fit(&[0.0, 0.0, 1.0, 1.0], 1, &[3.0, 5.0, 4.0, 12.0], &[2.0, 2.0, 2.0, 2.0], 0.0).unwrap();
        assert!(
            (found.intercept - 2.0_f64.ln()).abs() < 1e-8 && (found.slopes[0] - 2.0_f64.ln()).abs() < 1e-8,
            "{found:?}"
        );
    }

    /// statsmodels 0.15.0, GLM(counts, [1, x1, x2], family=Poisson(), offset=ln exposures).fit(), on the rows that `made` gives.
    #[test]
    fn agrees_with_statsmodels() {
        let (rows, counts, exposures) = made();
        let found = fit(&rows, 2, &counts, &exposures, 0.0).unwrap();
        let all = [found.intercept, found.slopes[0], found.slopes[1]];
        // Both stop when a step changes the deviance by less than 1e-8 or so.
        assert!(all.iter().zip(STATSMODELS).all(|(ours, theirs)| (ours - theirs).abs() < 1e-6), "{all:?}");
    }

    #[test]
    fn a_row_that_stands_for_two_is_two_rows() {
        let (rows, counts, exposures) = made();
        let twice = |of: &[f64]| of.iter().chain(of).copied().collect::<Vec<_>>();
        let double = fit(&twice(&rows), 2, &twice(&counts), &twice(&exposures), 3.0).unwrap();
        let weights = vec![2.0; counts.len()];
        let weighted =
            Observations { rows: &rows, columns: 2, counts: &counts, exposures: &exposures, weights: &weights };
        let weighted = regress(&weighted, 3.0).unwrap();
        assert!((double.intercept - weighted.intercept).abs() < 1e-9);
        assert!(double.slopes.iter().zip(&weighted.slopes).all(|(one, two)| (one - two).abs() < 1e-9));
        let drawn = fit(&rows, 2, &counts, &exposures, 1e9).unwrap();
        assert!(drawn.slopes.iter().all(|slope| slope.abs() < 1e-6), "a great ridge leaves the mean alone");
    }

    #[test]
    fn nothing_counted_and_columns_alike() {
        assert_eq!(fit(&[1.0, 2.0], 1, &[0.0, 0.0], &[1.0, 1.0], 0.0), Err(RegressionError::NothingCounted));
        assert_eq!(fit(&[], 1, &[], &[], 0.0), Err(RegressionError::NothingCounted));
        let alike = fit(&[1.0, 1.0, 1.0, 1.0, 1.0, 1.0], 2, &[1.0, 2.0, 3.0], &[1.0; 3], 0.0);
        assert_eq!(alike, Err(RegressionError::Singular));
    }
}
