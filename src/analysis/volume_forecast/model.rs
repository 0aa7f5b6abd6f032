use augurs::Predict;
use augurs::ets::model::{ErrorComponent, Model, ModelType, SeasonalComponent, TrendComponent, Unfit};
use augurs::mstl::stlrs::{MstlParams, params};

use super::paths::{Paths, draw};
use crate::analysis::replica_rng;

/// Months of a season.
pub(super) const YEAR: usize = 12;
/// A season must be seen twice to be one.
pub(super) const FEWEST_MONTHS: usize = 2 * YEAR;
/// Added to every count so that zero has a logarithm.
const HALF: f64 = 0.5;
/// So wide a seasonal window makes the season the same in every year, which a few years of counts cannot tell from a changing one.
const SAME_SEASON_EVERY_YEAR: usize = 10_001;
/// Degrees of freedom that the level and slope take beside the twelve of the season.
const LEVEL_AND_SLOPE: usize = 2;

/// Months with their counts: what is forecast, and how long the months are that it is forecast for.
#[derive(Clone, Debug)]
pub(super) struct History {
    pub counts: Vec<f64>,
    pub days: Vec<f64>,
    /// Days of the months to come.
    pub days_ahead: Vec<f64>,
}

impl History {
    /// As it was before month number `month`, with that and the following months to come.
    pub fn until(&self, month: usize, ahead: usize) -> Self {
        let days: Vec<f64> = self.days.iter().chain(&self.days_ahead).copied().collect();
        Self {
            counts: self.counts[..month].to_vec(),
            days: days[..month].to_vec(),
            days_ahead: days[month..(month + ahead).min(days.len())].to_vec(),
        }
    }

    /// Logarithm of the daily rate, half an incident added to each month.
    pub fn log_rates(&self) -> Vec<f64> {
        self.counts.iter().zip(&self.days).map(|(count, days)| ((count + HALF) / days).ln()).collect()
    }
}

/// The count of a month of this logarithm of the daily rate, never below zero.
pub(super) fn count_of(log_rate: f64, days: f64) -> f64 {
    (log_rate.exp() * days - HALF).max(0.0)
}

/// Draws futures of a series: a season, and exponential smoothing of what is left.
///
/// The logarithm of the daily rate is split into a season that is the same every year, and the rest (STL, one seasonal period). The rest
/// follows simple exponential smoothing or one with a damped slope, whichever has the smaller corrected AIC (augurs). A future adds to
/// the point forecast `ŷₕ` what the model does with chance: `yₕ = ŷₕ + εₕ + Σⱼ cⱼ εₕ₋ⱼ`, j from 1 to h - 1, with the model's own `cⱼ` and `ε`
/// drawn with replacement from its residuals, widened by `√(n/(n-14))` for the fourteen numbers that the season, level and slope took from
/// them; and to each month of the season one such draw, divided by the root of the number of years that it was estimated from. An undamped slope is not offered: over two years it runs away.
///
/// `None` with fewer than 24 months, or where neither model can be fitted. The same seed gives the same futures for any number of threads.
///
/// Cleveland, R. et al. (1990), STL, Journal of Official Statistics 6, 3-73; Hyndman, R. et al. (2008), Forecasting with Exponential
/// Smoothing, doi:10.1007/978-3-540-71918-2, table 6.1; Gardner, E. and McKenzie, E. (1985), doi:10.1287/mnsc.31.10.1237.
pub(super) fn smoothed_paths(history: &History, paths: usize, seed: u64) -> Option<Paths> {
    let (n, ahead) = (history.counts.len(), history.days_ahead.len());
    if n < FEWEST_MONTHS || ahead == 0 {
        return None;
    }
    let log_rates = history.log_rates();
    let season = season_of(&log_rates)?;
    let rest: Vec<f64> = log_rates.iter().zip(&season).map(|(rate, season)| rate - season).collect();
    let model = best_model(&rest)?;
    let points = model.predict(ahead, None).ok()?.point;
    let carried = carried(&model, ahead)?;
    let residuals = residuals(&model, &rest)?;
    // A factor of the season is a mean of as many months as there are years.
    let season_error = (YEAR as f64 / n as f64).sqrt();
    let mut values = Vec::with_capacity(paths * ahead);
    for path in 0..paths {
        let mut rng = replica_rng(seed, path as u64);
        let shocks: Vec<f64> = (0..ahead).map(|_| draw(&residuals, &mut rng)).collect();
        let astray: [f64; YEAR] = std::array::from_fn(|_| draw(&residuals, &mut rng) * season_error);
        for month in 0..ahead {
            let memory: f64 = (1..=month).map(|back| carried[back - 1] * shocks[month - back]).sum();
            let seasonal = season[n - YEAR + month % YEAR] + astray[month % YEAR];
            let log_rate = points[month] + shocks[month] + memory + seasonal;
            values.push(count_of(log_rate, history.days_ahead[month]));
        }
    }
    Some(Paths::new(ahead, values))
}

/// The seasonal part of every month.
fn season_of(log_rates: &[f64]) -> Option<Vec<f64>> {
    let mut inner = params();
    inner.seasonal_degree(0);
    let mut outer = MstlParams::new();
    outer.stl_params(inner).seasonal_lengths(&[SAME_SEASON_EVERY_YEAR]);
    let (mut seasons, _, _) = outer.fit(log_rates, &[YEAR]).ok()?.into_parts();
    seasons.pop()
}

/// Simple exponential smoothing or one with a damped slope.
fn best_model(values: &[f64]) -> Option<Model> {
    let fit = |trend, damped| {
        let kind = ModelType { error: ErrorComponent::Additive, trend, season: SeasonalComponent::None };
        Unfit::new(kind).damped(damped).fit(values).ok().filter(|model| model.aicc().is_finite())
    };
    let models = [fit(TrendComponent::None, false), fit(TrendComponent::Additive, true)];
    models.into_iter().flatten().min_by(|a, b| a.aicc().total_cmp(&b.aicc()))
}

/// How much of a shock is still there one, two, … months later.
///
/// augurs does not tell its smoothing parameters, but the widths of its intervals do: the variance h months ahead is
/// `σ² (1 + Σ cⱼ²)`, j from 1 to h - 1, and every `cⱼ` is positive.
fn carried(model: &Model, ahead: usize) -> Option<Vec<f64>> {
    /// Any level does: widths are compared with the first.
    const LEVEL: f64 = 0.95;
    let forecast = model.predict(ahead, Some(LEVEL)).ok()?;
    let upper = &forecast.intervals.as_ref()?.upper;
    let variances: Vec<f64> = upper.iter().zip(&forecast.point).map(|(high, point)| (high - point).powi(2)).collect();
    let first = *variances.first()?;
    if first == 0.0 {
        return Some(vec![0.0; ahead]);
    }
    let squares = variances.windows(2).map(|pair| ((pair[1] - pair[0]) / first).max(0.0));
    Some(squares.map(f64::sqrt).collect())
}

/// What the model missed by in each month, about 0, widened for what was fitted.
fn residuals(model: &Model, values: &[f64]) -> Option<Vec<f64>> {
    let fitted = model.predict_in_sample(None).ok()?.point;
    let missed: Vec<f64> = values.iter().zip(&fitted).map(|(value, fitted)| value - fitted).collect();
    let mean = missed.iter().sum::<f64>() / missed.len() as f64;
    let n = missed.len() as f64;
    let widened = (n / (n - (YEAR + LEVEL_AND_SLOPE) as f64)).sqrt();
    Some(missed.into_iter().map(|missed| widened * (missed - mean)).collect())
}
