use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};

/// The likelihood and the spatial test fail a forecast whose quantile is below this: only a likelihood that is too low speaks against it.
pub const ONE_SIDED_LEVEL: f64 = 0.05;

/// The L test: the part of catalogues drawn from the forecast that are at most as likely under it as what came (γ of Zechar et al. 2010).
///
/// `rates` `[n_cells]` are over 0, `counts` whole; each of `draws` catalogues has a Poisson number of incidents. A forecast that is right
/// gives every value alike often; near 0 what came does not look like it. `None` without draws or cells. Cost: draws × incidents × log n.
pub fn likelihood_quantile(rates: &[f64], counts: &[f64], draws: usize, rng: &mut ChaCha8Rng) -> Option<f64> {
    let expected: f64 = rates.iter().sum();
    let number = Poisson::new(expected).ok()?;
    quantile(rates, counts, draws, rng, |rng| number.sample(rng) as usize)
}

/// The S test: the same for where incidents lie, whatever their number: rates are scaled to what came, and each catalogue has as many
/// incidents. `None` also where nothing came.
pub fn spatial_quantile(rates: &[f64], counts: &[f64], draws: usize, rng: &mut ChaCha8Rng) -> Option<f64> {
    let (expected, came) = (rates.iter().sum::<f64>(), counts.iter().sum::<f64>());
    if came == 0.0 || expected == 0.0 {
        return None;
    }
    let scaled: Vec<_> = rates.iter().map(|rate| rate * came / expected).collect();
    quantile(&scaled, counts, draws, rng, |_| came as usize)
}

fn quantile(
    rates: &[f64],
    counts: &[f64],
    draws: usize,
    rng: &mut ChaCha8Rng,
    mut number: impl FnMut(&mut ChaCha8Rng) -> usize,
) -> Option<f64> {
    if draws == 0 || rates.is_empty() {
        return None;
    }
    let ladder = Ladder::new(rates);
    let mut log_factorial = 0.0;
    let mut observed = -ladder.expected();
    for (cell, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
        observed += count * ladder.log_rate[cell];
        log_factorial += (1..=*count as u64).map(|k| (k as f64).ln()).sum::<f64>();
    }
    observed -= log_factorial;
    // Catalogues of the same counts must tie, however their sums were rounded.
    let at_most = observed + 1e-9 * observed.abs();
    let mut counted = vec![0_u32; rates.len()];
    let below = (0..draws).filter(|_| {
        let incidents = number(rng);
        ladder.drawn_log_likelihood(incidents, &mut counted, rng) <= at_most
    });
    Some(below.count() as f64 / draws as f64)
}

/// Cells one on another, each as high as its rate, so that a uniform number hits each in proportion.
struct Ladder {
    top: Vec<f64>,
    log_rate: Vec<f64>,
}

impl Ladder {
    fn new(rates: &[f64]) -> Self {
        let mut height = 0.0;
        let mut step = |rate: &f64| {
            height += rate;
            height
        };
        Self { top: rates.iter().map(&mut step).collect(), log_rate: rates.iter().map(|rate| rate.ln()).collect() }
    }

    fn expected(&self) -> f64 {
        self.top.last().copied().unwrap_or(0.0)
    }

    /// The log-likelihood of a catalogue of so many incidents; `counted` is all 0 and is left so.
    fn drawn_log_likelihood(&self, incidents: usize, counted: &mut [u32], rng: &mut ChaCha8Rng) -> f64 {
        let mut likelihood = -self.expected();
        let mut hit = Vec::with_capacity(incidents);
        for _ in 0..incidents {
            let height = rng.random::<f64>() * self.expected();
            let cell = self.top.partition_point(|top| *top <= height).min(counted.len() - 1);
            counted[cell] += 1;
            likelihood += self.log_rate[cell];
            if counted[cell] > 1 {
                likelihood -= f64::from(counted[cell]).ln();
            }
            hit.push(cell);
        }
        for cell in hit {
            counted[cell] = 0;
        }
        likelihood
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::replica_rng;

    const RATES: [f64; 6] = [0.5, 2.0, 0.05, 0.1, 1.4, 3.0];

    /// One cell of rate 1 and two incidents: catalogues of 0 and of 1, each e⁻¹ of them, are more likely; those of more are less.
    #[test]
    fn by_hand() {
        let found = likelihood_quantile(&[1.0], &[2.0], 40_000, &mut replica_rng(1, 0)).unwrap();
        let expected = 1.0 - 2.0 * (-1.0_f64).exp();
        assert!((found - expected).abs() < 0.01, "{found} instead of {expected}");
        let certain = spatial_quantile(&[1.0], &[2.0], 100, &mut replica_rng(1, 0));
        assert_eq!(certain, Some(1.0), "there is nowhere else");
    }

    /// pycsep 0.8.0, `_poisson_likelihood_test` with 400,000 catalogues: tests/reference/evaluation.py. The standard error of 20,000 is at
    /// most 0.0035.
    #[test]
    fn as_pycsep() {
        for (counts, likelihood, spatial) in [
            ([0.0, 3.0, 1.0, 0.0, 1.0, 2.0], 0.1909, 0.1208),
            ([1.0, 2.0, 0.0, 0.0, 1.0, 3.0], 0.8258, 0.8070),
            ([0.0, 0.0, 0.0, 2.0, 3.0, 1.0], 0.0103, 0.0013),
        ] {
            let rng = &mut replica_rng(9, 0);
            let ours = likelihood_quantile(&RATES, &counts, 20_000, rng).unwrap();
            assert!((ours - likelihood).abs() < 0.012, "{ours} instead of {likelihood}");
            let ours = spatial_quantile(&RATES, &counts, 20_000, rng).unwrap();
            assert!((ours - spatial).abs() < 0.012, "{ours} instead of {spatial}");
        }
    }

    /// A forecast that is right has a uniform quantile.
    #[test]
    fn the_truth_passes() {
        let mut rng = replica_rng(2, 0);
        let quantiles: Vec<f64> = (0..300)
            .map(|_| {
                let counts = RATES.map(|rate| Poisson::new(rate).unwrap().sample(&mut rng));
                likelihood_quantile(&RATES, &counts, 199, &mut rng).unwrap()
            })
            .collect();
        let mean = quantiles.iter().sum::<f64>() / 300.0;
        let failed = quantiles.iter().filter(|quantile| **quantile < ONE_SIDED_LEVEL).count();
        assert!((mean - 0.5).abs() < 0.06, "{mean}");
        assert!(failed < 30, "{failed} of 300 fail at 5 %");
    }

    #[test]
    fn where_nothing_was_expected_speaks_against_it() {
        let wrong = [0.0, 0.0, 9.0, 8.0, 0.0, 0.0];
        assert_eq!(spatial_quantile(&RATES, &wrong, 199, &mut replica_rng(3, 0)), Some(0.0));
        let right = [1.0, 2.0, 0.0, 0.0, 1.0, 3.0];
        assert!(spatial_quantile(&RATES, &right, 199, &mut replica_rng(3, 0)).unwrap() > 0.5);
    }

    #[test]
    fn nothing_to_test() {
        let rng = &mut replica_rng(4, 0);
        assert_eq!(spatial_quantile(&RATES, &[0.0; 6], 99, rng), None);
        assert_eq!(spatial_quantile(&[0.0], &[1.0], 99, rng), None);
        assert_eq!(likelihood_quantile(&[], &[], 99, rng), None);
        assert_eq!(likelihood_quantile(&RATES, &[1.0; 6], 0, rng), None);
    }
}
