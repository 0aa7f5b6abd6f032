use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::about::DateSpan;
use super::density_legend::snapped_note;
use crate::analysis::finding::{Evidence, percent};
use crate::index::{BoundingBox, Filter, Index};
use crate::ledger::{Class, Entry, Shown, View, horizon_in_words};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::forecasts::{DrawnRisk, SurfaceChoice, SurfaceParameters, drawn_risk};
use crate::serve::geojson::GeoJson;
use crate::serve::layers::risk::layer;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::{App, Current};

const MOST: usize = 100_000;
const USUAL: usize = 1000;

/// What a map of a forecast must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskLegend {
    pub forecast: u32,
    #[schema(example = "ensemble on hex:9")]
    pub method: String,
    #[schema(example = "expected incidents per km² in 7 days")]
    pub unit: String,
    /// ours or plain.
    pub model: &'static str,
    pub shift: Option<String>,
    /// The period.
    pub window: DateSpan,
    /// Incidents that it was learned from.
    pub incidents: usize,
    /// Expected in all cells, by the model that is shown.
    pub expected: f64,
    pub max_per_km2: f64,
    /// Lower ends of the classes, expected incidents per km², ascending; a cell below the first is not drawn in tiles.
    pub breaks: Vec<f64>,
    pub classes: Vec<RiskClass>,
    /// The hypothesis that is tested: none.
    pub null: Option<&'static str>,
    pub snapped_note: Option<String>,
    pub replay: bool,
    pub finding: FindingText,
}

/// A class of cells by their rank.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskClass {
    /// Expected incidents per km² from which on a cell is in it.
    pub from: f64,
    pub top_fraction: f64,
    #[schema(example = "Top 5 % of the cells")]
    pub label: String,
}

/// The cells of a forecast as GeoJSON, most risk first.
///
/// A feature a cell with `cell`, `rank` (1 has most), `top_fraction`, `expected` incidents with the 80 % interval `low` to `high`, `per_km2`, and
/// by the best plain count `plain`, `plain_per_km2` and `plain_rank`; `area` names the
/// smallest area that holds its middle. Members: `forecast`, `total` (cells in the box) and `legend`.
#[utoipa::path(
    get, path = "/api/v1/forecasts/{id}/risk", tag = "forecasts",
    params(
        ("id" = String, Path, description = "A forecast's number, or latest", example = "latest"),
        SurfaceParameters,
        ("bbox" = Option<String>, Query, description = "West, south, east, north in degrees: cells whose middle is inside", example = "0.7,51.5,0.8,51.6"),
        ("limit" = Option<u32>, Query, description = "How many cells at most", example = 1000),
    ),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn risk(
    State(app): State<App>,
    Current(snapshot): Current,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<GeoJson, ApiError> {
    let (choice, bbox, limit) = parameters.read(|take| {
        let limit = take.number("limit", 1..=MOST)?.unwrap_or(USUAL);
        let bbox = take.filter()?;
        if bbox != (Filter { bbox: bbox.bbox, ..Filter::default() }) {
            return Err(ApiError::parameter("category", "a stored forecast takes no filter but bbox"));
        }
        Ok((SurfaceChoice::read(take)?, bbox.bbox, limit))
    })?;
    let id = snapshot.forecasts().named(&id)?.id;
    let risk = drawn_risk(&app, &snapshot, id, choice).await?;
    app.workers().run(move || collection(&risk, bbox, limit, &snapshot)).await
}

fn collection(
    risk: &DrawnRisk,
    bbox: Option<BoundingBox>,
    limit: usize,
    snapshot: &Snapshot,
) -> Result<GeoJson, ApiError> {
    let (view, surface) = (risk.view(), risk.surface());
    let ranks = if risk.choice().shown == Shown::Ours { &surface.ranks } else { &surface.plain_ranks };
    let inside = |row: &&u32| bbox.is_none_or(|bbox| bbox.contains(view.centre(**row as usize)));
    let rows: Vec<u32> = ranks.order.iter().filter(inside).copied().collect();
    let total = rows.len();
    let names = finest_areas(view, &rows[..limit.min(total)], snapshot.index());
    let layer = layer(view, surface, &rows[..limit.min(total)], Some(names)).map_err(ApiError::internal)?;
    let entry = snapshot.forecasts().named(&view.id().to_string())?;
    let layer = layer.with_about("forecast", view.id()).with_about("total", total);
    GeoJson::explained(layer, &legend_of(risk, entry, snapshot))
}

/// The name of the area that holds the middle of each cell, in the layer with the most areas.
fn finest_areas(view: &View, rows: &[u32], index: &Index) -> Vec<Option<String>> {
    let finest = index.layers().iter().max_by_key(|layer| layer.areas().len());
    let name = |row: &u32| {
        let layer = finest?;
        Some(layer.areas()[layer.find(view.centre(*row as usize))?].name.clone())
    };
    rows.iter().map(name).collect()
}

/// What a map of the forecast must say beside it.
#[utoipa::path(
    get, path = "/api/v1/forecasts/{id}/legend", tag = "forecasts",
    params(("id" = String, Path, description = "A forecast's number, or latest", example = "latest"), SurfaceParameters),
    responses(
        (status = 200, description = "The legend", body = RiskLegend),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn legend(
    State(app): State<App>,
    Current(snapshot): Current,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Json<RiskLegend>, ApiError> {
    let choice = parameters.read(SurfaceChoice::read)?;
    let id = snapshot.forecasts().named(&id)?.id;
    let risk = drawn_risk(&app, &snapshot, id, choice).await?;
    app.workers()
        .run(move || {
            let entry = snapshot.forecasts().named(&id.to_string())?;
            Ok(Json(legend_of(&risk, entry, &snapshot)))
        })
        .await
}

fn legend_of(risk: &DrawnRisk, entry: &Entry, snapshot: &Snapshot) -> RiskLegend {
    let (header, surface, choice) = (&entry.header, risk.surface(), risk.choice());
    let (model, name, shown) = match choice.shown {
        Shown::Ours => ("ours", &header.model, &surface.expected),
        Shown::Plain => ("plain", &header.plain, &surface.plain),
    };
    let per_km2 = shown.iter().enumerate().map(|(row, risk_of)| f64::from(*risk_of) / risk.view().area_km2(row));
    let shift = choice.shift.as_ref();
    let of_shift = shift.map_or(String::new(), |shift| format!(", {}", shift.label));
    RiskLegend {
        forecast: entry.id,
        method: format!("{name} on {}", header.grid),
        unit: format!("expected incidents per km² in {}{of_shift}", horizon_in_words(&header.horizon)),
        model,
        shift: shift.map(|shift| shift.id.clone()),
        window: DateSpan { from: header.origin.to_string(), to: header.ends.to_string() },
        incidents: header.data.incidents,
        expected: shown.iter().map(|&risk| f64::from(risk)).sum(),
        max_per_km2: per_km2.fold(0.0, f64::max),
        breaks: surface.classes.iter().map(|class| class.from_per_km2).collect(),
        classes: surface.classes.iter().map(class_of).collect(),
        null: None,
        snapped_note: snapped(entry, snapshot),
        replay: entry.is_replay,
        finding: entry.reading(snapshot.forecasts().series_of(entry)).into(),
    }
}

fn class_of(class: &Class) -> RiskClass {
    RiskClass {
        from: class.from_per_km2,
        top_fraction: class.top_fraction,
        label: format!("Top {} of the cells", percent(class.top_fraction).replace(".0 %", " %")),
    }
}

/// Of the incidents that the forecast's filter chooses now: those of then are not known one by one.
fn snapped(entry: &Entry, snapshot: &Snapshot) -> Option<String> {
    let selection = snapshot.index().select(&entry.header.filter).ok()?;
    let evidence = Evidence::of(snapshot.index(), &selection);
    snapped_note(evidence.snapped, evidence.incidents)
}
