use rayon::prelude::*;

use super::classify::{Direction, classify};
use super::parameters::CheckedAreaTrends;
use super::windows::{BEFORE, BINS, COMPARED, NOT_COMPARED, Windows};
use crate::analysis::finding::Evidence;
use crate::analysis::intervals::{Confidence, RateRatio, rate_ratio};
use crate::analysis::months::Months;
use crate::analysis::recording_changes::recording_changes;
use crate::analysis::season::season_on_a_line;
use crate::analysis::{MannKendall, PoissonTrend, mann_kendall, odds_ratio, poisson_trend, rate_per_1000};
use crate::index::{AreaCounts, Filter, FilterError, Index, Selection};
use crate::time::TimeWindow;

/// The areas of a layer with their growth, the surest growth first.
#[derive(Clone, Debug)]
pub struct AreaTrends {
    pub parameters: CheckedAreaTrends,
    /// `None` where there are no whole months of data, or the window lies outside them: then nothing is compared.
    pub windows: Option<Windows>,
    /// The months of the trend: their numbers in `series`.
    pub months: Option<Months>,
    /// Which of `months` the trend runs along, ascending.
    pub trend_months: Vec<usize>,
    /// Whether the force's own season was taken out of the trend.
    pub deseasonalised: bool,
    /// p of the chosen test at or below which an area is significant; `None` where none is.
    pub threshold_p: Option<f64>,
    /// All incidents that pass the filter, in no matter which area.
    pub whole: Growth,
    /// Every area of the layer: those that go up, the strongest first, those that do neither, those that go down, those with too few.
    pub areas: Vec<AreaTrend>,
    /// What makes the comparison doubtful.
    pub warnings: Vec<String>,
    pub evidence: Evidence,
}

/// An area's growth and what it comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaTrend {
    /// The area's number in its layer.
    pub area: usize,
    /// 1 for the strongest growth; `None` for an area that was not tested.
    pub rank: Option<usize>,
    pub direction: Direction,
    /// Of the chosen test.
    pub p: Option<f64>,
    pub growth: Growth,
}

/// How often it happened, and whether that grows.
#[derive(Clone, Debug, PartialEq)]
pub struct Growth {
    /// In the window.
    pub count: usize,
    /// In the part of the window that has a counterpart a year before, and in the counterpart.
    pub compared: usize,
    pub before: usize,
    /// In the window, per 1,000 residents.
    pub rate_per_1000: Option<f64>,
    /// Daily rate of `compared` over that of `before`, 95 %.
    pub change: Option<RateRatio>,
    /// The same over the change of the rest of the force, 95 %.
    pub relative_change: Option<RateRatio>,
    /// Growth a year, 95 %.
    pub trend: Option<PoissonTrend>,
    /// Of incidents a month (30.44 days) with the season taken out; the slope is per month.
    pub mann_kendall: Option<MannKendall>,
    /// Incidents a month of the trend.
    pub series: Vec<u32>,
}

/// Average length of a Gregorian month.
const DAYS_PER_MONTH: f64 = 365.2425 / 12.0;

/// Counts, rates, change and trend of every area of layer number `layer` under `filter`, and which of them are significant.
///
/// The dates of the filter are the window that is looked at (the last twelve whole months without any). `change` is the ratio of the
/// daily rates now and in the same dates a year before, `relative_change` that ratio over the same ratio of everything else in the
/// force that passes the filter's other parts; both exact ([`rate_ratio`], [`odds_ratio()`]). `trend` and `mann_kendall` run along the
/// recorded whole months up to the end of the window; their exposure is the month's days times the season of the whole force, once
/// there are two years of it. A zero is a count like any other. Areas with fewer than `min_incidents` are not tested; of the rest the
/// Benjamini-Hochberg threshold says which are significant. The null hypothesis is that an area's incidents come independently at a
/// steady rate (for `relative_change`: at a rate that moves as the rest of the force does).
///
/// The filter's own errors come back. Cost: two passes over the incidents, and about 50 µs an area.
pub fn area_trends(
    index: &Index,
    filter: &Filter,
    layer: usize,
    parameters: &CheckedAreaTrends,
) -> Result<AreaTrends, FilterError> {
    let within = index.select(filter)?;
    let always = index.select(&filter.on_any_date())?;
    let force = index.select(&filter.everywhere().on_any_date())?;
    let months = Months::of(index, &force);
    let windows = months.as_ref().and_then(|months| Windows::of(months, filter.from, filter.to));
    let scene = Scene::of(index, &always, &force, layer, months, windows, parameters);
    let mut areas: Vec<AreaTrend> = (0..index.layers()[layer].areas().len())
        .into_par_iter()
        .map(|area| scene.area(area, index.layers()[layer].areas()[area].population))
        .collect();
    let steps = recording_changes(index, filter)?;
    let hull = windows_of(scene.windows.as_ref(), scene.months.as_ref(), &scene.trend_months);
    let warnings = hull.and_then(|(now, before)| steps.warning(now, before)).into_iter().collect();
    let threshold_p = classify(&mut areas, parameters);
    let whole = scene.growth(scene.by_window.all(), None, scene.by_month.all(), None);
    let Scene { months, windows, trend_months, season, .. } = scene;
    Ok(AreaTrends {
        parameters: *parameters,
        windows,
        months,
        trend_months,
        deseasonalised: season.is_some(),
        threshold_p,
        whole,
        areas,
        warnings,
        evidence: Evidence::of(index, &within),
    })
}

/// What every area is measured against.
struct Scene {
    months: Option<Months>,
    windows: Option<Windows>,
    trend_months: Vec<usize>,
    /// Months since the first, in years.
    times: Vec<f64>,
    /// Days of each month of the trend, times the season where it is known.
    exposures: Vec<f64>,
    season: Option<[f64; 12]>,
    by_window: AreaCounts,
    by_month: AreaCounts,
    /// The whole force in the parts of the windows.
    force: Vec<u32>,
    parameters: CheckedAreaTrends,
}

impl Scene {
    fn of(
        index: &Index,
        always: &Selection,
        force: &Selection,
        layer: usize,
        months: Option<Months>,
        windows: Option<Windows>,
        parameters: &CheckedAreaTrends,
    ) -> Self {
        let trend_months = match (&months, &windows) {
            (Some(months), Some(windows)) => last_months(months, windows, parameters.get().trend_months),
            _ => Vec::new(),
        };
        let window_bin = |second| windows.as_ref().and_then(|windows| windows.bin(second));
        let month_bin = |second| {
            let month = months.as_ref()?.index_of(second)?;
            trend_months.binary_search(&month).ok()
        };
        let by_window = index.by_area_and_time(always, layer, BINS, window_bin);
        let by_month = index.by_area_and_time(always, layer, trend_months.len(), month_bin);
        let in_force = index.by_area_and_time(force, layer, BINS, window_bin);
        let force_counts = months.as_ref().map_or_else(Vec::new, |months| months.counts(index, force));
        let (mut days, mut calendar, mut times) = (Vec::new(), Vec::new(), Vec::new());
        for &month in &trend_months {
            let Some(months) = &months else { continue };
            days.push(months.days(month));
            calendar.push(months.calendar(month));
            times.push(month as f64 / 12.0);
        }
        let of_force: Vec<f64> = trend_months.iter().map(|&month| force_counts[month] as f64).collect();
        let season = season_on_a_line(&of_force, &days, &calendar, &times);
        let factor = |month: usize| season.map_or(1.0, |season| season[month]);
        let exposures = days.iter().zip(&calendar).map(|(days, &month)| days * factor(month)).collect();
        let force = in_force.all().to_vec();
        Self {
            months,
            windows,
            trend_months,
            times,
            exposures,
            season,
            by_window,
            by_month,
            force,
            parameters: *parameters,
        }
    }

    fn area(&self, area: usize, population: Option<f64>) -> AreaTrend {
        let by_window = self.by_window.of(area);
        let rest: Vec<u32> = self.force.iter().zip(by_window).map(|(all, here)| all.saturating_sub(*here)).collect();
        let growth = self.growth(by_window, population, self.by_month.of(area), Some(&rest));
        AreaTrend::untested(area, growth, self.parameters.get())
    }

    fn growth(&self, by_window: &[u32], population: Option<f64>, series: &[u32], rest: Option<&[u32]>) -> Growth {
        let [compared, before, apart] = [COMPARED, BEFORE, NOT_COMPARED].map(|bin| by_window[bin] as usize);
        let [days_now, days_before] = self.windows.as_ref().map_or([0.0; 2], Windows::days);
        let counts: Vec<f64> = series.iter().copied().map(f64::from).collect();
        let monthly: Vec<f64> =
            counts.iter().zip(&self.exposures).map(|(count, exposure)| count / exposure * DAYS_PER_MONTH).collect();
        let relative = |rest: &[u32]| {
            odds_ratio(compared, before, rest[COMPARED] as usize, rest[BEFORE] as usize, Confidence::P95)
        };
        Growth {
            count: compared + apart,
            compared,
            before,
            rate_per_1000: rate_per_1000(compared + apart, population),
            change: rate_ratio(compared, days_now, before, days_before, Confidence::P95),
            relative_change: rest.and_then(relative),
            trend: poisson_trend(&counts, &self.exposures, &self.times, Confidence::P95),
            mann_kendall: mann_kendall(&monthly).filter(|_| counts.iter().any(|&count| count > 0.0)),
            series: series.to_vec(),
        }
    }
}

/// The window, and from where on anything is compared with it: the dates before or the first month of the trend.
fn windows_of(
    windows: Option<&Windows>,
    months: Option<&Months>,
    trend_months: &[usize],
) -> Option<(TimeWindow, TimeWindow)> {
    let now = windows?.span();
    let trend = months?.window(*trend_months.first()?);
    let before = windows?.span_before().filter(|before| before.start() < trend.start()).unwrap_or(trend);
    Some((now, before))
}

/// The last `most` recorded months that end within the window.
fn last_months(months: &Months, windows: &Windows, most: usize) -> Vec<usize> {
    let end = windows.span().end();
    let within = (0..months.len()).rfind(|&month| months.window(month).end() <= end);
    let Some(last) = within else { return Vec::new() };
    ((last + 1).saturating_sub(most)..=last).filter(|&month| months.is_recorded(month)).collect()
}
