use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma};

use crate::forecast::top_cells;

/// Relative variances of the true rates about a forecast that a ceiling is worked out for; between them it is a line.
pub const HIDDEN_VARIANCES: [f64; 8] = [0.0, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0];

/// Truths drawn for each variance. Thousands of cells average within one, so that a handful settles the second digit.
const DRAWS: usize = 4;

/// The hit rate to be expected of whoever knows every cell's true rate, if a forecast is all that is to be known: the chosen cells'
/// share of the risk. `None` where nothing is expected.
///
/// Given their number, incidents fall into the chosen cells with the probability Λ_chosen / Λ, so that the mean over simulated
/// catalogues is that ratio itself. `outside`: incidents expected outside the cells. `chosen` are rows of `risk`.
pub fn claimed_hit_rate(risk: &[f64], chosen: &[usize], outside: f64) -> Option<f64> {
    let expected = risk.iter().sum::<f64>() + outside;
    (expected > 0.0).then(|| chosen.iter().map(|&row| risk[row]).sum::<f64>() / expected)
}

/// The same if the true rates scatter about the forecast in a way that only an oracle knows: [n variances], one for each of
/// [`HIDDEN_VARIANCES`], in their order.
///
/// True rates are `risk` times draws from a gamma distribution of mean 1; the oracle takes the `n` cells of the highest true rate. As the
/// scatter of counts about a forecast includes whatever nobody can know when it is made, this is more than any forecast can reach.
/// `None` where nothing is expected. Cost: 8 × 4 × n_cells gamma draws.
pub fn oracle_hit_rates(risk: &[f64], n: usize, outside: f64, rng: &mut ChaCha8Rng) -> Option<Vec<f64>> {
    HIDDEN_VARIANCES.iter().map(|&variance| mean_hit_rate(risk, n, outside, variance, rng)).collect()
}

fn mean_hit_rate(risk: &[f64], n: usize, outside: f64, variance: f64, rng: &mut ChaCha8Rng) -> Option<f64> {
    let Some(scatter) = Gamma::new(variance.recip(), variance).ok().filter(|_| variance > 0.0) else {
        return claimed_hit_rate(risk, &top_cells(risk, risk, n), outside);
    };
    let mut sum = 0.0;
    for _ in 0..DRAWS {
        let truth: Vec<f64> = risk.iter().map(|risk| risk * scatter.sample(rng)).collect();
        sum += claimed_hit_rate(&truth, &top_cells(&truth, &truth, n), outside)?;
    }
    Some(sum / DRAWS as f64)
}

/// The value at `variance` of what is known at [`HIDDEN_VARIANCES`], on the line between the two beside it; the last beyond the last.
pub fn at_variance(variance: f64, known: &[f64]) -> Option<f64> {
    let above = HIDDEN_VARIANCES.partition_point(|entry| *entry < variance);
    if above == 0 {
        return known.first().copied();
    }
    let (below, Some(&end)) = (*known.get(above - 1)?, known.get(above)) else { return known.last().copied() };
    let (from, to) = (HIDDEN_VARIANCES[above - 1], HIDDEN_VARIANCES[above]);
    Some(below + (end - below) * (variance - from) / (to - from))
}

#[cfg(test)]
mod tests {
    use rand_distr::Poisson;

    use super::*;
    use crate::analysis::replica_rng;

    #[test]
    fn by_hand() {
        assert_eq!(claimed_hit_rate(&[3.0, 1.0, 0.0], &[0], 2.0), Some(0.5));
        assert_eq!(claimed_hit_rate(&[0.0; 3], &[0], 0.0), None);
        assert_eq!(at_variance(0.0, &[0.1, 0.2]), Some(0.1));
        assert!((at_variance(0.0625, &[0.1, 0.2]).unwrap() - 0.15).abs() < 1e-12);
        let known = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
        assert!((at_variance(3.0, &known).unwrap() - 0.65).abs() < 1e-12);
        assert_eq!((at_variance(99.0, &known), at_variance(1.0, &[])), (Some(0.8), None));
    }

    /// The mean hit rate over simulated catalogues is the claimed one.
    #[test]
    fn simulated_catalogues_agree() {
        let risk = [2.0, 0.7, 0.3, 0.1, 1.5];
        let mut rng = replica_rng(5, 0);
        let (mut rates, mut periods) = (0.0, 0.0);
        for _ in 0..40_000 {
            let counts = risk.map(|rate| Poisson::new(rate).unwrap().sample(&mut rng));
            let came: f64 = counts.iter().sum();
            if came > 0.0 {
                rates += (counts[0] + counts[4]) / came;
                periods += 1.0;
            }
        }
        let claimed = claimed_hit_rate(&risk, &[0, 4], 0.0).unwrap();
        assert!((rates / periods - claimed).abs() < 0.005, "{} instead of {claimed}", rates / periods);
    }

    #[test]
    fn who_knows_more_hits_more() {
        let risk: Vec<f64> = (1..2000).map(|row| 1.0 / f64::from(row)).collect();
        let known = oracle_hit_rates(&risk, 20, 0.0, &mut replica_rng(6, 0)).unwrap();
        assert_eq!(known[0], claimed_hit_rate(&risk, &top_cells(&risk, &risk, 20), 0.0).unwrap());
        assert!(known.windows(2).all(|pair| pair[0] < pair[1] + 0.05), "{known:?}");
        assert!(known[7] > known[0] + 0.1, "{known:?}");
        assert_eq!(oracle_hit_rates(&[0.0; 4], 1, 0.0, &mut replica_rng(6, 0)), None);
    }
}
