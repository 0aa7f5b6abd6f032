use std::marker::PhantomData;

use serde_json::{Map, Value};

use super::background::{background_fractions, fit};
use super::em::{Excitation, Found};
use super::setting::{Process, REACH};
use super::timed::is_timed;
use crate::analysis::Progress;
use crate::forecast::choice::most_capturing;
use crate::forecast::error::ForecastError;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::kernels::origins_to_try;
use crate::forecast::part::Part;
use crate::forecast::past::Past;

/// A self-exciting process: a background that fades slowly, and what young incidents still have to trigger.
///
/// At an origin, μ being a cell's background rate a day (declustered incidents, each fading by the half-life) and A its triggered rate
/// (Σ κ g(age) f over incidents of the last 60 days), the expected incidents of H days are, with δ = ω (1 − κ) and D = (1 − exp(−δH)) / δ,
/// risk = μ (H − κ D) / (1 − κ) + A D: the mean of a Hawkes process with exponential waiting times, all generations counted.
///
/// - Triggering (κ, ω, spread) is fitted on the last three years; background bandwidth and half-life are those that capture most at the
///   task's coverage on earlier origins, the triggering being that of the origin where they are chosen.
/// - Incidents whose day is not known to within three days neither trigger nor are triggered: of data by the month the background is left.
/// - Departures: a triggered incident's own offspring is placed as if it stood where its parent did; the background of the fit does not
///   fade, that of the risk does.
/// - Cost: the pairs within 60 days and 500 m (or a cell and those that touch it), some hundred times; a smoothing of the cells.
///
/// Source: Mohler et al. (2011), doi:10.1198/jasa.2011.ap09546, in space; Mohler et al. (2015), doi:10.1080/01621459.2015.1077710, by
/// cells, here with a shrunk background and triggering in the cells around. The mean: Hawkes A G (1971), doi:10.1093/biomet/58.1.83.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::forecast) struct SelfExciting<P> {
    memory: Option<Memory>,
    setting: PhantomData<P>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Memory {
    half_life_days: f64,
    scale: f64,
}

const HALF_LIVES_DAYS: [f64; 6] = [60.0, 120.0, 240.0, 480.0, 960.0, 1920.0];
const USUAL_HALF_LIFE_DAYS: f64 = 480.0;

/// A branching of 1 or more would never end: a forecast takes at most this.
const MOST_BRANCHING: f64 = 0.95;

/// What triggers changes over seasons, not weeks.
const KEEPS_DAYS: u16 = 28;

#[derive(Clone, Debug)]
struct FittedSelfExciting<P: Process> {
    memory: Memory,
    found: Found<P::Spread>,
}

/// Rates `[n_cells]` at an origin, times what they come to over the horizon.
struct Rates {
    background: Vec<f64>,
    triggered: Vec<f64>,
    /// Which part of each event belongs to the background, faded.
    weights: Vec<f64>,
    noise: f64,
    /// Incidents of the horizon for one of `background` and `triggered`.
    of_background: f64,
}

impl<P> SelfExciting<P> {
    pub const UNCHOSEN: Self = Self { memory: None, setting: PhantomData };
}

impl<P: Process> Forecaster for SelfExciting<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn description(&self) -> &'static str {
        P::DESCRIPTION
    }

    fn choose(&self, past: Past<'_>, task: &Task, progress: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
        let usual = memory_of(self);
        let found = fit::<P>(past, usual.scale, progress)?;
        // An event's share depends on what came before it alone, but for five numbers: earlier origins may use those of this one.
        let fractions = background_fractions::<P>(past, &capped(&found.excitation), usual.scale);
        let best = |candidates: Vec<Memory>| {
            most_capturing(past, task, origins_to_try(past), &candidates, |memory, past| {
                progress.check()?;
                let fitted = FittedSelfExciting::<P> { memory, found: found.clone() };
                Ok(fitted.rates(past, task, &fractions[..past.events().len()]).risk())
            })
        };
        let chosen = best(HALF_LIVES_DAYS.map(|half_life_days| Memory { half_life_days, ..usual }).to_vec())?;
        let chosen = best(P::SCALES.map(|scale| Memory { scale, ..chosen }).to_vec())?;
        Ok(Box::new(Self { memory: Some(chosen), setting: PhantomData }))
    }

    fn fit(&self, past: Past<'_>, _: &Task, progress: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
        if past.events().is_empty() {
            return Err(ForecastError::NoPast);
        }
        let memory = memory_of(self);
        let found = fit::<P>(past, memory.scale, progress)?;
        Ok(Box::new(FittedSelfExciting::<P> { memory, found }))
    }

    fn keeps_days(&self) -> u16 {
        KEEPS_DAYS
    }
}

impl<P: Process> FittedSelfExciting<P> {
    fn fractions(&self, past: Past<'_>) -> Vec<f64> {
        background_fractions::<P>(past, &capped(&self.found.excitation), self.memory.scale)
    }

    fn rates(&self, past: Past<'_>, task: &Task, fractions: &[f64]) -> Rates {
        let (half_life, scale) = (self.memory.half_life_days, self.memory.scale);
        let memory_days = past.decayed_days(half_life);
        if memory_days <= 0.0 {
            let nothing = vec![0.0; past.cells().len()];
            let weights = vec![0.0; fractions.len()];
            return Rates { background: nothing.clone(), triggered: nothing, weights, noise: 1.0, of_background: 0.0 };
        }
        let excitation = capped(&self.found.excitation);
        let (branching, horizon) = (excitation.branching, task.horizon.days());
        let fading_per_day = excitation.rate_per_day * (1.0 - branching);
        let days = -(-fading_per_day * horizon).exp_m1() / fading_per_day;
        let ages = past.events().middle_day().iter().map(|middle| past.origin_day() - middle);
        let faded = ages.clone().zip(fractions).map(|(age, fraction)| fraction * (-age / half_life).exp2());
        let weights: Vec<f64> = faded.collect();
        let noise = past.decayed_days(half_life / 2.0) / memory_days;
        let of_background = (horizon - branching * days) / (1.0 - branching) / memory_days;
        let alive = |(event, age): (usize, f64)| {
            let is_alive = branching > 0.0 && age > 0.0 && age <= REACH.days && is_timed(past, event);
            if is_alive { days * branching * excitation.waiting(age, REACH.days) } else { 0.0 }
        };
        let alive: Vec<f64> = ages.enumerate().map(alive).collect();
        let mut background = P::background(past, &weights, noise, scale);
        background.iter_mut().for_each(|rate| *rate *= of_background);
        let triggered =
            if branching > 0.0 { P::triggered(past, &alive, excitation.spread) } else { vec![0.0; background.len()] };
        Rates { background, triggered, weights, noise, of_background }
    }
}

impl<P: Process> Fitted for FittedSelfExciting<P> {
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
        Ok(self.rates(past, task, &self.fractions(past)).risk())
    }

    /// What young incidents still trigger is the near repeats; the background is the cell's own incidents and those around.
    fn parts(&self, past: Past<'_>, task: &Task) -> Result<Vec<(Part, Vec<f64>)>, ForecastError> {
        let rates = self.rates(past, task, &self.fractions(past));
        let (mut recent, mut long) = P::own_background(past, &rates.weights, rates.noise, self.memory.scale);
        let mut rest = vec![0.0; recent.len()];
        for (cell, background) in rates.background.iter().enumerate() {
            let own = (recent[cell] + long[cell]) * rates.of_background;
            // Read from a lattice, a background may be a thousandth less than what makes it up.
            let scale = rates.of_background * if own > *background { background / own } else { 1.0 };
            recent[cell] *= scale;
            long[cell] *= scale;
            rest[cell] = (background - recent[cell] - long[cell]).max(0.0);
        }
        Ok(vec![
            (Part::RecentIncidents, recent),
            (Part::LongMemory, long),
            (Part::NearRepeats, rates.triggered),
            (Part::Neighbourhood, rest),
        ])
    }

    fn parameters(&self) -> Map<String, Value> {
        let (excitation, (spread, value)) = (&self.found.excitation, P::spread_parameter(self.found.excitation.spread));
        let numbers = [
            ("half_life_days", self.memory.half_life_days),
            (P::SCALE, self.memory.scale),
            ("branching", excitation.branching),
            ("triggered_mean_days", 1.0 / excitation.rate_per_day),
            (spread, value),
        ];
        let numbers = numbers.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value)));
        numbers.chain([("converged".to_owned(), Value::from(self.found.converged))]).collect()
    }
}

impl Rates {
    fn risk(&self) -> Vec<f64> {
        self.background.iter().zip(&self.triggered).map(|(background, triggered)| background + triggered).collect()
    }
}

fn memory_of<P: Process>(forecaster: &SelfExciting<P>) -> Memory {
    forecaster.memory.unwrap_or(Memory { half_life_days: USUAL_HALF_LIFE_DAYS, scale: P::USUAL_SCALE })
}

fn capped<S: Copy>(excitation: &Excitation<S>) -> Excitation<S> {
    Excitation { branching: excitation.branching.min(MOST_BRANCHING), ..*excitation }
}
