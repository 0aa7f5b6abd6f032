use axum::Json;
use axum::extract::State;
use axum::response::Response;
use h3o::Resolution;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::DateSpan;
use super::counts::week_of;
use super::density_legend::used_window;
use crate::analysis::comparison::{Comparison, Difference, Measure, Pair, PlaceComparison};
use crate::analysis::intervals::RateRatio;
use crate::index::{COARSEST, FINEST, HourOfWeekCounts};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::comparison::{AgainstParameters, Compared, ComparedMap, Sides, sides};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::geojson::GeoJson;
use crate::serve::layers::comparison::layer as hexagons;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

const DEFAULT_RESOLUTION: u8 = 8;

/// Two windows or two filters against each other.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonAnswer {
    #[schema(example = "Incidents a day of the first filter over those of the second")]
    pub method: &'static str,
    pub unit: &'static str,
    /// What a difference is held against.
    pub null: &'static str,
    #[schema(example = "rate")]
    pub measure: &'static str,
    /// The first filter, in canonical form.
    pub filter: String,
    /// The second.
    pub against: String,
    pub window: Option<DateSpan>,
    pub against_window: Option<DateSpan>,
    /// Days of the first window that the data cover.
    pub days: usize,
    pub against_days: usize,
    pub total: PairItem,
    /// Which layer the areas are of.
    pub layer: Option<String>,
    pub areas: Vec<AreaComparison>,
    /// Areas with incidents of the first filter alone.
    pub only_here: usize,
    /// Areas with incidents of the second filter alone.
    pub only_there: usize,
    /// `null` when the hours of either side are not known.
    pub hour_of_week: Option<WeekDifference>,
    /// What makes the comparison doubtful: a step in the force's own level, or a gap in the data.
    pub warnings: Vec<String>,
    pub finding: FindingText,
}

/// Two counts against each other.
#[derive(Debug, Serialize, ToSchema)]
pub struct PairItem {
    pub count: usize,
    pub against: usize,
    /// The second count, scaled to the first's days or total.
    pub expected: f64,
    /// Incidents above what was expected.
    pub difference: f64,
    /// `null` where the second count is zero.
    pub ratio: Option<f64>,
    /// Lower end of the exact 95 % interval of the ratio; `null` without incidents.
    pub low: Option<f64>,
    /// Upper end; `null` where there is none.
    pub high: Option<f64>,
    /// How often chance makes a difference at least as large; `null` without incidents.
    pub p: Option<f64>,
}

/// One area of a layer.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaComparison {
    pub code: String,
    pub name: String,
    #[serde(flatten)]
    pub pair: PairItem,
    /// none, only-here, only-there, more, fewer or no-clear-difference.
    #[schema(example = "more")]
    pub class: &'static str,
    /// Whether it is more than chance, with all areas reckoned in (false discovery rate of 5 %).
    pub significant: bool,
}

/// Hour by weekday of both sides: `[7][24]`, Monday first, aoristic sums.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekDifference {
    pub here: Vec<Vec<f64>>,
    /// Scaled to the first's days or total.
    pub there: Vec<Vec<f64>>,
    pub difference: Vec<Vec<f64>>,
    pub hours_unknown: usize,
    pub against_hours_unknown: usize,
}

/// What a map of the comparison must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonLegend {
    pub method: &'static str,
    pub unit: &'static str,
    pub null: &'static str,
    pub filter: String,
    pub against: String,
    pub window: Option<DateSpan>,
    pub against_window: Option<DateSpan>,
    pub incidents: usize,
    pub against_incidents: usize,
    pub classes: Vec<ComparisonClass>,
    /// What to say when incidents lie on map points instead of where they happened.
    pub snapped_note: Option<String>,
}

/// A class that places are drawn in.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonClass {
    #[schema(example = "more")]
    pub value: &'static str,
    pub label: &'static str,
}

const NULL: &str = "Both sides have the same rate; chance alone makes the difference";
const UNIT: &str = "times the second side's rate";
const CLASSES: [ComparisonClass; 5] = [
    ComparisonClass { value: Difference::More.slug(), label: "Clearly more than before or elsewhere" },
    ComparisonClass { value: Difference::Fewer.slug(), label: "Clearly fewer" },
    ComparisonClass { value: Difference::OnlyHere.slug(), label: "In the first alone" },
    ComparisonClass { value: Difference::OnlyThere.slug(), label: "In the second alone" },
    ComparisonClass { value: Difference::NoClearDifference.slug(), label: "No clear difference" },
];
const SNAPPED_NOTE: &str =
    "Some of these incidents are placed on map points, which stand for a street; a cell may hold its neighbour's.";

/// Two windows or two filters against each other: as a whole, by area and by hour of the week.
///
/// Windows of different length are compared per day. Without `against` the second side is the same filter over as many days before `from`.
#[utoipa::path(
    get, path = "/api/v1/comparison", tag = "time",
    params(
        FilterParameters, AgainstParameters,
        ("layer" = Option<String>, Query, description = "Which layer of areas; the first unless given", example = "district"),
    ),
    responses(
        (status = 200, description = "The comparison", body = ComparisonAnswer),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn comparison(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (asked, layer) = parameters.read(|take| Ok((sides(take)?, take.text("layer")?)))?;
    let index = snapshot.index();
    let layer = match layer {
        Some(name) => Some(index.layer(&name).ok_or_else(|| ApiError::not_found("layer", name))?),
        None => (!index.layers().is_empty()).then_some(0),
    };
    let sides = asked.choose(&snapshot, app.workers()).await?;
    let outcome = sides.compared(&snapshot, app.workers(), layer).await?;
    answer(outcome, app.workers(), move |found| Ok(Json(shape(&sides, found)))).await
}

/// The comparison on H3 cells of one resolution, as GeoJSON.
///
/// A cell is listed when either side has an incident in it. Properties: `cell`, `count`, `against`, `expected`, `difference`, `ratio`,
/// `low`, `high`, `p`, `class`, `significant`. The member `legend` says what they are.
#[utoipa::path(
    get, path = "/api/v1/comparison/cells", tag = "time",
    params(
        FilterParameters, AgainstParameters,
        ("resolution" = Option<u8>, Query, description = "H3 resolution, 5 to 10", example = 8),
    ),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn comparison_cells(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (asked, resolution) = parameters.read(|take| {
        let resolution = take.number("resolution", u8::from(COARSEST)..=u8::from(FINEST))?;
        Ok((sides(take)?, resolution.unwrap_or(DEFAULT_RESOLUTION)))
    })?;
    let resolution = Resolution::try_from(resolution).map_err(|error| ApiError::parameter("resolution", error))?;
    let sides = asked.choose(&snapshot, app.workers()).await?;
    let outcome = sides.map(&snapshot, app.workers()).await?;
    let everywhere = snapshot.results().extent();
    let draw = move |found: &ComparedMap| {
        let layer = hexagons(found.cells(resolution), everywhere).map_err(ApiError::internal)?;
        GeoJson::explained(layer, &legend_of(&sides))
    };
    answer(outcome, app.workers(), draw).await
}

/// What a map of the comparison must say beside it, the same for all zooms.
#[utoipa::path(
    get, path = "/api/v1/comparison/legend", tag = "time", params(FilterParameters, AgainstParameters),
    responses(
        (status = 200, description = "The legend", body = ComparisonLegend),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn comparison_legend(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Json<ComparisonLegend>, ApiError> {
    let asked = parameters.read(sides)?;
    let sides = asked.choose(&snapshot, app.workers()).await?;
    app.workers().run(move || Ok(Json(legend_of(&sides)))).await
}

fn shape(sides: &Sides, compared: &Compared) -> ComparisonAnswer {
    let (index, found) = (sides.here.index(), &compared.comparison);
    let layer = compared.layer.map(|layer| &index.layers()[layer]);
    let areas = layer.map_or(&[][..], |layer| layer.areas());
    let with_area = |(area, place): (&crate::space::Area, &PlaceComparison)| AreaComparison {
        code: area.code.clone(),
        name: area.name.clone(),
        pair: pair(&place.pair),
        class: place.class.slug(),
        significant: place.significant,
    };
    ComparisonAnswer {
        method: method(found.measure),
        unit: UNIT,
        null: NULL,
        measure: found.measure.slug(),
        filter: sides.here.filter().to_string(),
        against: sides.there.filter().to_string(),
        window: used_window(&sides.here),
        against_window: used_window(&sides.there),
        days: found.days,
        against_days: found.against_days,
        total: pair(&found.total),
        layer: layer.map(|layer| layer.name().to_owned()),
        areas: areas.iter().zip(&found.areas).map(with_area).collect(),
        only_here: found.areas_with(Difference::OnlyHere),
        only_there: found.areas_with(Difference::OnlyThere),
        hour_of_week: week(found),
        warnings: found.warning.iter().cloned().collect(),
        finding: found.reading(&layer.map_or_else(String::new, |layer| format!("{} areas", layer.name()))).into(),
    }
}

fn week(found: &Comparison) -> Option<WeekDifference> {
    let week = found.week.as_ref()?;
    let table = |hours| week_of(&HourOfWeekCounts { hours, unknown: 0 }).hour_of_week;
    Some(WeekDifference {
        here: table(week.here),
        there: table(week.there),
        difference: table(week.difference()),
        hours_unknown: found.evidence.hours_unknown,
        against_hours_unknown: found.against_evidence.hours_unknown,
    })
}

fn pair(found: &Pair) -> PairItem {
    let ratio: Option<RateRatio> = found.ratio;
    PairItem {
        count: found.count,
        against: found.against,
        expected: found.expected,
        difference: found.difference,
        ratio: ratio.and_then(|it| it.ratio),
        low: ratio.map(|it| it.low),
        high: ratio.and_then(|it| it.high),
        p: ratio.map(|it| it.p),
    }
}

fn method(measure: Measure) -> &'static str {
    match measure {
        Measure::Rate => "Incidents a day of the first filter over those of the second, exact 95 % intervals",
        Measure::Share => "Share of all incidents of the first filter over that of the second, exact 95 % intervals",
    }
}

fn legend_of(sides: &Sides) -> ComparisonLegend {
    let (here, there) = (&sides.here, &sides.there);
    let snapped = |side: &crate::serve::results::Chosen| side.index().snapped(side.selection());
    ComparisonLegend {
        method: method(sides.measure),
        unit: UNIT,
        null: NULL,
        filter: here.filter().to_string(),
        against: there.filter().to_string(),
        window: used_window(here),
        against_window: used_window(there),
        incidents: here.selection().len(),
        against_incidents: there.selection().len(),
        classes: CLASSES.into(),
        snapped_note: (snapped(here) + snapped(there) > 0).then(|| SNAPPED_NOTE.to_owned()),
    }
}
