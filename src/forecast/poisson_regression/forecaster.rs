use super::fit::FittedRegression;
use crate::analysis::Progress;
use crate::forecast::error::ForecastError;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::mixture::KEEPS_DAYS;
use crate::forecast::past::Past;

/// The most earlier origins that coefficients are fitted on, the latest ones.
const EARLIER_ORIGINS: usize = 52;

/// Poisson regression on the logarithms of the features, with the cell's area as exposure.
///
/// risk_i = area_i × exp(β0 + Σ β_k z_k(i)), z_k = ln(f_k + a tenth of its mean) standardised, fitted by iteratively reweighted least squares with
/// a small ridge on cells with incidents and a sample of the others at up to 52 earlier origins. Nothing is to be chosen.
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
        if origins.is_empty() {
            let (needed_days, days) = (2 * task.horizon.days().ceil() as u32, past.days() as u32);
            return Err(ForecastError::ShortPast { forecaster: "poisson-regression", needed_days, days });
        }
        Ok(Box::new(FittedRegression::on(past, task, &origins, progress)?))
    }

    fn keeps_days(&self) -> u16 {
        KEEPS_DAYS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{ORIGIN, history, task};

    #[test]
    fn finds_the_level_and_the_hot_spot() {
        let events = (1..600).flat_map(|day| {
            let hot = (day % 2 == 0).then_some((4, -f64::from(day) + 0.5));
            [Some((((day * 13) % 30) as u32, -f64::from(day))), hot].into_iter().flatten()
        });
        let history = history(30, &events.collect::<Vec<_>>(), 600);
        let past = history.before(ORIGIN);
        let risk = PoissonRegression.fit(past, &task(), &Progress::new()).unwrap().risk(past, &task()).unwrap();
        assert!((risk.iter().sum::<f64>() - 10.5).abs() < 1.5, "{}", risk.iter().sum::<f64>());
        assert!((risk[4] - 3.7).abs() < 0.7, "{}", risk[4]);
    }

    #[test]
    fn says_why_there_is_none() {
        let short = history(3, &[(0, -1.0)], 5);
        let refused = PoissonRegression.fit(short.before(ORIGIN), &task(), &Progress::new());
        assert!(matches!(refused.err(), Some(ForecastError::ShortPast { needed_days: 14, .. })));
        let empty = history(3, &[], 500);
        assert_eq!(
            PoissonRegression.fit(empty.before(ORIGIN), &task(), &Progress::new()).err(),
            Some(ForecastError::NoPast)
        );
    }
}
