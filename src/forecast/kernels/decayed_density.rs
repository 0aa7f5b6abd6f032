use serde_json::{Map, Value};

use super::density::{BANDWIDTHS_M, USUAL_BANDWIDTH_M, added, spread};
use super::origins_to_try;
use super::sources::parts_by_source;
use crate::analysis::Progress;
use crate::forecast::choice::most_capturing;
use crate::forecast::error::ForecastError;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::part::Part;
use crate::forecast::past::Past;

/// Prospective kernel density: each incident spread round its place, and counting half as much for every half-life that has passed.
///
/// risk = cell's area × days of the horizon / ∫ of 2^(−age / half-life) over the days that the data cover × Σ w 2^(−age / half-life)
/// exp(−d² / 2b²) / 2πb², as [`Density`](super::Density) otherwise. Bandwidth and half-life are those that capture most at the task's
/// coverage on earlier origins: the half-life first at the usual bandwidth, then the bandwidth, then the half-life again.
///
/// Source: Bowers K J, Johnson S D, Pease K (2004), Prospective hot-spotting, doi:10.1093/bjc/azh036, who divide by 1 + weeks and by
/// 1 + cells within two months and 400 m; here the fading is exponential, the spread Gaussian, and how fast and how far is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DecayedDensity {
    memory: Option<Memory>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Memory {
    bandwidth_m: f64,
    half_life_days: f64,
}

/// From a fortnight to what is hardly any decay.
const HALF_LIVES_DAYS: [f64; 7] = [14.0, 30.0, 60.0, 120.0, 240.0, 480.0, 960.0];

const USUAL: Memory = Memory { bandwidth_m: USUAL_BANDWIDTH_M, half_life_days: 240.0 };

impl DecayedDensity {
    pub const UNCHOSEN: Self = Self { memory: None };

    pub fn with(bandwidth_m: f64, half_life_days: f64) -> Self {
        Self { memory: Some(Memory { bandwidth_m, half_life_days }) }
    }
}

impl Forecaster for DecayedDensity {
    fn name(&self) -> &'static str {
        "density-decayed"
    }

    fn description(&self) -> &'static str {
        "Kernel density of incidents that count half for every half-life since; bandwidth and half-life are chosen on the past."
    }

    fn choose(&self, past: Past<'_>, task: &Task, progress: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
        let best = |candidates: Vec<Memory>| {
            most_capturing(past, task, origins_to_try(past), &candidates, |memory, past| {
                progress.check()?;
                Ok(spread(past, memory.bandwidth_m, fading(past, task, memory.half_life_days)))
            })
        };
        let half_lives =
            |from: Memory| HALF_LIVES_DAYS.map(|half_life_days| Memory { half_life_days, ..from }).to_vec();
        let chosen = best(half_lives(USUAL))?;
        let chosen = best(BANDWIDTHS_M.map(|bandwidth_m| Memory { bandwidth_m, ..chosen }).to_vec())?;
        let again = chosen.bandwidth_m != USUAL.bandwidth_m;
        let chosen = if again { best(half_lives(chosen))? } else { chosen };
        Ok(Box::new(Self::with(chosen.bandwidth_m, chosen.half_life_days)))
    }

    fn fit(&self, past: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
        if past.events().is_empty() {
            return Err(ForecastError::NoPast);
        }
        Ok(Box::new(*self))
    }
}

impl Fitted for DecayedDensity {
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
        let memory = self.memory.unwrap_or(USUAL);
        Ok(spread(past, memory.bandwidth_m, fading(past, task, memory.half_life_days)))
    }

    fn parts(&self, past: Past<'_>, task: &Task) -> Result<Vec<(Part, Vec<f64>)>, ForecastError> {
        let memory = self.memory.unwrap_or(USUAL);
        let risk = self.risk(past, task)?;
        let of_age = fading(past, task, memory.half_life_days);
        Ok(parts_by_source(past, &risk, added(past, memory.bandwidth_m, of_age)))
    }

    fn parameters(&self) -> Map<String, Value> {
        let memory = self.memory.unwrap_or(USUAL);
        Map::from_iter([
            ("bandwidth_m".to_owned(), Value::from(memory.bandwidth_m)),
            ("half_life_days".to_owned(), Value::from(memory.half_life_days)),
        ])
    }
}

/// Incidents of the horizon for one of the past, by its age in days.
fn fading(past: Past<'_>, task: &Task, half_life_days: f64) -> impl Fn(usize, f64) -> f64 + Sync + Copy {
    let memory_days = past.decayed_days(half_life_days);
    let scale = if memory_days > 0.0 { task.horizon.days() / memory_days } else { 0.0 };
    move |_event, age| scale * (-age / half_life_days).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{ORIGIN, history, task};

    #[test]
    fn faded_by_hand() {
        // The same place 30 and 60 days ago: the second counts half of the first.
        let risk = |day: f64| {
            let history = history(5, &[(2, day)], 90);
            DecayedDensity::with(100.0, 30.0).risk(history.before(ORIGIN), &task()).unwrap()
        };
        let (young, old) = (risk(-30.0), risk(-60.0));
        assert!(young.iter().zip(&old).all(|(young, old)| (young / old - 2.0).abs() < 1e-9));
        let memory = 30.0 / std::f64::consts::LN_2 * (1.0 - 0.125);
        let variance = 1e4 * (1.0 + 1.0 / 12.0);
        let peak = 0.5 * 7.0 / memory * 1e4 / (std::f64::consts::TAU * variance);
        assert!((young[2] / peak - 1.0).abs() < 1e-3, "{} {peak}", young[2]);
    }

    #[test]
    fn without_fading_it_is_the_density() {
        let events: Vec<_> = (0..30_u32).map(|i| (i * i % 7, -2.0 * f64::from(i) - 1.0)).collect();
        let history = history(7, &events, 80);
        let past = history.before(ORIGIN);
        let faded = DecayedDensity::with(100.0, 1e9).risk(past, &task()).unwrap();
        let even = super::super::Density::with_bandwidth(100.0).risk(past, &task()).unwrap();
        assert!(faded.iter().zip(&even).all(|(faded, even)| (faded / even - 1.0).abs() < 1e-6));
    }

    #[test]
    fn a_hot_spot_that_moved_asks_for_a_short_memory() {
        let events: Vec<_> = (1..300).map(|day| (if day < 70 { 15 } else { 2 }, -f64::from(day))).collect();
        let history = history(20, &events, 300);
        let task = Task { coverage_fraction: 0.05, ..task() };
        let chosen = DecayedDensity::UNCHOSEN.choose(history.before(ORIGIN), &task, &Progress::new()).unwrap();
        let fitted = chosen.fit(history.before(ORIGIN), &task, &Progress::new()).unwrap();
        assert_eq!(fitted.parameters()["half_life_days"], 14.0);
    }
}
