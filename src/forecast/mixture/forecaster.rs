use super::fit::FittedMixture;
use crate::analysis::Progress;
use crate::forecast::error::ForecastError;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::past::Past;

/// The most earlier origins that weights are fitted on, the latest ones: two years of weeks.
pub(in crate::forecast) const EARLIER_ORIGINS: usize = 104;

/// Fitted again after a season.
pub(in crate::forecast) const KEEPS_DAYS: u16 = 91;

/// A sum of what counts, neighbours, other categories, the season and the surroundings say, with the weights that fitted the past best.
///
/// risk_i = Σ_k w_k f_k(i), w_k ≥ 0 by `most_likely_weights` over up to 104 earlier origins. A sum, because
/// that is what a posterior mean of a rate is (gamma-Poisson: linear in the counts), and because the parts of a sum can be shown. Nothing is to
/// be chosen. Where there is no earlier origin with a whole horizon, all columns of the incidents themselves count alike.
///
/// Cost: as `Sweep` for each earlier origin, and 200 × cells with incidents × columns.
#[derive(Clone, Copy, Debug)]
pub struct Mixture;

impl Forecaster for Mixture {
    fn name(&self) -> &'static str {
        "mixture"
    }

    fn description(&self) -> &'static str {
        "A sum of short and long memories of the cell and its surroundings, other categories and the season, weighted as fitted the past best."
    }

    fn choose(&self, _: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
        Ok(Box::new(*self))
    }

    fn fit(&self, past: Past<'_>, task: &Task, progress: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
        if past.events().is_empty() {
            return Err(ForecastError::NoPast);
        }
        let origins = past.earlier_origins(task.horizon, EARLIER_ORIGINS);
        Ok(Box::new(FittedMixture::on(past, task, &origins, progress)?))
    }

    fn keeps_days(&self) -> u16 {
        KEEPS_DAYS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{ORIGIN, history, task};
    use crate::forecast::history::History;

    fn town(days: i32) -> History {
        // Cell 3 has one every third day, cell 10 one every tenth, and there is one a day somewhere else.
        let events = (1..days).flat_map(|day| {
            let often = (day % 3 == 0).then_some((3, -f64::from(day) + 0.5));
            let rarely = (day % 10 == 0).then_some((10, -f64::from(day) + 0.25));
            [Some((((day * 17) % 40) as u32, -f64::from(day))), often, rarely].into_iter().flatten()
        });
        history(40, &events.collect::<Vec<_>>(), days.into())
    }

    fn fitted(history: &History) -> Box<dyn Fitted> {
        Mixture.fit(history.before(ORIGIN), &task(), &Progress::new()).unwrap()
    }

    #[test]
    fn finds_the_level_and_the_hot_spots() {
        let history = town(800);
        let risk = fitted(&history).risk(history.before(ORIGIN), &task()).unwrap();
        let expected: f64 = risk.iter().sum();
        assert!((expected - 7.0 * (1.0 + 1.0 / 3.0 + 0.1)).abs() < 0.7, "{expected}");
        assert!((risk[3] - 7.0 * (1.0 / 3.0 + 1.0 / 40.0)).abs() < 0.35, "{}", risk[3]);
        let mut order: Vec<usize> = (0..40).collect();
        order.sort_by(|a, b| risk[*b].total_cmp(&risk[*a]));
        assert_eq!(order[..2], [3, 10]);
    }

    #[test]
    fn parts_add_up_to_the_risk() {
        let history = town(400);
        let (fitted, past) = (fitted(&history), history.before(ORIGIN));
        let parts = fitted.parts(past, &task()).unwrap();
        for (cell, risk) in fitted.risk(past, &task()).unwrap().iter().enumerate() {
            let sum: f64 = parts.iter().map(|(_, part)| part[cell]).sum();
            assert!((sum - risk).abs() < 1e-9 && *risk >= 0.0);
        }
    }

    #[test]
    fn a_past_without_earlier_origins_still_gives_a_forecast() {
        let history = history(5, &[(2, -1.0), (2, -2.0), (4, -3.0)], 5);
        let risk = fitted(&history).risk(history.before(ORIGIN), &task()).unwrap();
        assert!(risk.iter().all(|risk| risk.is_finite() && *risk >= 0.0));
        assert!(risk[2] > risk[4] && risk[4] > risk[0]);
        let empty = crate::forecast::fixture::history(5, &[], 400);
        let refused = Mixture.fit(empty.before(ORIGIN), &task(), &Progress::new());
        assert_eq!(refused.err(), Some(ForecastError::NoPast));
    }
}
