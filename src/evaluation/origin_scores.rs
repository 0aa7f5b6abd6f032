use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::back_test::BackTest;
use super::calibration::Calibration;
use super::ceiling::{claimed_hit_rate, oracle_hit_rates};
use super::compactness::compactness;
use super::csep::{likelihood_quantile, spatial_quantile};
use super::poisson::{PoissonSums, with_even_part};
use super::score::{score, tie_break};
use crate::analysis::replica_rng;
use crate::forecast::{CellCounts, Cells, Past};

/// One forecaster's forecast of one period, scored: all that tables, tests and intervals need of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OriginScores {
    pub forecaster: String,
    pub origin: Date,
    /// Choosing (at the first origin), fitting (where it was fitted) and forecasting; scoring is not in it.
    pub seconds: f64,
    /// What was chosen and fitted.
    pub parameters: Map<String, Value>,
    /// One for each coverage, in their order.
    pub captures: Vec<Capture>,
    pub sums: PoissonSums,
    pub calibration: Calibration,
    /// Quantiles of the L and the S test.
    pub likelihood_quantile: Option<f64>,
    pub spatial_quantile: Option<f64>,
    /// ln λ of the cells with incidents, in the order of their rows, once a cell.
    pub log_rates: Vec<f64>,
}

/// What the chosen cells held at one coverage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Capture {
    /// Rows, ascending.
    pub chosen: Vec<u32>,
    pub area_fraction: f64,
    pub incidents: f64,
    pub hits: f64,
    pub most_hits: f64,
    pub hit_rate: Option<f64>,
    pub pai: Option<f64>,
    pub pei: Option<f64>,
    pub oracle_pai: Option<f64>,
    /// Cells left out at the risk of the last one chosen.
    pub tied: usize,
    pub patches: usize,
    pub touching_fraction: f64,
    /// The hit rate to be expected if the forecast were the truth.
    pub claimed_hit_rate: Option<f64>,
    /// Likewise of an oracle, for each of the hidden variances; only of the forecaster that the ceiling is estimated from.
    pub oracle_hit_rates: Option<Vec<f64>>,
}

/// A forecast on its way to be scored.
pub(super) struct Forecast<'a> {
    pub forecaster: &'a str,
    pub at: usize,
    pub past: Past<'a>,
    pub risk: &'a [f64],
    pub truth: &'a CellCounts,
    pub seconds: f64,
    pub parameters: Map<String, Value>,
    /// Whether the ceiling is estimated from it.
    pub is_default: bool,
}

/// Catalogues drawn for each of the L and the S test: a quantile in steps of half a percent.
const CATALOGUES: usize = 199;

/// Streams of random numbers an origin.
const STREAMS: u64 = 3;

pub(super) fn scored(forecast: Forecast<'_>, test: &BackTest) -> OriginScores {
    let Forecast { past, risk, truth, .. } = forecast;
    let counts = &truth.counts;
    let ties = tie_break(past);
    let rng = |purpose| replica_rng(test.seed, STREAMS * forecast.at as u64 + purpose);
    let captures = test.coverages.iter().map(|&coverage| {
        let found = score(past.cells(), risk, &ties, truth, coverage);
        let hidden =
            forecast.is_default.then(|| oracle_hit_rates(risk, found.chosen.len(), truth.outside, &mut rng(2)));
        capture(past.cells(), risk, truth, found, hidden.flatten())
    });
    let captures = captures.collect();
    let sums = PoissonSums::of(risk, counts);
    let rates = if sums.expected > 0.0 { with_even_part(risk) } else { Vec::new() };
    let hit = (0..rates.len()).filter(|&row| counts[row] > 0.0);
    OriginScores {
        forecaster: forecast.forecaster.to_owned(),
        origin: past.origin(),
        seconds: forecast.seconds,
        parameters: forecast.parameters,
        captures,
        sums,
        calibration: Calibration::of(risk, counts),
        likelihood_quantile: likelihood_quantile(&rates, counts, CATALOGUES, &mut rng(0)),
        spatial_quantile: spatial_quantile(&rates, counts, CATALOGUES, &mut rng(1)),
        log_rates: hit.map(|row| rates[row].ln()).collect(),
    }
}

fn capture(
    cells: &Cells,
    risk: &[f64],
    truth: &CellCounts,
    found: super::score::Score,
    oracle_hit_rates: Option<Vec<f64>>,
) -> Capture {
    let lie = compactness(cells, &found.chosen);
    let mut chosen: Vec<u32> = found.chosen.iter().map(|&row| row as u32).collect();
    chosen.sort_unstable();
    Capture {
        area_fraction: found.area_fraction,
        incidents: found.incidents,
        hits: found.hits,
        most_hits: found.most_hits,
        hit_rate: found.hit_rate(),
        pai: found.pai(),
        pei: found.pei(),
        oracle_pai: found.oracle_pai(),
        tied: found.tied,
        patches: lie.map_or(0, |lie| lie.patches),
        touching_fraction: lie.map_or(0.0, |lie| lie.touching_fraction),
        claimed_hit_rate: claimed_hit_rate(risk, &found.chosen, truth.outside),
        oracle_hit_rates,
        chosen,
    }
}
