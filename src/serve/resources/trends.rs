use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::DateSpan;
use crate::analysis::area_trends::{AreaTrend, AreaTrends, Direction, Growth, TrendTest, Windows};
use crate::analysis::intervals::RateRatio;
use crate::analysis::months::{Months, month_name};
use crate::index::{Filter, Index};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::{App, Current};
use crate::serve::trends::{TrendParameters, Wanted, trend_parameters};
use crate::space::Area;

/// The areas of a layer with their growth.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trends {
    #[schema(example = "district")]
    pub layer: String,
    /// What decides: `trend`, `mann-kendall`, `change` or `relative-change`.
    pub test: &'static str,
    pub false_discovery_rate: f64,
    /// p at or below which an area is significant; null where none is.
    pub threshold_p: Option<f64>,
    /// The window that is looked at.
    pub window: Option<DateSpan>,
    /// The same dates before, that it is compared with.
    pub before: Option<DateSpan>,
    /// The months of the trend, `YYYY-MM`; those without data are left out.
    pub months: Vec<String>,
    /// Whether the whole force's season was taken out of the trend.
    pub deseasonalised: bool,
    pub areas_tested: usize,
    /// How many areas go significantly up.
    pub up: usize,
    pub down: usize,
    pub too_few: usize,
    /// All incidents that pass the filter.
    pub whole: AreaGrowth,
    /// The strongest growth first, then the areas that neither grow nor fall for sure, then those that fall, then those not tested.
    pub areas: Vec<AreaGrowth>,
    /// What was left out, and why.
    pub notes: Vec<String>,
    /// What makes the comparison doubtful: steps in the force's own series, and gaps.
    pub warnings: Vec<String>,
    pub finding: FindingText,
}

/// An area and its growth.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaGrowth {
    /// Null for all incidents together.
    pub code: Option<String>,
    pub name: String,
    /// 1 for the strongest growth; null where nothing was tested.
    pub rank: Option<usize>,
    /// `up`, `none`, `down` or `too-few`; null for all incidents together.
    pub direction: Option<&'static str>,
    /// Of the chosen test.
    pub p: Option<f64>,
    /// Residents, where known.
    pub population: Option<f64>,
    /// In the window.
    pub count: usize,
    /// In the part of the window whose counterpart has data.
    pub count_compared: usize,
    /// In that counterpart.
    pub count_before: usize,
    /// In the window, per 1,000 residents.
    pub rate_per_1000: Option<f64>,
    /// Daily rate now over that before.
    pub change: Option<Ratio>,
    /// That over the same of the rest of the force.
    pub relative_change: Option<Ratio>,
    pub trend: Option<Trend>,
    pub mann_kendall: Option<RankTrend>,
    /// Incidents a month, along `months`.
    pub series: Vec<u32>,
}

/// A ratio with its exact 95 % interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ratio {
    /// Null where there was nothing before.
    pub ratio: Option<f64>,
    pub low: f64,
    /// Null where no ratio is too high.
    pub high: Option<f64>,
    pub p: f64,
}

/// A steady growth, with its 95 % interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trend {
    /// Times as many after a year.
    pub ratio_per_year: f64,
    pub low: f64,
    pub high: f64,
    pub p: f64,
    /// Variance over mean of a month's count, at least 1.
    pub dispersion: f64,
}

/// A growth by ranks.
#[derive(Debug, Serialize, ToSchema)]
pub struct RankTrend {
    pub z: f64,
    pub p: f64,
    /// Incidents a month more, each year (the median).
    pub sen_slope_per_year: f64,
}

/// What a map of trends must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendLegend {
    pub method: String,
    pub unit: &'static str,
    pub window: Option<DateSpan>,
    pub before: Option<DateSpan>,
    /// What is held to be so until the data speak against it.
    pub null: &'static str,
    pub incidents: usize,
    pub classes: Vec<TrendClass>,
    pub snapped_note: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TrendClass {
    /// Of the property `direction`.
    pub value: &'static str,
    pub label: &'static str,
    pub areas: usize,
}

/// Which areas grow and which fall: each area of a layer against a year ago, against the rest of the force and over months.
///
/// The dates of the filter are the window; without any it is the last twelve whole months. Ratios have exact 95 % intervals. Which areas are
/// significant is decided by `test`, with the number of areas taken into account (Benjamini and Hochberg).
#[utoipa::path(
    get, path = "/api/v1/trends/{layer}", tag = "trends",
    params(("layer" = String, Path, description = "The layer's name"), FilterParameters, TrendParameters),
    responses(
        (status = 200, description = "The areas, ranked", body = Trends),
        (status = 202, description = "Not yet computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn trends(
    State(app): State<App>,
    Current(snapshot): Current,
    Path(name): Path<String>,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let wanted = wanted(&snapshot, &name, parameters)?;
    let outcome = wanted.clone().begin(&snapshot, app.workers()).await?;
    let shape = move |found: &AreaTrends| Ok(Json(Trends::of(snapshot.index(), &wanted.filter, wanted.layer, found)));
    answer(outcome, app.workers(), shape).await
}

/// What a map of trends must say beside it: method, windows, null hypothesis and the four classes with their numbers of areas.
#[utoipa::path(
    get, path = "/api/v1/trends/{layer}/legend", tag = "trends",
    params(("layer" = String, Path, description = "The layer's name"), FilterParameters, TrendParameters),
    responses(
        (status = 200, description = "The legend", body = TrendLegend),
        (status = 202, description = "Not yet computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn legend(
    State(app): State<App>,
    Current(snapshot): Current,
    Path(name): Path<String>,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let wanted = wanted(&snapshot, &name, parameters)?;
    let outcome = wanted.clone().begin(&snapshot, app.workers()).await?;
    let shape = move |found: &AreaTrends| Ok(Json(legend_of(&name, found)));
    answer(outcome, app.workers(), shape).await
}

fn wanted(snapshot: &Arc<Snapshot>, name: &str, parameters: Parameters) -> Result<Wanted, ApiError> {
    let (filter, parameters) = parameters.read(|take| Ok((take.filter()?, trend_parameters(take)?)))?;
    let layer = snapshot.index().layer(name).ok_or_else(|| ApiError::not_found("layer", name))?;
    Ok(Wanted { filter, layer, parameters })
}

impl Trends {
    pub fn of(index: &Index, filter: &Filter, layer: usize, found: &AreaTrends) -> Self {
        let layer = &index.layers()[layer];
        let parameters = found.parameters.get();
        Self {
            layer: layer.name().to_owned(),
            test: parameters.test.slug(),
            false_discovery_rate: parameters.false_discovery_rate,
            threshold_p: found.threshold_p,
            window: found.windows.as_ref().map(now),
            before: found.windows.as_ref().map(before),
            months: found.months.as_ref().map_or_else(Vec::new, |months| names(months, &found.trend_months)),
            deseasonalised: found.deseasonalised,
            areas_tested: found.tested(),
            up: found.count(Direction::Up),
            down: found.count(Direction::Down),
            too_few: found.count(Direction::TooFew),
            whole: AreaGrowth::of(None, "All incidents".to_owned(), &found.whole),
            areas: found.areas.iter().map(|trend| AreaGrowth::of_area(&layer.areas()[trend.area], trend)).collect(),
            notes: found.notes(index, filter, layer),
            warnings: found.warnings.clone(),
            finding: found.reading(layer).into(),
        }
    }
}

impl AreaGrowth {
    fn of_area(area: &Area, trend: &AreaTrend) -> Self {
        Self {
            rank: trend.rank,
            direction: Some(trend.direction.slug()),
            p: trend.p,
            population: area.population,
            ..Self::of(Some(area.code.clone()), area.name.clone(), &trend.growth)
        }
    }

    fn of(code: Option<String>, name: String, growth: &Growth) -> Self {
        Self {
            code,
            name,
            rank: None,
            direction: None,
            p: None,
            population: None,
            count: growth.count,
            count_compared: growth.compared,
            count_before: growth.before,
            rate_per_1000: growth.rate_per_1000,
            change: growth.change.map(Ratio::from),
            relative_change: growth.relative_change.map(Ratio::from),
            trend: growth.trend.map(|it| Trend {
                ratio_per_year: it.ratio_per_unit,
                low: it.low,
                high: it.high,
                p: it.p,
                dispersion: it.dispersion,
            }),
            mann_kendall: growth.mann_kendall.map(|it| RankTrend {
                z: it.z,
                p: it.p,
                sen_slope_per_year: 12.0 * it.sen_slope,
            }),
            series: growth.series.clone(),
        }
    }
}

impl From<RateRatio> for Ratio {
    fn from(found: RateRatio) -> Self {
        Self { ratio: found.ratio, low: found.low, high: found.high, p: found.p }
    }
}

fn names(months: &Months, chosen: &[usize]) -> Vec<String> {
    chosen.iter().map(|&month| month_name(months.first_date(month))).collect()
}

fn now(windows: &Windows) -> DateSpan {
    span(windows.now.start, windows.now.end)
}

fn before(windows: &Windows) -> DateSpan {
    span(windows.before.start, windows.before.end)
}

fn span(from: Date, to: Date) -> DateSpan {
    DateSpan { from: from.to_string(), to: to.to_string() }
}

fn legend_of(layer: &str, found: &AreaTrends) -> TrendLegend {
    let parameters = found.parameters.get();
    let (method, null) = in_words(parameters.test, found.trend_months.len());
    let class = |direction: Direction| TrendClass {
        value: direction.slug(),
        label: direction.label(),
        areas: found.count(direction),
    };
    let snapped = 2 * found.evidence.snapped > found.evidence.incidents;
    TrendLegend {
        method: format!("{method} by {layer}; false discovery rate {}", parameters.false_discovery_rate),
        unit: "direction of an area",
        window: found.windows.as_ref().map(now),
        before: found.windows.as_ref().map(before),
        null,
        incidents: found.evidence.incidents,
        classes: Direction::ALL.map(class).into(),
        snapped_note: snapped.then(|| SNAPPED_NEAR_BORDERS.to_owned()),
    }
}

/// The method and its null hypothesis.
fn in_words(test: TrendTest, months: usize) -> (String, &'static str) {
    match test {
        TrendTest::Trend => (
            format!("Poisson trend over {months} months, scatter estimated"),
            "Incidents of an area come at a steady rate, but for the season of the whole force.",
        ),
        TrendTest::MannKendall => (
            format!("Mann-Kendall trend over {months} months"),
            "Every order of an area's months is as likely, but for the season of the whole force.",
        ),
        TrendTest::Change => (
            "Change on the same dates a year ago, exact test".to_owned(),
            "Incidents of an area come independently at the rate of a year ago.",
        ),
        TrendTest::RelativeChange => (
            "Change on a year ago against the rest of the force, exact test".to_owned(),
            "Incidents of an area come independently and change as the rest of the force does.",
        ),
    }
}

const SNAPPED_NEAR_BORDERS: &str =
    "Most of these incidents are placed on map points, which may lie across a border from where they happened.";
