use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::DateSpan;
use super::density_legend::{snapped_note, used_window};
use crate::analysis::emerging::{EmergingClass, Null};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::emerging::{EmergingQuery, EmergingRequest, FoundEmerging};
use crate::serve::error::{ApiError, Problem};
use crate::serve::geojson::GeoJson;
use crate::serve::layers::emerging::layer;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// What a map of emerging hot spots must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmergingLegend {
    #[schema(
        example = "Emerging hot spots: Gi* over each cell, those that touch it, and 1 month before; Mann-Kendall on its scores"
    )]
    pub method: String,
    pub unit: &'static str,
    /// The civil dates that the incidents are chosen from.
    pub window: Option<DateSpan>,
    /// The null hypothesis, in words.
    pub null: &'static str,
    /// `whole-cube` or `step`.
    pub null_choice: &'static str,
    pub periods: EmergingPeriods,
    /// Incidents in the cells and periods, rounded: one whose window reaches over the end counts in part.
    pub incidents: usize,
    pub cells: usize,
    /// Cells that are hot in the last period, and new or growing.
    pub emerging: usize,
    /// The part of false discoveries among hot and cold bins, and among trends.
    pub fdr: f64,
    /// The largest p of a hot or cold bin; null when there is none.
    pub p_threshold: Option<f64>,
    /// The largest p of a significant trend; null when there is none.
    pub trend_p_threshold: Option<f64>,
    /// Eight hot and eight cold classes, each with its definition.
    pub classes: Vec<EmergingLegendClass>,
    /// What to say when incidents lie on map points instead of where they happened.
    pub snapped_note: Option<String>,
}

/// The periods of the cube: whole ones inside the window.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmergingPeriods {
    /// `day`, `week` or `month`.
    pub length: &'static str,
    pub count: usize,
    /// Those with a score: all but the first few, whose neighbourhood in time is not whole.
    pub tested: usize,
    /// First date of the first.
    pub from: String,
    /// First date after the last.
    pub to: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EmergingLegendClass {
    #[schema(example = "new-hot")]
    pub value: String,
    #[schema(example = "New hot spot")]
    pub label: String,
    /// The definition.
    #[schema(example = "A hot spot in the last period and in none before.")]
    pub meaning: String,
    /// How many cells are in it.
    pub cells: usize,
}

/// Emerging hot spots of the chosen incidents: how each cell's hot or cold spot came about, as GeoJSON.
///
/// A feature a cell with `cell`, `class`, `count`, `hot_fraction` and `cold_fraction` (of the periods), `run_periods` (in a row at the
/// end) and `since` (their first date), `latest_z` (Gi* of the last period), `trend_z`, `trend_p` and `trend` (Mann-Kendall; rising, falling or none), and `emerging` (hot in the last
/// period, and new, consecutive, intensifying, or rising). The members
/// `finding` and `legend` say what it means; the legend defines the classes.
#[utoipa::path(
    get, path = "/api/v1/emerging-hot-spots", tag = "hot spots",
    params(FilterParameters, EmergingQuery, ("cells" = Option<String>, Query, description = "significant (cells in a class) or all", example = "significant")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "Being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn emerging_hot_spots(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (request, all) = parameters.read(|take| {
        let all = take.all_cells()?;
        Ok((EmergingRequest::read(take)?, all))
    })?;
    let outcome = request.begin(&app, &snapshot).await?;
    answer(outcome, app.workers(), move |found| collection(found, all)).await
}

/// The legend of the emerging hot spots: method, null hypothesis, periods, and the definition of each class.
#[utoipa::path(
    get, path = "/api/v1/emerging-hot-spots/legend", tag = "hot spots", params(FilterParameters, EmergingQuery),
    responses(
        (status = 200, description = "The legend", body = EmergingLegend),
        (status = 202, description = "Being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn emerging_legend(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let request = parameters.read(EmergingRequest::read)?;
    let outcome = request.begin(&app, &snapshot).await?;
    answer(outcome, app.workers(), |found: &FoundEmerging| Ok(Json(legend_of(found)))).await
}

fn collection(found: &FoundEmerging, all: bool) -> Result<GeoJson, ApiError> {
    let listed = if all {
        let zone = found.chosen().index().incidents().zone();
        layer(found.found(), found.ground(), found.periods(), zone, false).map_err(ApiError::internal)?
    } else {
        found.drawn().clone()
    };
    GeoJson::with_finding(listed, found.found().reading(found.evidence()), &legend_of(found))
}

fn legend_of(emerging: &FoundEmerging) -> EmergingLegend {
    let (found, evidence) = (emerging.found(), emerging.evidence());
    let asked = found.parameters.get();
    let class = |class: EmergingClass| EmergingLegendClass {
        value: class.slug(),
        label: class.label(),
        meaning: class.meaning(),
        cells: found.cells_in(class),
    };
    let (null_choice, null) = match asked.null {
        Null::WholeCube => (
            "whole-cube",
            "The counts of all cells in all periods are as likely in any other arrangement over cells and periods.",
        ),
        Null::Step => (
            "step",
            "The counts of all cells in a neighbourhood's own periods are as likely in any other arrangement over the cells.",
        ),
    };
    EmergingLegend {
        method: method(emerging),
        unit: "class: how a hot or cold spot came about",
        window: used_window(emerging.chosen()),
        null,
        null_choice,
        periods: periods(emerging),
        incidents: found.incidents.round() as usize,
        cells: found.cells.len(),
        emerging: found.cells.iter().filter(|cell| cell.is_emerging()).count(),
        fdr: asked.discovery_rate,
        p_threshold: found.p_threshold,
        trend_p_threshold: found.trend_p_threshold,
        classes: EmergingClass::all().map(class).collect(),
        snapped_note: snapped_note(evidence.snapped, evidence.incidents),
    }
}

fn method(emerging: &FoundEmerging) -> String {
    let (ground, length) = (emerging.ground().in_words(), emerging.length().word());
    let before = match emerging.found().parameters.get().span {
        0 => format!("in one {length} at a time"),
        1 => format!("in each {length} and the one before"),
        span => format!("in each {length} and the {span} before"),
    };
    format!("Gi* of counts on {ground}, {before}; Mann-Kendall on each cell's scores")
}

fn periods(emerging: &FoundEmerging) -> EmergingPeriods {
    let (periods, zone) = (emerging.periods(), emerging.chosen().index().incidents().zone());
    let date = |second: i64| zone.civil(second).date().to_string();
    EmergingPeriods {
        length: emerging.length().word(),
        count: periods.len(),
        tested: emerging.found().periods,
        from: date(periods.window(0).start()),
        to: date(periods.window(periods.len() - 1).end()),
    }
}
