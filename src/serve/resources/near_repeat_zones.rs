use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Type;
use utoipa::{IntoParams, ToSchema};

use super::about::DateSpan;
use super::density_legend::{snapped_note, used_window};
use super::near_repeats::{NULL, method};
use crate::analysis::dated::{date_of, day_of, last_day};
use crate::analysis::finding::{Evidence, day_in_words};
use crate::analysis::near_repeat::{Raised, RaisedRule, Zone, zone_cells, zones_alive, zones_reading};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::geojson::GeoJson;
use crate::serve::layers::near_repeat_zones as layers;
use crate::serve::near_repeats::{NearRepeatQuery, NearRepeatTable, bands, rule};
use crate::serve::parameters::{FilterParameters, query};
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// Circles in one answer, the newest first.
const MOST_CIRCLES: usize = 5_000;

#[derive(Clone, Copy, Debug)]
enum Shape {
    Circles,
    Hexagons,
}

/// What a map of the zones must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZonesLegend {
    pub method: String,
    pub unit: &'static str,
    pub null: &'static str,
    pub window: Option<DateSpan>,
    pub incidents: usize,
    pub classes: Vec<ZonesLegendClass>,
    pub snapped_note: Option<String>,
}

/// Zones with a ratio from here to the next class.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZonesLegendClass {
    pub label: String,
    pub from: f64,
}

struct ZonesQuery;

impl IntoParams for ZonesQuery {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let at = "The civil date, from incidents up to it; the last of the data when it is not given.";
        let shape = "circles: one round each incident; hexagons: the ground under them, overlapping ones once.";
        vec![query("at", at, Type::String, "2024-02-29".into()), query("shape", shape, Type::String, "circles".into())]
    }
}

/// The near-repeat zones alive on a date, as GeoJSON: where, until when and how much the risk is raised, and from which incident.
///
/// Circles have `incident`, `category`, `date`, `age_days`, `radius_m` (0: the place itself), `until` (the first date without it),
/// `ratio` and `overlapping`; hexagons `cell`, `zones`, `ratio` (the highest), `until` (the latest) and `incident` (the newest).
#[utoipa::path(
    get, path = "/api/v1/near-repeats/zones", tag = "space and time", params(FilterParameters, NearRepeatQuery, ZonesQuery),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection with `finding`, `legend`, `at`, `zones`, `left_out` and `rule`", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn near_repeat_zones(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (mut filter, bands, rule, at, shape) = parameters.read(|take| {
        let shapes = [("circles", Shape::Circles), ("hexagons", Shape::Hexagons)];
        let shape = take.choice("shape", &shapes)?.unwrap_or(Shape::Circles);
        Ok((take.filter()?, bands(take)?, rule(take)?, date(take)?, shape))
    })?;
    if let Some(next) = at.and_then(|at| at.tomorrow().ok()) {
        filter.to = Some(filter.to.map_or(next, |to| to.min(next)));
    }
    let outcome = snapshot.results().begin_near_repeats(app.workers(), filter, bands).await?;
    answer(outcome, app.workers(), move |found: &NearRepeatTable| collection(found, rule, at, shape)).await
}

fn date(take: &mut Parameters) -> Result<Option<Date>, ApiError> {
    let Some(text) = take.text("at")? else { return Ok(None) };
    text.parse()
        .map(Some)
        .map_err(|_| ApiError::parameter("at", format!("at: {text:?} is not a date such as 2024-02-29")))
}

fn collection(found: &NearRepeatTable, rule: RaisedRule, at: Option<Date>, shape: Shape) -> Result<GeoJson, ApiError> {
    let (chosen, table) = (found.chosen(), found.table());
    let index = chosen.index();
    let raised = Raised::of(table, rule);
    let day = at.map(day_of).or_else(|| last_day(index, chosen.filter()));
    let zones = day.map_or_else(Vec::new, |day| zones_alive(table, &raised, day));
    let shown = &zones[..zones.len().min(MOST_CIRCLES)];
    let (layer, left_out) = match shape {
        Shape::Circles => (layers::circles(index, shown), zones.len() - shown.len()),
        Shape::Hexagons => (layers::hexagons(index, &zone_cells(&zones, index.incidents().projection())), 0),
    };
    let evidence = Evidence::of(index, chosen.selection());
    let date = day.and_then(date_of);
    let on = date.map_or_else(|| "no date".to_owned(), day_in_words);
    let reading = zones_reading(table, &zones, &on, &evidence);
    let value = |value: Result<serde_json::Value, serde_json::Error>| value.map_err(ApiError::internal);
    let layer = layer
        .map_err(ApiError::internal)?
        .with_about("finding", value(serde_json::to_value(FindingText::from(reading)))?)
        .with_about("legend", value(serde_json::to_value(legend(found, &zones, &evidence)))?)
        .with_about("at", date.map(|date| date.to_string()))
        .with_about("zones", zones.len())
        .with_about("left_out", left_out)
        .with_about("rule", in_words(&raised));
    GeoJson::of(&layer)
}

/// "within 100 m for 14 days: 2.5 times", one part a raised band; nothing when none is.
fn in_words(raised: &Raised) -> Option<String> {
    let parts = raised.bands().iter().map(|band| {
        let place = match band.radius.0 {
            0.0 => "at the same place".to_owned(),
            radius_m => format!("within {radius_m} m"),
        };
        format!("{place} for {} days: {:.1} times", band.days, band.ratio)
    });
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn legend(found: &NearRepeatTable, zones: &[Zone], evidence: &Evidence) -> ZonesLegend {
    let class = |(from, label): (f64, &str)| ZonesLegendClass { label: label.to_owned(), from };
    let highest = zones.iter().map(|zone| zone.ratio).fold(0.0, f64::max);
    let all = [(1.0, "up to twice as likely"), (2.0, "two to four times"), (4.0, "four times and more")];
    ZonesLegend {
        method: format!("Zones from the raised cells of the {}", method(found.table().parameters())),
        unit: "times as likely as chance would make another incident",
        null: NULL,
        window: used_window(found.chosen()),
        incidents: found.table().incidents().len(),
        classes: all.into_iter().filter(|&(from, _)| from <= highest).map(class).collect(),
        snapped_note: snapped_note(evidence.snapped, evidence.incidents),
    }
}
