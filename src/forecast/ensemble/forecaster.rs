use super::blend::Blend;
use super::choice::choose_blend;
use super::fit::{FittedEnsemble, Members};
use crate::analysis::Progress;
use crate::forecast::error::ForecastError;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::mixture::{EARLIER_ORIGINS, KEEPS_DAYS};
use crate::forecast::naive::DecayedCount;
use crate::forecast::past::Past;

/// The default: a weighted mean of the mixture, the mixture corrected by trees, and the decayed count.
///
/// risk = Σ weight × member, the weights 0 or more and adding up to 1, chosen once on origins held back: by likelihood, unless another blend
/// surely captures more at the task's coverage. A mean of good forecasts is rarely worse than the best of them, and is never far from the
/// plain count where nothing better is known. Stacking: Breiman 1996, doi:10.1007/BF00117832; here of Poisson means by EM.
pub struct Ensemble {
    blend: Blend,
    plain: Box<dyn Forecaster>,
}

impl Ensemble {
    /// Its choices not made: the mixture alone.
    pub fn unchosen() -> Self {
        Self { blend: Blend::UNTRIED, plain: Box::new(DecayedCount::UNCHOSEN) }
    }
}

impl Forecaster for Ensemble {
    fn name(&self) -> &'static str {
        "ensemble"
    }

    fn description(&self) -> &'static str {
        "A weighted mean of the mixture, the mixture corrected by trees, and the decayed count, weighted by how well each did before."
    }

    fn choose(&self, past: Past<'_>, task: &Task, progress: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
        let blend = choose_blend(past, task, self.plain.as_ref(), progress)?;
        Ok(Box::new(Self { blend, plain: self.plain.choose(past, task, progress)? }))
    }

    fn fit(&self, past: Past<'_>, task: &Task, progress: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
        if past.events().is_empty() {
            return Err(ForecastError::NoPast);
        }
        let origins = past.earlier_origins(task.horizon, EARLIER_ORIGINS);
        let members = Members::fit(past, task, self.plain.as_ref(), &origins, progress)?;
        Ok(Box::new(FittedEnsemble { members, blend: self.blend }))
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

    fn town() -> History {
        let events = (1..500).flat_map(|day| {
            let hot = (day % 2 == 0).then_some((4, -f64::from(day) + 0.5));
            [Some((((day * 13) % 30) as u32, -f64::from(day))), hot].into_iter().flatten()
        });
        history(30, &events.collect::<Vec<_>>(), 500)
    }

    fn forecast(history: &History) -> (Vec<f64>, Vec<Vec<f64>>) {
        let (past, progress) = (history.before(ORIGIN), Progress::new());
        let chosen = Ensemble::unchosen().choose(past, &task(), &progress).unwrap();
        let fitted = chosen.fit(past, &task(), &progress).unwrap();
        let parts = fitted.parts(past, &task()).unwrap();
        (fitted.risk(past, &task()).unwrap(), parts.into_iter().map(|(_, values)| values).collect())
    }

    #[test]
    fn finds_the_hot_spot_and_its_parts_add_up() {
        let (risk, parts) = forecast(&town());
        assert!(risk.iter().all(|risk| risk.is_finite() && *risk >= 0.0));
        assert!((risk[4] - 3.5).abs() < 0.6, "{}", risk[4]);
        for (cell, risk) in risk.iter().enumerate() {
            let sum: f64 = parts.iter().map(|part| part[cell]).sum();
            assert!((sum - risk).abs() < 1e-9);
        }
    }

    #[test]
    fn the_same_bits_for_any_number_of_threads() {
        let town = town();
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| forecast(&town).0)
        };
        assert_eq!(with(1), with(2));
        assert_eq!(with(1), with(8));
    }

    #[test]
    fn a_short_past_will_do_and_an_empty_one_will_not() {
        let short = history(4, &[(1, -2.0), (1, -3.0), (3, -5.0)], 10);
        assert!(forecast(&short).0[1] > 0.0);
        let empty = history(4, &[], 300);
        let refused = Ensemble::unchosen().fit(empty.before(ORIGIN), &task(), &Progress::new());
        assert_eq!(refused.err(), Some(ForecastError::NoPast));
    }
}
