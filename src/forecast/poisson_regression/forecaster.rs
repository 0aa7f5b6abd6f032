use super::fit::FittedRegression;
use crate::analysis::Progress;
use crate::forecast::error::ForecastError;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::mixture::KEEPS_DAYS;
use crate::forecast::past::Past;

/// The most earlier origins that coefficients are fitted on, the latest ones.
const EARLIER_ORIGINS: usize = 52;

/// Poisson regression on the logarithms of the features tells where, memories of the whole series tell how many.
///
/// risk_i = level × area_i exp(Σ β_k z_k(i)) / Σ_j area_j exp(Σ β_k z_k(j)), z_k = ln(f_k / its mean over the cells + 0.1), standardised. The
/// slopes are fitted by iteratively reweighted least squares with a small ridge, on cells with incidents and a sample of the others at up to 52
/// earlier origins, each with its own free intercept: given how many there are, Poisson counts are multinomial and their slopes the same
/// (Baker 1994, doi:10.2307/2348134). The level is a weighted sum of what a month's, a year's and all
/// memory of the whole series say. A regression that told the level too would multiply it: effects of memories that all rise add up to more
/// than 1, so that a burst of twice the incidents was expected to be followed by three times as many. Nothing is to be chosen. Where nothing
/// followed an earlier origin, the level is spread evenly over the ground.
#[derive(Clone, Copy, Debug)]
pub struct PoissonRegression;

impl Forecaster for PoissonRegression {
    fn name(&self) -> &'static str {
        "poisson-regression"
    }

    fn description(&self) -> &'static str {
        "Poisson regression on logarithms of what the cell, its surroundings and other categories had."
    }

    fn choose(&self, _: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
        Ok(Box::new(*self))
    }

    fn fit(&self, past: Past<'_>, task: &Task, progress: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
        if past.events().is_empty() {
            return Err(ForecastError::NoPast);
        }
        let origins = past.earlier_origins(task.horizon, EARLIER_ORIGINS);
        Ok(Box::new(FittedRegression::on(past, task, &origins, progress)?))
    }

    fn keeps_days(&self) -> u16 {
        KEEPS_DAYS
    }
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::analysis::replica_rng;
    use crate::forecast::fixture::{ORIGIN, history, task};

    #[test]
    fn finds_the_level_and_the_hot_spot() {
        // At random: a cell that has one every thirty days is due, and the regression learns that.
        let mut rng = replica_rng(1, 0);
        let events = (1..600).flat_map(|day| {
            let hot = (day % 2 == 0).then_some((4, -f64::from(day) + 0.5));
            [Some((rng.random_range(0..30), -f64::from(day))), hot].into_iter().flatten()
        });
        let history = history(30, &events.collect::<Vec<_>>(), 600);
        let past = history.before(ORIGIN);
        let risk = PoissonRegression.fit(past, &task(), &Progress::new()).unwrap().risk(past, &task()).unwrap();
        assert!((risk.iter().sum::<f64>() - 10.5).abs() < 1.5, "{}", risk.iter().sum::<f64>());
        assert!((risk[4] - 3.7).abs() < 0.7, "{}", risk[4]);
    }

    #[test]
    fn twice_the_incidents_are_expected_twice_and_no_more() {
        let events: Vec<(u32, f64)> = (0..600).map(|i| ((i * i + i / 7) % 11, -f64::from(i) - 0.2)).collect();
        let twice: Vec<(u32, f64)> = events.iter().chain(&events).copied().collect();
        let (once, twice) = (history(12, &events, 600), history(12, &twice, 600));
        let fitted = PoissonRegression.fit(once.before(ORIGIN), &task(), &Progress::new()).unwrap();
        let one = fitted.risk(once.before(ORIGIN), &task()).unwrap();
        for (one, two) in one.iter().zip(fitted.risk(twice.before(ORIGIN), &task()).unwrap()) {
            // A trend of twice the incidents is believed a little more.
            assert!((two / one - 2.0).abs() < 0.01, "{one} {two}");
        }
    }

    #[test]
    fn a_past_without_earlier_origins_is_spread_evenly() {
        let short = history(3, &[(0, -1.0)], 5);
        let fitted = PoissonRegression.fit(short.before(ORIGIN), &task(), &Progress::new()).unwrap();
        let risk = fitted.risk(short.before(ORIGIN), &task()).unwrap();
        assert!(risk[0] > 0.0 && risk.iter().all(|of| (of - risk[0]).abs() < 1e-12), "{risk:?}");
        let empty = history(3, &[], 500);
        let refused = PoissonRegression.fit(empty.before(ORIGIN), &task(), &Progress::new());
        assert_eq!(refused.err(), Some(ForecastError::NoPast));
    }
}
