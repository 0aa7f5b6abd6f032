use super::bins::Bins;
use super::tree::{Growth, Slope, Tree, grow};
use crate::analysis::{Cancelled, Progress};

/// How many trees there are and how they grow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Plan {
    pub trees: usize,
    pub growth: Growth,
}

/// Trees whose sum is the logarithm of a rate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Booster {
    start: f64,
    trees: Vec<Tree>,
}

impl Booster {
    /// Makes counts of Poisson mean `exposure` × rate likely.
    ///
    /// ln rate = start + Σ trees; each tree is grown on the derivatives of the loss Σ exposure × rate − count × ln rate, which are exposure × rate −
    /// count and exposure × rate. `values`: row-major, `columns` a row; `counts` and `exposures`, above 0, one a row (a row that stands for
    /// several has both multiplied). Without incidents the rate is 0 everywhere. Cost: trees × rows × columns × depth of a tree.
    ///
    /// Source: Friedman 2001, doi:10.1214/aos/1013203451, algorithm 1 with Newton steps in the leaves; the same as scikit-learn's
    /// HistGradientBoostingRegressor(loss="poisson") on counts / exposures with sample weights = exposures.
    pub(super) fn fit(
        values: &[f32],
        columns: usize,
        counts: &[f64],
        exposures: &[f64],
        plan: &Plan,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let (count, exposure) = (counts.iter().sum::<f64>(), exposures.iter().sum::<f64>());
        if count <= 0.0 || exposure <= 0.0 {
            return Ok(Self { start: f64::NEG_INFINITY, trees: Vec::new() });
        }
        let start = (count / exposure).ln();
        let bins = Bins::new(values, columns);
        let mut raw = vec![start; counts.len()];
        let mut trees = Vec::with_capacity(plan.trees);
        for _ in 0..plan.trees {
            progress.check()?;
            let slope = |((raw, count), exposure): ((&f64, &f64), &f64)| {
                let expected = exposure * raw.exp();
                Slope { gradient: expected - count, curvature: expected }
            };
            let slopes: Vec<Slope> = raw.iter().zip(counts).zip(exposures).map(slope).collect();
            trees.push(grow(&bins, &slopes, &plan.growth, &mut raw));
        }
        Ok(Self { start, trees })
    }

    /// Whether there was anything to learn from.
    pub(super) fn has_learned(&self) -> bool {
        self.start.is_finite()
    }

    /// The rate of each row of `columns` values, above 0 (0 where there was nothing to learn from).
    ///
    /// Tree by tree: a tree stays at hand for all rows, and walks of different rows do not wait for each other.
    pub(super) fn rates(&self, rows: &[f32], columns: usize) -> Vec<f64> {
        let mut sums = vec![0.0; rows.len() / columns];
        self.trees.iter().for_each(|tree| tree.add_to(rows, columns, &mut sums));
        sums.into_iter().map(|sum| (self.start + sum).exp()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan =
        Plan { trees: 40, growth: Growth { leaves: 6, least_rows_a_leaf: 20, ridge: 1.0, learning_rate: 0.1 } };

    /// scikit-learn 1.9.1, HistGradientBoostingRegressor(loss="poisson", learning_rate=0.1, max_iter=40, max_leaf_nodes=6, min_samples_leaf=20,
    /// l2_regularization=1, early_stopping=False) on counts / exposures of the made rows below with sample_weight=exposures: the deviance,
    /// which is 3540.87 at the start.
    const SCIKIT_LEARN_DEVIANCE: f64 = 1_287.238_168;

    /// Made by arithmetic that any language repeats: row i has columns i mod 17, (7 i) mod 23 and (i div 3) mod 5, and counts that rise with
    /// the first and jump in the second.
    fn made(rows: usize) -> (Vec<f32>, Vec<f64>, Vec<f64>) {
        let row = |i: usize| [(i % 17) as f32, (7 * i % 23) as f32, (i / 3 % 5) as f32];
        let count = |i: usize| {
            let jump = if 7 * i % 23 > 14 { 3 } else { 0 };
            ((i % 17) / 4 + jump + (i * i + i / 5) % 3) as f64
        };
        let exposure = |i: usize| 1.0 + (i % 4) as f64 / 2.0;
        ((0..rows).flat_map(row).collect(), (0..rows).map(count).collect(), (0..rows).map(exposure).collect())
    }

    fn fit(values: &[f32], counts: &[f64], exposures: &[f64], plan: &Plan) -> Booster {
        Booster::fit(values, 3, counts, exposures, plan, &Progress::new()).unwrap()
    }

    fn rate(booster: &Booster, row: &[f32]) -> f64 {
        booster.rates(row, 3)[0]
    }

    fn deviance(booster: &Booster, values: &[f32], counts: &[f64], exposures: &[f64]) -> f64 {
        let of = |((row, count), exposure): ((&[f32], &f64), &f64)| {
            let expected = exposure * rate(booster, row);
            let logarithm = if *count > 0.0 { count * (count / expected).ln() } else { 0.0 };
            2.0 * (logarithm - count + expected)
        };
        values.chunks_exact(3).zip(counts).zip(exposures).map(of).sum()
    }

    #[test]
    fn one_cut_by_hand() {
        // Rates 1 and 3: one full Newton step in each half of the start's rate 2.
        let one = Plan { trees: 1, growth: Growth { leaves: 2, least_rows_a_leaf: 1, ridge: 0.0, learning_rate: 1.0 } };
        let values = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        let booster = fit(&values, &[1.0, 3.0], &[1.0, 1.0], &one);
        assert!((rate(&booster, &values[..3]) - 2.0 * (-0.5_f64).exp()).abs() < 1e-12);
        assert!((rate(&booster, &values[3..]) - 2.0 * (0.5_f64).exp()).abs() < 1e-12);
    }

    #[test]
    fn agrees_with_scikit_learn() {
        let (values, counts, exposures) = made(2000);
        let booster = fit(&values, &counts, &exposures, &PLAN);
        let found = deviance(&booster, &values, &counts, &exposures);
        // Their gradients are in single precision.
        assert!((found / SCIKIT_LEARN_DEVIANCE - 1.0).abs() < 1e-4, "{found}");
    }

    #[test]
    fn rows_together_are_as_rows_alone() {
        let (values, counts, exposures) = made(700);
        let booster = fit(&values, &counts, &exposures, &PLAN);
        let alone: Vec<f64> = values.chunks_exact(3).map(|row| rate(&booster, row)).collect();
        assert_eq!(booster.rates(&values, 3), alone);
    }

    #[test]
    fn twice_the_counts_twice_the_rate() {
        let (values, counts, exposures) = made(400);
        let twice: Vec<f64> = counts.iter().map(|count| 2.0 * count).collect();
        let no_ridge = Plan { growth: Growth { ridge: 0.0, ..PLAN.growth }, ..PLAN };
        let (one, two) = (fit(&values, &counts, &exposures, &no_ridge), fit(&values, &twice, &exposures, &no_ridge));
        for row in values.chunks_exact(3) {
            assert!((rate(&two, row) / rate(&one, row) - 2.0).abs() < 1e-9);
        }
    }

    #[test]
    fn nothing_to_learn_from() {
        let (values, _, exposures) = made(50);
        assert_eq!(rate(&fit(&values, &[0.0; 50], &exposures, &PLAN), &values[..3]), 0.0);
        assert_eq!(rate(&fit(&[], &[], &[], &PLAN), &[0.0; 3]), 0.0);
        let alike = fit(&[1.0; 30], &[2.0; 10], &[1.0; 10], &PLAN);
        assert!((rate(&alike, &[1.0; 3]) - 2.0).abs() < 1e-12, "columns that never differ are not cut");
    }

    #[test]
    fn the_same_bits_for_any_number_of_threads() {
        let (values, counts, exposures) = made(1000);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| fit(&values, &counts, &exposures, &PLAN))
        };
        assert_eq!(with(1), with(2));
        assert_eq!(with(1), with(8));
    }
}
