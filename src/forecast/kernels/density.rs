use serde_json::{Map, Value};

use super::lattice::GaussianLattice;
use super::origins_to_try;
use super::sources::parts_by_source;
use crate::analysis::Progress;
use crate::forecast::choice::most_capturing;
use crate::forecast::error::ForecastError;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::part::Part;
use crate::forecast::past::Past;

/// Retrospective kernel density: all incidents so far, each spread round its place by a Gaussian.
///
/// risk = cell's area × days of the horizon / days that the data cover × Σ w exp(−d² / 2b²) / 2πb², d being the distance of an incident
/// from the cell's centre, w what it counts as, and b² = bandwidth² + spacing² / 12 (the bandwidth at least half a spacing): the mean over the cell, to the second order, and not
/// the height that its middle happens to have. The bandwidth is the one of [`BANDWIDTHS_M`] that captures most at the task's coverage on
/// earlier origins.
///
/// - Incidents outside all cells count for the cells near them. Nothing is corrected for the edge of the ground.
/// - Beyond 4.5 b an incident adds nothing.
/// - Cost: that of the lattice: 0.2 s for 250,000 cells, mostly the cells.
///
/// Source: Chainey S, Tompson L, Uhlig S (2008), doi:10.1057/palgrave.sj.8350066, for densities as forecasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Density {
    bandwidth_m: Option<f64>,
}

/// From a few houses to a suburb, each twice the one before.
pub(super) const BANDWIDTHS_M: [f64; 6] = [50.0, 100.0, 200.0, 400.0, 800.0, 1600.0];

/// Where no choice was made.
pub(super) const USUAL_BANDWIDTH_M: f64 = 200.0;

impl Density {
    pub const UNCHOSEN: Self = Self { bandwidth_m: None };

    pub fn with_bandwidth(metres: f64) -> Self {
        Self { bandwidth_m: Some(metres) }
    }

    fn bandwidth_m(self) -> f64 {
        self.bandwidth_m.unwrap_or(USUAL_BANDWIDTH_M)
    }
}

impl Forecaster for Density {
    fn name(&self) -> &'static str {
        "density"
    }

    fn description(&self) -> &'static str {
        "Kernel density of all incidents so far; the bandwidth is chosen on the past."
    }

    fn choose(&self, past: Past<'_>, task: &Task, progress: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
        let chosen = most_capturing(past, task, origins_to_try(past), &BANDWIDTHS_M, |bandwidth, past| {
            progress.check()?;
            Ok(spread(past, bandwidth, evenly(past, task)))
        })?;
        Ok(Box::new(Self::with_bandwidth(chosen)))
    }

    fn fit(&self, past: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
        if past.events().is_empty() {
            return Err(ForecastError::NoPast);
        }
        Ok(Box::new(*self))
    }
}

impl Fitted for Density {
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
        Ok(spread(past, self.bandwidth_m(), evenly(past, task)))
    }

    fn parts(&self, past: Past<'_>, task: &Task) -> Result<Vec<(Part, Vec<f64>)>, ForecastError> {
        let risk = self.risk(past, task)?;
        Ok(parts_by_source(past, &risk, added(past, self.bandwidth_m(), evenly(past, task))))
    }

    fn parameters(&self) -> Map<String, Value> {
        Map::from_iter([("bandwidth_m".to_owned(), Value::from(self.bandwidth_m()))])
    }
}

/// Incidents of the horizon for one of the past, of whatever age.
fn evenly(past: Past<'_>, task: &Task) -> impl Fn(usize, f64) -> f64 + Sync + Copy {
    let covered_days = past.covered_days(past.days());
    let scale = if covered_days > 0.0 { task.horizon.days() / covered_days } else { 0.0 };
    move |_event, _age| scale
}

/// Incidents `[n_cells]`: `of(event, age in days)` times what it counts as of each past one, spread round its place.
pub(in crate::forecast) fn spread(past: Past<'_>, bandwidth_m: f64, of: impl Fn(usize, f64) -> f64) -> Vec<f64> {
    let (events, cells, origin) = (past.events(), past.cells(), past.origin_day());
    let lattice = GaussianLattice::over(cells.centres(), over_cells(past, bandwidth_m));
    let counted = events.middle_day().iter().zip(events.weight()).enumerate();
    let weights = counted.map(|(event, (middle, counted))| counted * of(event, origin - middle));
    let weighted = events.at().iter().copied().zip(weights).filter(|(_, weight)| *weight > 0.0);
    let smoothed = lattice.smooth(weighted);
    let density = smoothed.at_all(cells.centres());
    density.iter().zip(cells.area_km2()).map(|(per_m2, km2)| per_m2 * km2 * 1e6).collect()
}

/// What an event adds to a cell, by the plain formula.
pub(in crate::forecast) fn added(
    past: Past<'_>,
    bandwidth_m: f64,
    of: impl Fn(usize, f64) -> f64,
) -> impl Fn(usize, usize) -> f64 {
    let (events, cells, origin) = (past.events(), past.cells(), past.origin_day());
    let variance = over_cells(past, bandwidth_m).powi(2);
    move |event, cell| {
        let square = cells.centres()[cell].distance(events.at()[event]).0.powi(2);
        let kernel = (-square / (2.0 * variance)).exp() / (std::f64::consts::TAU * variance);
        let counted = events.weight()[event] * of(event, origin - events.middle_day()[event]);
        counted * kernel * cells.area_km2()[cell] * 1e6
    }
}

/// The bandwidth whose kernel at a cell's centre is the mean over the cell of one of `bandwidth_m`: a square adds a twelfth of its side's
/// square to the variance of each axis. Below half a spacing the mean would depend on where in the cell an incident lies.
fn over_cells(past: Past<'_>, bandwidth_m: f64) -> f64 {
    let spacing_m = past.cells().spacing_m();
    bandwidth_m.max(0.5 * spacing_m).hypot(spacing_m / 12.0_f64.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{ORIGIN, history, task};

    #[test]
    fn spread_by_hand() {
        // One incident in the middle of a cell of 100 m; the data cover 70 days.
        let history = history(4, &[(1, -3.0)], 70);
        let risk = Density::with_bandwidth(100.0).risk(history.before(ORIGIN), &task()).unwrap();
        let variance = 100.0_f64.powi(2) * (1.0 + 1.0 / 12.0);
        let peak = 0.1 * 1e4 / (std::f64::consts::TAU * variance);
        for (cell, distance) in [100.0_f64, 0.0, 100.0, 200.0].into_iter().enumerate() {
            let expected = peak * (-distance.powi(2) / (2.0 * variance)).exp();
            assert!((risk[cell] - expected).abs() < 1e-3 * peak, "cell {cell}: {} {expected}", risk[cell]);
        }
    }

    /// scipy 1.17.1, `tests/reference/forecast_points.py`: the sum of normal densities at the centres.
    #[test]
    fn agrees_with_scipy() {
        let events: Vec<_> = (0..40_u32).map(|i| (i * i % 9, -1.0 - f64::from(i) * 1.7)).collect();
        let history = history(9, &events, 100);
        let risk = Density::with_bandwidth(150.0).risk(history.before(ORIGIN), &task()).unwrap();
        for (cell, expected) in [(0, SCIPY[0]), (4, SCIPY[1]), (8, SCIPY[2])] {
            assert!((risk[cell] - expected).abs() < 1e-3, "cell {cell}: {} {expected}", risk[cell]);
        }
    }

    const SCIPY: [f64; 3] = [0.102_923_174, 0.056_938_217, 0.032_224_600];

    #[test]
    fn the_cells_share_out_what_is_among_them() {
        // In the middle of a long line of cells: what leaves it sideways is all that is lost.
        let history = history(41, &[(20, -3.0)], 70);
        let risk = Density::with_bandwidth(20.0).risk(history.before(ORIGIN), &task()).unwrap();
        let sideways = (50.0_f64.powi(2) + 100.0_f64.powi(2) / 12.0).sqrt();
        let inside = 0.1 * 100.0 / (std::f64::consts::TAU.sqrt() * sideways);
        assert!((risk.iter().sum::<f64>() / inside - 1.0).abs() < 5e-3, "{} {inside}", risk.iter().sum::<f64>());
    }

    #[test]
    fn a_choice_follows_what_the_past_asks_for() {
        // Always the same two cells, with a neighbour each that never has any: the narrowest kernel is not worse than any other.
        let events: Vec<_> = (0..300).map(|day| (if day % 2 == 0 { 1 } else { 6 }, -f64::from(day) - 0.5)).collect();
        let history = history(8, &events, 300);
        let task = Task { coverage_fraction: 0.25, ..task() };
        let chosen = Density::UNCHOSEN.choose(history.before(ORIGIN), &task, &Progress::new()).unwrap();
        let fitted = chosen.fit(history.before(ORIGIN), &task, &Progress::new()).unwrap();
        assert_eq!(fitted.parameters()["bandwidth_m"], 50.0);
    }
}
