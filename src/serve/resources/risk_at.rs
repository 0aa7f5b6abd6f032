use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::cells::areas_at;
use crate::ledger::{AtPlace, Entry, Reason, ShiftAtPlace, Shown, label_of, top_in_words};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::forecasts::{DrawnRisk, NO_SHIFTS, SurfaceChoice, drawn_risk, read_shift};
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::{App, Current};
use crate::space::LngLat;

/// What a forecast expects at one point, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskAtPlace {
    pub forecast: u32,
    pub label: String,
    pub replay: bool,
    /// Civil dates of the period, half-open.
    pub from: String,
    pub to: String,
    /// The shift that was asked for.
    pub shift: Option<String>,
    pub cell: String,
    /// The outline, closed: the last corner is the first.
    pub polygon: Vec<[f64; 2]>,
    pub area_km2: f64,
    /// The area of each layer that the cell's middle lies in, by the layer's name.
    pub areas: BTreeMap<String, String>,
    /// Incidents expected in the cell.
    pub expected: f64,
    /// The predictive interval.
    pub low: u32,
    pub high: u32,
    pub interval_fraction: f64,
    /// negative-binomial or poisson.
    pub distribution: &'static str,
    /// The chance of at least one incident.
    pub at_least_one_fraction: f64,
    /// 1 has most.
    pub rank: u32,
    pub cells: usize,
    pub top_fraction: f64,
    #[schema(example = "top 0.3 % of the cells")]
    pub rank_text: String,
    pub plain: PlainAtPlace,
    pub plain_counts: Vec<PlainCount>,
    pub counts: PlaceCounts,
    /// The parts of what is expected, largest first; they add up to it. None where the model cannot tell.
    pub why: Vec<Why>,
    pub why_note: Option<&'static str>,
    /// Of the whole period, shift by shift; null where the data know no hours.
    pub shifts: Option<Vec<ShiftAnswer>>,
    pub shifts_note: Option<&'static str>,
    pub finding: FindingText,
}

/// The best plain count on the past.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlainAtPlace {
    pub name: String,
    pub expected: f64,
    pub rank: u32,
    pub top_fraction: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlainCount {
    pub name: String,
    pub expected: f64,
}

/// What had happened by the origin.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceCounts {
    pub last_28_days: u32,
    pub last_365_days: u32,
    pub all: u32,
    /// In the cell or within 200 m of it.
    pub near_14_days: u32,
    /// Within 500 m of the cell, its own left out.
    pub around_365_days: u32,
}

/// One part of what is expected.
#[derive(Debug, Serialize, ToSchema)]
pub struct Why {
    #[schema(example = "recent-incidents")]
    pub part: &'static str,
    pub label: &'static str,
    pub expected: f64,
    pub share_fraction: f64,
    #[schema(example = "5 incidents in the last 28 days")]
    pub words: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftAnswer {
    pub scheme: &'static str,
    pub id: String,
    pub label: String,
    pub expected: f64,
    /// Of the cell's period.
    pub share_fraction: f64,
    /// The same of all cells together.
    pub county_share_fraction: f64,
}

/// What a stored forecast expects at a point, beside the plain counts, and why.
#[utoipa::path(
    get, path = "/api/v1/risk", tag = "forecasts",
    params(
        ("lon" = f64, Query, description = "Longitude, degrees", example = 0.9),
        ("lat" = f64, Query, description = "Latitude, degrees", example = 51.89),
        ("forecast" = Option<String>, Query, description = "A forecast's number, or latest", example = "latest"),
        ("shift" = Option<String>, Query, description = "One shift of the week in place of the whole period", example = "weekend-night"),
    ),
    responses(
        (status = 200, description = "The risk", body = RiskAtPlace),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn risk_at(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Json<RiskAtPlace>, ApiError> {
    let (place, name, shift) = parameters.read(|take| {
        let mut degrees = |name, most: f64| {
            let given = take.number(name, -most..=most)?;
            given.ok_or_else(|| ApiError::parameter(name, format!("{name} must be given")))
        };
        let (lon, lat) = (degrees("lon", 180.0)?, degrees("lat", 90.0)?);
        let place = LngLat::new(lon, lat).map_err(|error| ApiError::parameter("lon", error))?;
        Ok((place, take.text("forecast")?, read_shift(take)?))
    })?;
    let id = snapshot.forecasts().named(name.as_deref().unwrap_or("latest"))?.id;
    let choice = SurfaceChoice { shown: Shown::Ours, shift };
    let risk = drawn_risk(&app, &snapshot, id, choice).await?;
    app.workers()
        .run(move || {
            let row = risk.view().row_of(place);
            let row = row.ok_or_else(|| ApiError::not_found("cell of the forecast at", place.to_string()))?;
            let stored = snapshot.forecasts();
            Ok(Json(answer(&risk, row, stored.named(&id.to_string())?, &snapshot)))
        })
        .await
}

fn answer(risk: &DrawnRisk, row: usize, entry: &Entry, snapshot: &Snapshot) -> RiskAtPlace {
    let stored = snapshot.forecasts();
    let (view, shift, header) = (risk.view(), risk.choice().shift.as_ref(), &entry.header);
    let at = view.at(row, risk.surface(), shift);
    let facts = &view.content().numbers.facts;
    let AtPlace { expected, low, high, at_least_one_fraction, rank, top_fraction, .. } = at;
    RiskAtPlace {
        forecast: entry.id,
        label: label_of(header),
        replay: entry.is_replay,
        from: header.origin.to_string(),
        to: header.ends.to_string(),
        shift: shift.map(|shift| shift.id.clone()),
        cell: view.name(row),
        polygon: view.polygon(row).exterior().coords().map(|corner| [corner.x, corner.y]).collect(),
        area_km2: view.area_km2(row),
        areas: areas_at(snapshot.index(), view.centre(row)),
        expected,
        low,
        high,
        interval_fraction: 0.8,
        distribution: header.predictive().slug(),
        at_least_one_fraction,
        rank,
        cells: view.len(),
        top_fraction,
        rank_text: top_in_words(top_fraction),
        plain: PlainAtPlace {
            name: header.plain.clone(),
            expected: at.plain,
            rank: at.plain_rank,
            top_fraction: at.plain_top_fraction,
        },
        plain_counts: at
            .plain_counts
            .iter()
            .map(|(name, expected)| PlainCount { name: name.clone(), expected: *expected })
            .collect(),
        counts: PlaceCounts {
            last_28_days: facts.last_28_days[row],
            last_365_days: facts.last_365_days[row],
            all: facts.all[row],
            near_14_days: facts.near_14_days[row],
            around_365_days: facts.around_365_days[row],
        },
        why_note: at.reasons.is_empty().then_some("This model cannot tell its parts."),
        shifts_note: at.shifts.is_none().then_some(NO_SHIFTS),
        finding: at.reading(header, shift, entry.is_replay, stored.series_of(entry)).into(),
        why: at.reasons.into_iter().map(why).collect(),
        shifts: at.shifts.map(|shifts| shifts.into_iter().map(shift_answer).collect()),
    }
}

fn why(reason: Reason) -> Why {
    let Reason { part, expected, share_fraction, words } = reason;
    Why { part: part.slug(), label: part.label(), expected, share_fraction, words }
}

fn shift_answer(at: ShiftAtPlace) -> ShiftAnswer {
    let ShiftAtPlace { scheme, shift, expected, share_fraction, county_share_fraction } = at;
    ShiftAnswer {
        scheme: scheme.slug(),
        id: shift.id,
        label: shift.label,
        expected,
        share_fraction,
        county_share_fraction,
    }
}
