use serde_json::{Map, Value};

use super::credibility::{Credibility, Neighbourhood};
use crate::analysis::Progress;
use crate::forecast::choice::most_capturing;
use crate::forecast::error::ForecastError;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::kernels::{origins_to_try, own_by_age};
use crate::forecast::naive::weighted_counts;
use crate::forecast::part::Part;
use crate::forecast::past::Past;

/// Faded counts drawn towards their neighbourhood: an empirical-Bayes (gamma-Poisson) guess of each cell's rate.
///
/// y = Σ w 2^(−age / half-life) over the cell's incidents, E = ∫ of the same weight over the days that the data cover;
/// risk = days of the horizon / E × (μ + z (y − μ)), with μ the weighted mean of the counts in and round the cell and z as
/// [`Credibility`] says. The half-life (at the usual spread), then the spread of the neighbourhood (standard deviation, in cells), are
/// those that capture most at the task's coverage on earlier origins; how far counts are drawn is found by moments at each origin.
///
/// - No incident in a cell: what its neighbourhood has, drawn to 0 as far as the data bear it. Incidents outside all cells do not count.
/// - Cost: a smoothing of the cells and a pass over the incidents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShrunkCount {
    memory: Option<Memory>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Memory {
    half_life_days: f64,
    /// Standard deviation of the neighbourhood, in spacings of the cells.
    spread_cells: f64,
}

const HALF_LIVES_DAYS: [f64; 8] = [14.0, 30.0, 60.0, 120.0, 240.0, 480.0, 960.0, 1920.0];
const SPREADS_CELLS: [f64; 5] = [1.0, 2.0, 4.0, 8.0, 16.0];

/// Where no choice was made.
const USUAL: Memory = Memory { half_life_days: 480.0, spread_cells: 4.0 };

/// Faded counts at an origin, and what is made of them.
struct Shrunk {
    counts: Vec<f64>,
    credibility: Credibility,
    /// Incidents of the horizon for one faded incident.
    scale: f64,
}

impl ShrunkCount {
    pub const UNCHOSEN: Self = Self { memory: None };

    pub fn with(half_life_days: f64, spread_cells: f64) -> Self {
        Self { memory: Some(Memory { half_life_days, spread_cells }) }
    }
}

impl Forecaster for ShrunkCount {
    fn name(&self) -> &'static str {
        "shrunk-count"
    }

    fn description(&self) -> &'static str {
        "Faded counts drawn towards their neighbourhood as far as chance could have made them differ (empirical Bayes)."
    }

    fn choose(&self, past: Past<'_>, task: &Task, progress: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
        let best = |candidates: Vec<Memory>| {
            most_capturing(past, task, origins_to_try(past), &candidates, |memory, past| {
                progress.check()?;
                Ok(Shrunk::at(past, task, memory).risk())
            })
        };
        let chosen = best(HALF_LIVES_DAYS.map(|half_life_days| Memory { half_life_days, ..USUAL }).to_vec())?;
        let chosen = best(SPREADS_CELLS.map(|spread_cells| Memory { spread_cells, ..chosen }).to_vec())?;
        Ok(Box::new(Self::with(chosen.half_life_days, chosen.spread_cells)))
    }

    fn fit(&self, past: Past<'_>, task: &Task, _: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
        if past.events().is_empty() {
            return Err(ForecastError::NoPast);
        }
        let memory = self.memory.unwrap_or(USUAL);
        let shape = Shrunk::at(past, task, memory).credibility.shape;
        Ok(Box::new(FittedShrunkCount { memory, shape }))
    }
}

/// What was chosen, and the shape that was found where it was fitted, for the record: each origin finds its own.
#[derive(Clone, Copy, Debug)]
struct FittedShrunkCount {
    memory: Memory,
    shape: Option<f64>,
}

impl Fitted for FittedShrunkCount {
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
        Ok(Shrunk::at(past, task, self.memory).risk())
    }

    /// What the cell's own incidents add, by their age; the rest is the neighbourhood's.
    fn parts(&self, past: Past<'_>, task: &Task) -> Result<Vec<(Part, Vec<f64>)>, ForecastError> {
        let shrunk = Shrunk::at(past, task, self.memory);
        let (events, origin) = (past.events(), past.origin_day());
        let (recent, long) = own_by_age(past, |event, cell| {
            let age = origin - events.middle_day()[event];
            let faded = events.weight()[event] * (-age / self.memory.half_life_days).exp2();
            shrunk.scale * shrunk.credibility.own_fraction(cell) * faded
        });
        let own = |cell: usize| recent[cell] + long[cell];
        let rest = shrunk.risk().iter().enumerate().map(|(cell, risk)| (risk - own(cell)).max(0.0)).collect();
        Ok(vec![(Part::RecentIncidents, recent), (Part::LongMemory, long), (Part::Neighbourhood, rest)])
    }

    fn parameters(&self) -> Map<String, Value> {
        Map::from_iter([
            ("half_life_days".to_owned(), Value::from(self.memory.half_life_days)),
            ("neighbourhood_cells".to_owned(), Value::from(self.memory.spread_cells)),
            ("shape".to_owned(), self.shape.map_or(Value::Null, Value::from)),
        ])
    }
}

impl Shrunk {
    fn at(past: Past<'_>, task: &Task, memory: Memory) -> Self {
        let days = past.decayed_days(memory.half_life_days);
        let scale = if days > 0.0 { task.horizon.days() / days } else { 0.0 };
        // A weight's square fades twice as fast.
        let noise = if days > 0.0 { past.decayed_days(memory.half_life_days / 2.0) / days } else { 1.0 };
        let counts = weighted_counts(past, |age| (-age / memory.half_life_days).exp2());
        let neighbourhood = Neighbourhood::new(past.cells(), memory.spread_cells * past.cells().spacing_m());
        let credibility = neighbourhood.credibility(&counts, noise);
        Self { counts, credibility, scale }
    }

    fn risk(&self) -> Vec<f64> {
        let of = |(cell, count): (usize, &f64)| self.scale * self.credibility.shrunk(cell, *count);
        self.counts.iter().enumerate().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{ORIGIN, history, task};

    /// numpy 2.4.6, `tests/reference/forecast_points.py`: plain sums over all pairs of cells.
    #[test]
    fn agrees_with_plain_sums_in_numpy() {
        let events: Vec<_> = (0..60_u32).map(|i| (i * i % 12, -1.0 - f64::from(i) * 1.5)).collect();
        let history = history(12, &events, 100);
        let past = history.before(ORIGIN);
        let fitted = ShrunkCount::with(60.0, 2.0).fit(past, &task(), &Progress::new()).unwrap();
        let risk = fitted.risk(past, &task()).unwrap();
        assert!((fitted.parameters()["shape"].as_f64().unwrap() / NUMPY_SHAPE - 1.0).abs() < 1e-3);
        for (cell, expected) in NUMPY {
            assert!((risk[cell] - expected).abs() < 1e-3, "cell {cell}: {} {expected}", risk[cell]);
        }
    }

    const NUMPY_SHAPE: f64 = 0.472_393_396;
    const NUMPY: [(usize, f64); 3] = [(0, 0.761_139_258), (1, 1.407_058_921), (4, 1.365_298_095)];

    #[test]
    fn a_long_record_is_believed_and_a_short_one_is_not() {
        // Cell 3 has all incidents of its line: five in one record, five hundred in the other.
        let kept = |n: u32| {
            let events: Vec<_> = (0..n).map(|i| (3, -1.0 - 90.0 * f64::from(i) / f64::from(n))).collect();
            let history = history(20, &events, 100);
            let past = history.before(ORIGIN);
            let risk = ShrunkCount::with(1e6, 2.0).fit(past, &task(), &Progress::new()).unwrap().risk(past, &task());
            risk.unwrap()[3] / (f64::from(n) * 7.0 / 100.0)
        };
        assert!(kept(500) > kept(5) && kept(500) < 1.0 && kept(5) < 0.95, "{} {}", kept(500), kept(5));
    }
}
