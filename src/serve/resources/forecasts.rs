use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::scores::{ScoreAnswer, score_of};
use crate::forecast::{Part, ShiftScheme};
use crate::ledger::{Entry, hex, label_of, what_in_words};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::forecasts::{NO_SHIFTS, StoredForecasts};
use crate::serve::parameters::{Page, PageParameters};
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

const MOST: usize = 1000;
const USUAL: usize = 100;

/// The stored forecasts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForecastList {
    pub total: usize,
    /// The last hash of the ledger, hexadecimal: kept elsewhere, it proves that nothing was taken out.
    pub head: Option<String>,
    /// Whether each forecast carries the hash of the one before.
    pub chain_intact: bool,
    /// The latest period first.
    pub forecasts: Vec<ForecastAnswer>,
    /// What to give as `cursor` for those that follow.
    pub next: Option<String>,
}

/// A stored forecast: what it is and how it did.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForecastAnswer {
    pub id: u32,
    #[schema(example = "Anti-social behaviour, 1 to 7 December 2025")]
    pub label: String,
    /// Which incidents, as a query string.
    #[schema(example = "category=asb")]
    pub filter: String,
    pub category_label: String,
    #[schema(example = "ensemble")]
    pub model: String,
    pub model_description: String,
    #[schema(example = "hex:9")]
    pub grid: String,
    pub cells: usize,
    pub ground_km2: f64,
    #[schema(example = "7d")]
    pub horizon: String,
    /// The civil day that nothing later is known at.
    pub origin: String,
    /// Civil dates of the period, half-open.
    pub from: String,
    pub to: String,
    /// RFC 3339.
    pub made_at: String,
    /// Whether it was made after its period had begun.
    pub replay: bool,
    pub replay_note: Option<&'static str>,
    /// Of the program that made it.
    pub version: String,
    pub seed: u64,
    /// SHA-256 of what the model could see.
    pub data_fingerprint: String,
    pub data_incidents: usize,
    /// The first day after those that the data covered.
    pub data_to: Option<String>,
    /// When choices were made and parameters fitted; earlier than the origin in a row of replays.
    pub chosen_on: String,
    pub fitted_on: String,
    pub content_hash: String,
    pub previous: Option<String>,
    pub hash: String,
    /// Incidents expected in all cells.
    pub expected: f64,
    /// The plain count that did best before the origin.
    pub plain: String,
    /// The parts that the model can tell.
    pub parts: Vec<PartName>,
    pub shifts: Shifts,
    pub interval: IntervalKind,
    pub series: String,
    pub scored: bool,
    pub score: Option<ScoreAnswer>,
    /// What was chosen and fitted; only where one forecast is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub parameters: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingText>,
}

/// A part of a forecast.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartName {
    #[schema(example = "recent-incidents")]
    pub id: &'static str,
    pub label: &'static str,
}

/// The shifts that the forecast can be split into.
#[derive(Debug, Serialize, ToSchema)]
pub struct Shifts {
    /// Whether the data told hours.
    pub known: bool,
    pub note: Option<&'static str>,
    pub schemes: Vec<SchemeAnswer>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SchemeAnswer {
    pub id: &'static str,
    pub label: &'static str,
    pub shifts: Vec<ShiftName>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftName {
    #[schema(example = "weekend-night")]
    pub id: String,
    pub label: String,
}

/// How intervals are made.
#[derive(Debug, Serialize, ToSchema)]
pub struct IntervalKind {
    /// At least this part of counts lies inside.
    pub fraction: f64,
    /// negative-binomial or poisson.
    pub distribution: &'static str,
    /// Variance beyond the Poisson's over the square of the mean.
    pub dispersion: Option<f64>,
    /// Earlier periods that it was estimated on.
    pub origins: usize,
}

/// The stored forecasts, the latest period first.
#[utoipa::path(
    get, path = "/api/v1/forecasts", tag = "forecasts", params(PageParameters),
    responses(
        (status = 200, description = "The forecasts", body = ForecastList),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn forecasts(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Json<ForecastList>, ApiError> {
    let page = parameters.read(|take| Page::read(take, MOST, USUAL))?;
    let skipped = match page.cursor.as_deref() {
        None => 0,
        Some(cursor) => cursor.parse().map_err(|_| ApiError::parameter("cursor", "cursor: not one of this list"))?,
    };
    app.workers().run(move || Ok(Json(list(snapshot.forecasts(), skipped, page.limit)))).await
}

fn list(stored: &StoredForecasts, skipped: usize, limit: usize) -> ForecastList {
    let mut entries: Vec<&Entry> = stored.entries().iter().collect();
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.header.from_s, entry.id)));
    let shown = entries.iter().skip(skipped).take(limit);
    let next = skipped + limit;
    ForecastList {
        total: entries.len(),
        head: stored.entries().last().map(|last| hex(&last.hash)),
        chain_intact: stored.is_linked() || stored.entries().is_empty(),
        forecasts: shown.map(|entry| answer_of(stored, entry)).collect(),
        next: (next < entries.len()).then(|| next.to_string()),
    }
}

/// One stored forecast with its parameters.
#[utoipa::path(
    get, path = "/api/v1/forecasts/{id}", tag = "forecasts",
    params(("id" = String, Path, description = "A forecast's number, or latest", example = "latest")),
    responses(
        (status = 200, description = "The forecast", body = ForecastAnswer),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn forecast(
    Current(snapshot): Current,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Json<ForecastAnswer>, ApiError> {
    parameters.read(|_| Ok(()))?;
    let stored = snapshot.forecasts();
    let entry = stored.named(&id)?;
    let finding = entry.reading(stored.series_of(entry));
    Ok(Json(ForecastAnswer {
        parameters: Some(entry.header.parameters.clone()),
        finding: Some(finding.into()),
        ..answer_of(stored, entry)
    }))
}

fn answer_of(stored: &StoredForecasts, entry: &Entry) -> ForecastAnswer {
    let header = &entry.header;
    let score = stored.score_of(entry).map(|scored| score_of(entry, scored));
    ForecastAnswer {
        id: entry.id,
        label: label_of(header),
        filter: header.filter.to_string(),
        category_label: what_in_words(&header.filter),
        model: header.model.clone(),
        model_description: header.model_description.clone(),
        grid: header.grid.clone(),
        cells: header.cells,
        ground_km2: header.ground_km2,
        horizon: header.horizon.clone(),
        origin: header.origin.to_string(),
        from: header.origin.to_string(),
        to: header.ends.to_string(),
        made_at: entry.made_at.to_string(),
        replay: entry.is_replay,
        replay_note: entry.replay_note(),
        version: header.version.clone(),
        seed: header.seed,
        data_fingerprint: header.data.fingerprint.clone(),
        data_incidents: header.data.incidents,
        data_to: header.data.to.map(|date| date.to_string()),
        chosen_on: header.chosen_on.to_string(),
        fitted_on: header.fitted_on.to_string(),
        content_hash: hex(&entry.content_hash),
        previous: entry.previous_hash.as_ref().map(hex),
        hash: hex(&entry.hash),
        expected: header.expected,
        plain: header.plain.clone(),
        parts: header.parts.iter().map(|&part| part_name(part)).collect(),
        shifts: shifts(header.shifts.is_some()),
        interval: IntervalKind {
            fraction: 0.8,
            distribution: header.predictive().slug(),
            dispersion: header.scatter.dispersion,
            origins: header.scatter.origins,
        },
        series: header.series_key(),
        scored: score.is_some(),
        score,
        parameters: None,
        finding: None,
    }
}

fn part_name(part: Part) -> PartName {
    PartName { id: part.slug(), label: part.label() }
}

fn shifts(known: bool) -> Shifts {
    let names = |scheme: ShiftScheme| {
        scheme.shifts().into_iter().map(|shift| ShiftName { id: shift.id, label: shift.label }).collect()
    };
    let scheme = |scheme: ShiftScheme| SchemeAnswer { id: scheme.slug(), label: scheme.label(), shifts: names(scheme) };
    Shifts {
        known,
        note: (!known).then_some(NO_SHIFTS),
        schemes: if known { ShiftScheme::ALL.map(scheme).into() } else { Vec::new() },
    }
}
