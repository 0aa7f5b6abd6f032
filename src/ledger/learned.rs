use jiff::civil::Date;

use super::error::LedgerError;
use super::header::Scatter;
use super::plain;
use super::scatter::scatter;
use crate::analysis::Progress;
use crate::forecast::{Fitted, Forecaster, Past, Task, forecaster};

/// Choices older than this are made again in a row of replays.
const CHOICES_KEEP_DAYS: i32 = 366;

/// What was chosen and fitted for a forecast, so that the next of a row of replays need not do it again. Nothing is ever used for an
/// origin before the one it was learned at.
#[derive(Default)]
pub struct Learned {
    chosen: Option<Chosen>,
    fitted: Option<(Date, Box<dyn Fitted>)>,
}

pub(super) struct Chosen {
    pub on: Date,
    pub model: Box<dyn Forecaster>,
    pub plain: Vec<Box<dyn Forecaster>>,
    pub scatter: Scatter,
}

impl Learned {
    pub fn new() -> Self {
        Self::default()
    }

    /// The choices and the fit for the past's origin, made now or kept; with the fit's own origin.
    pub(super) fn at(
        &mut self,
        model: &str,
        past: Past<'_>,
        task: &Task,
        progress: &Progress,
    ) -> Result<(&Chosen, Date, &dyn Fitted), LedgerError> {
        let origin = past.origin();
        let stays = |on: Date, days: i32| on == origin || (on < origin && days_between(on, origin) <= days);
        if !self.chosen.as_ref().is_some_and(|kept| stays(kept.on, CHOICES_KEEP_DAYS) && kept.model.name() == model) {
            let model = forecaster(model)?.choose(past, task, progress)?;
            let plain = plain::choose(past, task, progress)?;
            let scatter = scatter(model.as_ref(), past, task, progress)?;
            self.chosen = Some(Chosen { on: origin, model, plain, scatter });
            self.fitted = None;
        }
        let chosen = self.chosen.as_ref().expect("it was made or was there");
        let keeps_days = i32::from(chosen.model.keeps_days());
        if !self.fitted.as_ref().is_some_and(|(on, _)| stays(*on, keeps_days)) {
            self.fitted = Some((origin, chosen.model.fit(past, task, progress)?));
        }
        let (on, fitted) = self.fitted.as_ref().expect("it was made or was there");
        Ok((chosen, *on, fitted.as_ref()))
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
