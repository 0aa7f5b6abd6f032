use super::fit::FittedBoosting;
use crate::analysis::Progress;
use crate::forecast::error::ForecastError;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::mixture::{EARLIER_ORIGINS, FittedMixture, KEEPS_DAYS};
use crate::forecast::past::Past;

/// The mixture times a factor that gradient-boosted trees learn from the same columns.
///
/// risk_i = mixture_i × exp(Σ trees(f(i), ln mixture_i)), the trees grown for Poisson counts with the mixture as exposure. Nothing is to be
/// chosen. Without earlier origins it is the mixture.
#[derive(Clone, Copy, Debug)]
pub struct Boosting;

impl Forecaster for Boosting {
    fn name(&self) -> &'static str {
        "boosting"
    }

    fn description(&self) -> &'static str {
        "The mixture, corrected by gradient-boosted trees on what the cell and its surroundings had."
    }

    fn choose(&self, _: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
        Ok(Box::new(*self))
    }

    fn fit(&self, past: Past<'_>, task: &Task, progress: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
        if past.events().is_empty() {
            return Err(ForecastError::NoPast);
        }
        let origins = past.earlier_origins(task.horizon, EARLIER_ORIGINS);
        let mixture = FittedMixture::on(past, task, &origins, progress)?;
        Ok(Box::new(FittedBoosting::on(past, task, mixture, progress)?))
    }

    fn keeps_days(&self) -> u16 {
        KEEPS_DAYS
    }
}
