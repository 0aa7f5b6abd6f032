use super::class::{Confidence, SpotClass};
use super::conditional_permutations::{Tails, conditional_permutations};
use super::empirical_bayes::empirical_bayes_rates;
use super::getis_ord::getis_ord;
use super::ground::Ground;
use super::local_moran::local_moran;
use super::parameters::{CheckedHotSpots, Correction, HotSpotError, Statistic};
use crate::analysis::progress::Progress;
use crate::analysis::significance::{benjamini_hochberg, pseudo_p, two_sided_p};
use crate::analysis::spatial_weights::SpatialWeights;
use crate::index::{Index, Selection};

/// The hot and cold spots of some cells.
#[derive(Clone, Debug, PartialEq)]
pub struct HotSpots {
    pub parameters: CheckedHotSpots,
    /// The cells that have a value, in the order of the grid's rows.
    pub cells: Vec<SpotCell>,
    /// Cells with a p up to this are significant; `None` where none is.
    pub p_threshold: Option<f64>,
    /// Incidents in all cells.
    pub incidents: usize,
    /// Whether the values are rates.
    pub is_rate: bool,
}

/// What is known of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpotCell {
    /// Of the grid.
    pub row: usize,
    /// Incidents in the cell.
    pub count: f64,
    /// Incidents in the cell and its neighbours.
    pub neighbourhood: f64,
    /// People who live in the cell; `None` unless rates are tested.
    pub residents: Option<f64>,
    /// Standard deviations from what chance gives; hot is above 0.
    pub z: f64,
    /// Two-sided.
    pub p: f64,
    /// Local Moran's I; `None` for Gi*.
    pub local_moran: Option<f64>,
    pub class: SpotClass,
    /// Whether it is a discovery at the false discovery rate that was asked for.
    pub is_significant: bool,
}

/// The score of each cell, before classes.
struct Scores {
    z: Vec<f64>,
    local_moran: Option<Vec<f64>>,
    /// Of local Moran: whether the cell, and the mean of its neighbours, are above average.
    quadrants: Vec<SpotClass>,
}

/// The hot spots of the selected incidents; with `residents`, one number a cell, of their rates (see [`empirical_bayes_rates`]).
///
/// Incidents are counted by cell as in [`Index::counts`]; cells without residents are left out of rates.
pub fn hot_spots_of(
    index: &Index,
    selection: &Selection,
    ground: &Ground,
    residents: Option<&[f64]>,
    parameters: &CheckedHotSpots,
    progress: &Progress,
) -> Result<HotSpots, HotSpotError> {
    let counts = index.counts(selection, ground.grid());
    hot_spots(&counts, residents, ground.weights(), parameters, progress)
}

/// Scores, probabilities and classes of cells with these `counts`, one a cell, and `residents` if rates are to be tested.
///
/// p is two-sided: from z by the normal distribution, or from permutations as 2 · (M + 1)/(R + 1), at most 1, M being the replicas at
/// least as extreme in the cell's own direction. Classes hold at an error rate of 1, 5 or 10 % (Gi*), or at the false discovery rate
/// (local Moran), corrected for the number of cells unless [`Correction::None`].
pub fn hot_spots(
    counts: &[f64],
    residents: Option<&[f64]>,
    weights: &SpatialWeights,
    parameters: &CheckedHotSpots,
    progress: &Progress,
) -> Result<HotSpots, HotSpotError> {
    let Some(residents) = residents else {
        let rows: Vec<usize> = (0..counts.len()).collect();
        return assemble(&rows, counts, None, counts, weights, parameters, progress);
    };
    let rows: Vec<usize> = (0..counts.len()).filter(|&row| residents[row] > 0.0).collect();
    let counts: Vec<f64> = rows.iter().map(|&row| counts[row]).collect();
    let residents: Vec<f64> = rows.iter().map(|&row| residents[row]).collect();
    let rates = empirical_bayes_rates(&counts, &residents);
    assemble(&rows, &counts, Some(&residents), &rates, &weights.among(&rows), parameters, progress)
}

fn assemble(
    rows: &[usize],
    counts: &[f64],
    residents: Option<&[f64]>,
    values: &[f64],
    weights: &SpatialWeights,
    parameters: &CheckedHotSpots,
    progress: &Progress,
) -> Result<HotSpots, HotSpotError> {
    let most_neighbours = (0..weights.len()).map(|row| weights.of(row).len()).max().unwrap_or(0);
    parameters.check_cells(values.len(), most_neighbours)?;
    let asked = *parameters.get();
    let scores = score(values, weights, asked.statistic);
    let p = if asked.permutations == 0 {
        scores.z.iter().map(|&z| two_sided_p(z)).collect()
    } else {
        let tails = conditional_permutations(values, weights, asked.permutations, asked.seed, progress)?;
        permuted_p(&tails, &scores, asked.statistic)
    };
    let p_threshold = benjamini_hochberg(&p, asked.discovery_rate);
    let classes = classify(&scores, &p, parameters);
    let cell = |at: usize| SpotCell {
        row: rows[at],
        count: counts[at],
        neighbourhood: counts[at] + weights.of(at).iter().map(|&other| counts[other as usize]).sum::<f64>(),
        residents: residents.map(|residents| residents[at]),
        z: scores.z[at],
        p: p[at],
        local_moran: scores.local_moran.as_ref().map(|i| i[at]),
        class: classes[at],
        is_significant: p_threshold.is_some_and(|threshold| p[at] <= threshold),
    };
    let incidents = counts.iter().sum::<f64>().round() as usize;
    let cells = (0..values.len()).map(cell).collect();
    Ok(HotSpots { parameters: *parameters, cells, p_threshold, incidents, is_rate: residents.is_some() })
}

fn score(values: &[f64], weights: &SpatialWeights, statistic: Statistic) -> Scores {
    match statistic {
        Statistic::GetisOrd => Scores { z: getis_ord(values, weights).z, local_moran: None, quadrants: Vec::new() },
        Statistic::LocalMoran => {
            let found = local_moran(values, weights);
            let quadrant = |(&own, &lag): (&f64, &f64)| match (own > 0.0, lag > 0.0) {
                (true, true) => SpotClass::HighHigh,
                (true, false) => SpotClass::HighLow,
                (false, true) => SpotClass::LowHigh,
                (false, false) => SpotClass::LowLow,
            };
            let quadrants = found.deviations.iter().zip(&found.lags).map(quadrant).collect();
            Scores { z: found.z, local_moran: Some(found.i), quadrants }
        }
    }
}

/// Two-sided p in the direction of each cell's score: a busy cell among quiet ones is not hot because its neighbours are cold.
fn permuted_p(tails: &Tails, scores: &Scores, statistic: Statistic) -> Vec<f64> {
    let extreme = |cell: usize| {
        let (high, low) = (tails.at_least[cell], tails.at_most[cell]);
        match statistic {
            Statistic::GetisOrd if scores.z[cell] > 0.0 => high,
            Statistic::GetisOrd => low,
            Statistic::LocalMoran => high.min(low),
        }
    };
    let p = |cell| (2.0 * pseudo_p(extreme(cell) as usize, tails.replicas)).min(1.0);
    (0..scores.z.len()).map(p).collect()
}

fn classify(scores: &Scores, p: &[f64], parameters: &CheckedHotSpots) -> Vec<SpotClass> {
    let asked = parameters.get();
    let threshold = |rate: f64| match asked.correction {
        Correction::FalseDiscoveryRate => benjamini_hochberg(p, rate),
        Correction::None => Some(rate),
    };
    let holds = |at: usize, threshold: Option<f64>| threshold.is_some_and(|threshold| p[at] <= threshold);
    match asked.statistic {
        Statistic::GetisOrd => {
            let levels = Confidence::ALL.map(|confidence| (confidence, threshold(confidence.error_rate())));
            let class = |at: usize| {
                let surest = levels.iter().find(|(_, threshold)| holds(at, *threshold)).map(|level| level.0);
                match surest {
                    Some(confidence) if scores.z[at] > 0.0 => SpotClass::Hot(confidence),
                    Some(confidence) if scores.z[at] < 0.0 => SpotClass::Cold(confidence),
                    _ => SpotClass::None,
                }
            };
            (0..p.len()).map(class).collect()
        }
        Statistic::LocalMoran => {
            let threshold = threshold(asked.discovery_rate);
            let class = |at: usize| if holds(at, threshold) { scores.quadrants[at] } else { SpotClass::None };
            (0..p.len()).map(class).collect()
        }
    }
}
