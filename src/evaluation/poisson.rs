use serde::{Deserialize, Serialize};
use statrs::function::gamma::ln_gamma;

/// How well expected counts fit the counts that came, as sums over cells, so that periods add up.
///
/// Incidents outside the cells are not in it: no forecast speaks of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PoissonSums {
    /// Cells times periods.
    pub cells: usize,
    pub incidents: f64,
    pub expected: f64,
    /// Σ (y ln λ − λ − ln y!), of the forecast with its even part; `None` where nothing was expected and something came.
    pub log_likelihood: Option<f64>,
    /// 2 Σ (y ln(y / λ) − y + λ), likewise.
    pub deviance: Option<f64>,
    /// Σ (1 − e^−λ − [y ≥ 1])², of the forecast as it is.
    pub squared_errors: f64,
    /// Σ ((y − λ)² − y) and Σ λ²: their ratio is the variance of the true rates about the forecast, relative to it.
    pub excess: f64,
    pub squares: f64,
}

/// The part of a forecast that is spread evenly over the cells before its likelihood is taken. A plain count gives 0 to a cell where
/// nothing has happened yet, and one incident there would be infinitely unlikely. All forecasts are treated alike; it costs one that
/// needs no help 0.01 an incident.
pub const EVEN_FRACTION: f64 = 0.01;

/// The rates that likelihoods are taken of: `risk`, with [`EVEN_FRACTION`] of its sum spread evenly over the cells.
pub fn with_even_part(risk: &[f64]) -> Vec<f64> {
    let even = EVEN_FRACTION * risk.iter().sum::<f64>() / risk.len().max(1) as f64;
    risk.iter().map(|risk| (1.0 - EVEN_FRACTION) * risk + even).collect()
}

impl PoissonSums {
    /// Of one period: `risk` and `counts` are `[n_cells]`, expected and whole numbers.
    ///
    /// Nothing expected and nothing come is a likelihood of 1. The likelihood takes it that cells are independent and counts Poisson
    /// (Schorlemmer et al. 2007, Seismological Research Letters 78, 17-29, doi:10.1785/gssrl.78.1.17, eq. 4); the Brier score is of the
    /// probability that a cell has at least one incident (Brier 1950, Monthly Weather Review 78, 1-3).
    pub fn of(risk: &[f64], counts: &[f64]) -> Self {
        let rates = with_even_part(risk);
        let (expected, incidents) = (risk.iter().sum(), counts.iter().sum());
        let known = expected > 0.0 || incidents == 0.0;
        let mut sums = Self { cells: risk.len(), incidents, expected, ..Self::default() };
        let (mut likelihood, mut deviance) = (-expected, 2.0 * (expected - incidents));
        for ((risk, rate), count) in risk.iter().zip(&rates).zip(counts) {
            if *count > 0.0 {
                likelihood += count * rate.ln() - ln_gamma(count + 1.0);
                deviance += 2.0 * count * (count / rate).ln();
            }
            let error = -(-risk).exp_m1() - f64::from(u8::from(*count > 0.0));
            sums.squared_errors += error * error;
            sums.excess += (count - risk) * (count - risk) - count;
            sums.squares += risk * risk;
        }
        sums.log_likelihood = known.then_some(likelihood);
        sums.deviance = known.then_some(deviance);
        sums
    }

    /// Several periods as one.
    pub fn total<'a>(periods: impl IntoIterator<Item = &'a Self>) -> Self {
        let start = Self { log_likelihood: Some(0.0), deviance: Some(0.0), ..Self::default() };
        periods.into_iter().fold(start, |sum, more| Self {
            cells: sum.cells + more.cells,
            incidents: sum.incidents + more.incidents,
            expected: sum.expected + more.expected,
            log_likelihood: sum.log_likelihood.zip(more.log_likelihood).map(|(one, two)| one + two),
            deviance: sum.deviance.zip(more.deviance).map(|(one, two)| one + two),
            squared_errors: sum.squared_errors + more.squared_errors,
            excess: sum.excess + more.excess,
            squares: sum.squares + more.squares,
        })
    }

    /// The mean log score: the log-likelihood an incident, in nats; higher is better. `None` without incidents.
    pub fn log_score(&self) -> Option<f64> {
        self.log_likelihood.filter(|_| self.incidents > 0.0).map(|sum| sum / self.incidents)
    }

    /// The log-likelihood a cell and period.
    pub fn log_score_per_cell(&self) -> Option<f64> {
        self.log_likelihood.filter(|_| self.cells > 0).map(|sum| sum / self.cells as f64)
    }

    /// The Poisson deviance a cell and period; 0 is every count foretold.
    pub fn mean_deviance(&self) -> Option<f64> {
        self.deviance.filter(|_| self.cells > 0).map(|sum| sum / self.cells as f64)
    }

    /// The Brier score of "at least one incident", 0..=1; lower is better.
    pub fn brier(&self) -> Option<f64> {
        (self.cells > 0).then(|| self.squared_errors / self.cells as f64)
    }

    /// The variance of the true rates about the forecast, relative to the forecast, by moments: counts spread more widely than Poisson
    /// counts do by λ² times this. At least 0; `None` where nothing was expected.
    pub fn hidden_variance(&self) -> Option<f64> {
        (self.squares > 0.0).then(|| (self.excess / self.squares).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RISK: [f64; 5] = [0.5, 2.0, 0.0, 0.1, 1.4];
    const COUNTS: [f64; 5] = [0.0, 3.0, 1.0, 0.0, 1.0];

    /// scipy 1.17.1 `poisson.logpmf`, scikit-learn 1.9.1 `mean_poisson_deviance` and `brier_score_loss`: tests/reference/evaluation.py.
    #[test]
    fn as_scipy_and_sklearn() {
        let sums = PoissonSums::of(&RISK, &COUNTS);
        assert!((sums.log_likelihood.unwrap() + 8.226_508_569_488_878).abs() < 1e-12);
        assert!((sums.mean_deviance().unwrap() - 1.892_234_386_506_060_5).abs() < 1e-12);
        assert!((sums.brier().unwrap() - 0.248_599_948_053_238_07).abs() < 1e-12);
        assert_eq!((sums.cells, sums.incidents, sums.expected), (5, 5.0, 4.0));
    }

    /// One cell with rate 1 and one incident: ln P = −1, deviance 0, (1 − 1/e − 1)² = e⁻².
    #[test]
    fn by_hand() {
        let sums = PoissonSums::of(&[1.0], &[1.0]);
        assert!((sums.log_score().unwrap() + 1.0).abs() < 1e-12);
        assert!(sums.mean_deviance().unwrap().abs() < 1e-12);
        assert!((sums.brier().unwrap() - (-2.0_f64).exp()).abs() < 1e-12);
        assert_eq!(sums.hidden_variance(), Some(0.0));
    }

    #[test]
    fn periods_add_up_to_one_long_list() {
        let (first, second) = (PoissonSums::of(&RISK, &COUNTS), PoissonSums::of(&COUNTS, &COUNTS));
        let both = PoissonSums::total([&first, &second]);
        assert_eq!((both.cells, both.incidents), (10, 10.0));
        let sum = first.log_likelihood.unwrap() + second.log_likelihood.unwrap();
        assert!((both.log_score().unwrap() - sum / 10.0).abs() < 1e-12);
        assert!(first.deviance > second.deviance, "the truth as its own forecast is nearer to it");
    }

    #[test]
    fn nothing_expected() {
        let quiet = PoissonSums::of(&[0.0; 3], &[0.0; 3]);
        assert_eq!((quiet.log_likelihood, quiet.deviance, quiet.log_score()), (Some(0.0), Some(0.0), None));
        let surprised = PoissonSums::of(&[0.0; 3], &[0.0, 1.0, 0.0]);
        assert_eq!((surprised.log_likelihood, surprised.deviance, surprised.hidden_variance()), (None, None, None));
        assert_eq!(PoissonSums::total([&quiet, &surprised]).log_score(), None);
        assert_eq!(PoissonSums::total([]).brier(), None);
    }
}
