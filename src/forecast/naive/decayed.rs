use serde_json::{Map, Value};

use super::past_counts::weighted_counts;
use crate::analysis::Progress;
use crate::forecast::choice::most_capturing;
use crate::forecast::error::ForecastError;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::part::Part;
use crate::forecast::past::Past;

/// Counts that fade: an incident counts half as much for every half-life that has passed.
///
/// risk = Σ 2^(−age / half-life) / ∫ of the same weight over the days that the data cover × days of the horizon. The half-life is the one
/// of [`HALF_LIVES_DAYS`] that captures most at the task's coverage on up to 52 earlier origins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DecayedCount {
    half_life_days: Option<f64>,
}

/// From a fortnight to what is hardly any decay, each about twice the one before.
const HALF_LIVES_DAYS: [f64; 8] = [14.0, 30.0, 60.0, 120.0, 240.0, 480.0, 960.0, 1920.0];

/// Where no choice was made.
const USUAL_HALF_LIFE_DAYS: f64 = 240.0;

const EARLIER_ORIGINS: usize = 52;

impl DecayedCount {
    pub const UNCHOSEN: Self = Self { half_life_days: None };

    pub fn with_half_life(days: f64) -> Self {
        Self { half_life_days: Some(days) }
    }
}

impl Forecaster for DecayedCount {
    fn name(&self) -> &'static str {
        "count-decayed"
    }

    fn description(&self) -> &'static str {
        "Incidents in the cell, each counting half for every half-life since; the half-life is chosen on the past."
    }

    fn choose(&self, past: Past<'_>, task: &Task, _: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
        let chosen = most_capturing(past, task, EARLIER_ORIGINS, &HALF_LIVES_DAYS, |half_life, past| {
            Ok(decayed(past, task, half_life))
        })?;
        Ok(Box::new(Self::with_half_life(chosen)))
    }

    fn fit(&self, past: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
        if past.events().is_empty() {
            return Err(ForecastError::NoPast);
        }
        Ok(Box::new(*self))
    }
}

impl Fitted for DecayedCount {
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
        Ok(decayed(past, task, self.half_life_days.unwrap_or(USUAL_HALF_LIFE_DAYS)))
    }

    fn parts(&self, past: Past<'_>, task: &Task) -> Result<Vec<(Part, Vec<f64>)>, ForecastError> {
        Ok(vec![(Part::LongMemory, self.risk(past, task)?)])
    }

    fn parameters(&self) -> Map<String, Value> {
        let half_life = self.half_life_days.unwrap_or(USUAL_HALF_LIFE_DAYS);
        Map::from_iter([("half_life_days".to_owned(), Value::from(half_life))])
    }
}

fn decayed(past: Past<'_>, task: &Task, half_life_days: f64) -> Vec<f64> {
    let memory_days = past.decayed_days(half_life_days);
    let scale = if memory_days > 0.0 { task.horizon.days() / memory_days } else { 0.0 };
    weighted_counts(past, |age| scale * (-age / half_life_days).exp2())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{ORIGIN, history, task};

    #[test]
    fn faded_by_hand() {
        let history = history(2, &[(0, -30.0), (1, -60.0)], 90);
        let past = history.before(ORIGIN);
        let risk = DecayedCount::with_half_life(30.0).risk(past, &task()).unwrap();
        // ∫ of 2^(−t / 30) over 90 days is 30 / ln 2 × (1 − 1/8).
        let memory = 30.0 / std::f64::consts::LN_2 * (1.0 - 0.125);
        assert!((risk[0] - 0.5 * 7.0 / memory).abs() < 1e-9, "{}", risk[0]);
        assert!((risk[1] - 0.25 * 7.0 / memory).abs() < 1e-9);
    }

    #[test]
    fn a_hot_spot_that_moved_asks_for_a_short_memory() {
        // Ten weeks ago everything moved from cell 0 to cell 1.
        let events: Vec<_> = (1..300).map(|day| (u32::from(day < 70), -f64::from(day))).collect();
        let history = history(2, &events, 300);
        let chosen = DecayedCount::UNCHOSEN.choose(history.before(ORIGIN), &task(), &Progress::new()).unwrap();
        let fitted = chosen.fit(history.before(ORIGIN), &task(), &Progress::new()).unwrap();
        assert_eq!(fitted.parameters()["half_life_days"], 14.0);
    }
}
