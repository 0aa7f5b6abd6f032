use rayon::prelude::*;

use super::class::{Direction, EmergingClass, History, Pattern, Trend};
use super::overlap::variance_factor;
use super::parameters::{CheckedEmerging, EmergingError};
use super::scores::Scores;
use crate::analysis::mann_kendall::trend_without_slope;
use crate::analysis::progress::{Cancelled, Progress};
use crate::analysis::significance::{benjamini_hochberg, benjamini_hochberg_among, two_sided_p};
use crate::analysis::spatial_weights::SpatialWeights;
use crate::index::Cube;

/// The emerging hot spots of a cube.
#[derive(Clone, Debug, PartialEq)]
pub struct EmergingHotSpots {
    pub parameters: CheckedEmerging,
    /// One a cell of the grid, in the order of its rows.
    pub cells: Vec<EmergingCell>,
    /// Periods that were tested: all but the first few, which have no whole neighbourhood.
    pub periods: usize,
    /// Bins with a p up to this are hot or cold; `None` where none is.
    pub p_threshold: Option<f64>,
    /// Cells with a p up to this have a trend; `None` where none has.
    pub trend_p_threshold: Option<f64>,
    /// Incidents in the cube.
    pub incidents: f64,
}

/// The history of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EmergingCell {
    pub class: Option<EmergingClass>,
    /// Incidents in the cell over all periods of the cube.
    pub count: f64,
    pub hot_periods: usize,
    pub cold_periods: usize,
    /// Periods in a row at the end with a spot of the last one's direction; 0 if the last has none.
    pub run_periods: usize,
    /// Gi* of the last period.
    pub latest_z: f64,
    /// Mann and Kendall's; above 0 where the scores rise.
    pub trend_z: f64,
    /// Two-sided.
    pub trend_p: f64,
    /// Whether the trend is significant, among the cells that were hot or cold in any period.
    pub trend: Option<Trend>,
}

impl EmergingCell {
    /// Whether it is a hot spot in the last period that is new or growing: the question that the analysis is there for. A place that was
    /// hot off and on before is sporadic, and emerges all the same when its scores rise.
    pub fn is_emerging(&self) -> bool {
        match self.class {
            Some(EmergingClass { pattern, direction: Direction::Hot }) => match pattern {
                Pattern::New | Pattern::Consecutive | Pattern::Intensifying => true,
                Pattern::Historical => false,
                _ => self.trend == Some(Trend::Rising),
            },
            _ => false,
        }
    }
}

/// How many cells one thread looks after between two looks at whether anybody still wants them.
const CHUNK: usize = 1024;

/// Classes of the cells by how their Gi* came about.
///
/// 1. Gi* of each cell in each period over its neighbourhood in space and time (see `Scores`), its p by the normal distribution,
///    two-sided. A bin is hot (z > 0) or cold (z < 0) when p is small enough for the false discovery rate over **all** bins.
/// 2. Mann and Kendall's test of each cell's scores over time, its variance enlarged for what successive neighbourhoods share
///    (`variance_factor`). It is significant at the false discovery rate among the cells that were hot or cold in any period.
/// 3. The class by the definitions of [`EmergingClass::meaning`].
///
/// `cube` and `weights` have the same cells. Cost: cells × periods × (neighbours + periods / 2), on all cores; memory for the
/// bins with p below the rate. The same bits for any number of threads.
///
/// The classes follow Esri's Emerging Hot Spot Analysis (ArcGIS Pro documentation, 2014 onwards), which leaves the overlap of
/// neighbourhoods and the number of trends uncorrected.
pub fn emerging_hot_spots(
    cube: &Cube,
    weights: &SpatialWeights,
    parameters: &CheckedEmerging,
    progress: &Progress,
) -> Result<EmergingHotSpots, EmergingError> {
    parameters.check_cube(cube.n_cells(), cube.n_periods())?;
    let asked = parameters.get();
    let scores = Scores::new(cube, weights, asked.null, asked.span);
    progress.begin(2 * cube.n_cells() as u64);
    let p_threshold = bin_threshold(&scores, weights, asked.discovery_rate, progress)?;
    let mut cells = histories(&scores, cube, weights, p_threshold, asked.span + 1, progress)?;
    let trends: Vec<f64> = cells.iter().filter(|cell| cell.1.has_spot()).map(|cell| cell.0.trend_p).collect();
    let trend_p_threshold = benjamini_hochberg(&trends, asked.discovery_rate);
    for (cell, history) in &mut cells {
        let is_significant = trend_p_threshold.is_some_and(|threshold| history.has_spot() && cell.trend_p <= threshold);
        let trend = if cell.trend_z > 0.0 { Trend::Rising } else { Trend::Falling };
        cell.trend = is_significant.then_some(trend);
        cell.class = EmergingClass::of(history, cell.trend);
    }
    Ok(EmergingHotSpots {
        parameters: *parameters,
        cells: cells.into_iter().map(|(cell, _)| cell).collect(),
        periods: scores.periods(),
        p_threshold,
        trend_p_threshold,
        incidents: cube.total(),
    })
}

/// The largest p of a hot or cold bin.
fn bin_threshold(
    scores: &Scores<'_>,
    weights: &SpatialWeights,
    rate: f64,
    progress: &Progress,
) -> Result<Option<f64>, Cancelled> {
    let n = weights.len();
    let chunks = (0..n.div_ceil(CHUNK)).into_par_iter().map(|chunk| {
        let (mut z, mut candidates) = (vec![0.0; scores.periods()], Vec::new());
        let rows = chunk * CHUNK..n.min((chunk + 1) * CHUNK);
        progress.advance(rows.len() as u64)?;
        for row in rows {
            scores.of(row, &mut z);
            // No p is below the rate within one standard deviation and a quarter: the distribution need not be asked.
            let far = z.iter().filter(|z| z.abs() > 1.25 || rate > 0.2);
            candidates.extend(far.map(|&z| two_sided_p(z)).filter(|&p| p <= rate));
        }
        Ok(candidates)
    });
    let candidates: Vec<Vec<f64>> = chunks.collect::<Result<_, Cancelled>>()?;
    Ok(benjamini_hochberg_among(candidates.concat(), n * scores.periods(), rate))
}

/// Each cell without its class, and its history.
fn histories(
    scores: &Scores<'_>,
    cube: &Cube,
    weights: &SpatialWeights,
    p_threshold: Option<f64>,
    width: usize,
    progress: &Progress,
) -> Result<Vec<(EmergingCell, History)>, Cancelled> {
    let n = cube.n_cells();
    let judge =
        Judge { z_threshold: p_threshold.map(z_threshold), variance_factor: variance_factor(scores.periods(), width) };
    let most_neighbours = (0..n).map(|row| weights.of(row).len()).max().unwrap_or(0);
    let mut z = vec![0.0; scores.periods()];
    let nothing: Vec<(EmergingCell, History)> = (0..=most_neighbours)
        .map(|neighbours| {
            scores.of_nothing(neighbours, &mut z);
            judge.history(&z, 0.0)
        })
        .collect();
    let chunks = (0..n.div_ceil(CHUNK)).into_par_iter().map(|chunk| {
        let (mut z, mut found) = (vec![0.0; scores.periods()], Vec::with_capacity(CHUNK));
        let rows = chunk * CHUNK..n.min((chunk + 1) * CHUNK);
        progress.advance(rows.len() as u64)?;
        for row in rows {
            found.push(if scores.is_empty(row) {
                nothing[weights.of(row).len()]
            } else {
                scores.of(row, &mut z);
                judge.history(&z, cube.cell(row).iter().fold(0.0, |sum, entry| sum + entry.count))
            });
        }
        Ok(found)
    });
    Ok(chunks.collect::<Result<Vec<_>, Cancelled>>()?.concat())
}

/// The least |z| whose p is at most `threshold`, by bisection.
fn z_threshold(threshold: f64) -> f64 {
    let (mut low, mut high) = (0.0, 40.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if two_sided_p(middle) <= threshold {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// Tells a cell's history from its scores.
struct Judge {
    /// Bins at least this far from 0 are hot or cold; `None` where no bin is.
    z_threshold: Option<f64>,
    variance_factor: f64,
}

impl Judge {
    fn history(&self, z: &[f64], count: f64) -> (EmergingCell, History) {
        let spot = |z: f64| match self.z_threshold {
            Some(threshold) if z >= threshold => Some(Direction::Hot),
            Some(threshold) if z <= -threshold => Some(Direction::Cold),
            _ => None,
        };
        let times = |direction| z.iter().filter(|&&z| spot(z) == Some(direction)).count();
        let latest_z = z.last().copied().unwrap_or(0.0);
        let last = spot(latest_z);
        let run = last.map_or(0, |_| z.iter().rev().take_while(|&&z| spot(z) == last).count());
        let history = History { periods: z.len(), hot: times(Direction::Hot), cold: times(Direction::Cold), run, last };
        let trend_z = trend_without_slope(z, self.variance_factor);
        let cell = EmergingCell {
            class: None,
            count,
            hot_periods: history.hot,
            cold_periods: history.cold,
            run_periods: run,
            latest_z,
            trend_z,
            trend_p: two_sided_p(trend_z),
            trend: None,
        };
        (cell, history)
    }
}
