use axum::extract::{Path, State};
use axum::{Extension, Json};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::counts::label_of;
use crate::incident::Incidents;
use crate::index::Selection;
use crate::serve::error::{ApiError, Problem};
use crate::serve::on_record::Looked;
use crate::serve::parameters::{FilterParameters, Page, PageParameters};
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// One incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentItem {
    pub id: u32,
    #[schema(example = "asb/nuisance")]
    pub category: String,
    pub label: String,
    /// Start of its window, civil time with the offset from UTC.
    #[schema(example = "2021-03-01T00:00:00+00:00")]
    pub from: String,
    /// End of its window, exclusive.
    pub to: String,
    /// Longitude and latitude, degrees.
    pub place: Option<[f64; 2]>,
    #[schema(example = "map-point")]
    pub precision: &'static str,
    pub location: Option<LocationItem>,
    pub area_code: Option<String>,
    pub source: String,
    #[schema(example = "public-report")]
    pub provenance: &'static str,
    /// Whether somebody went; `null` where the source does not say.
    pub attended: Option<bool>,
    pub repeat: bool,
    pub vulnerable: bool,
    pub outcome: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LocationItem {
    pub key: String,
    pub text: String,
}

/// Some of the incidents that pass a filter.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentPage {
    /// How many pass in all.
    pub total: usize,
    /// The latest first.
    pub items: Vec<IncidentItem>,
    /// What to give as `cursor` for the items that follow.
    pub next: Option<String>,
}

/// One incident, with what its source says besides.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentDetail {
    #[serde(flatten)]
    pub incident: IncidentItem,
    /// The source's other columns, as they came.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub attributes: Map<String, Value>,
}

/// The incidents that pass a filter, the latest first.
#[utoipa::path(
    get, path = "/api/v1/incidents", tag = "data", params(FilterParameters, PageParameters),
    responses((status = 200, description = "A page of incidents", body = IncidentPage), (status = 400, body = Problem, content_type = "application/problem+json")),
)]
pub async fn incidents(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Json<IncidentPage>, ApiError> {
    let (filter, page) = parameters.read(|take| Ok((take.filter()?, Page::read(take, 1000, 100)?)))?;
    let before = page.cursor.as_deref().map(Position::read).transpose()?;
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let work = move || {
        let incidents = chosen.index().incidents();
        let first = before.map_or(incidents.len(), |position| position.row(incidents));
        let mut rows = latest(chosen.selection(), first, page.limit + 1);
        let more = rows.len() > page.limit;
        rows.truncate(page.limit);
        let next = rows.last().filter(|_| more).map(|&row| Position::of(incidents, row).written());
        let items = rows.iter().map(|&row| item(incidents, row)).collect();
        Ok(Json(IncidentPage { total: chosen.selection().len(), items, next }))
    };
    app.workers().run(work).await
}

/// One incident by its number, with its attributes.
#[utoipa::path(
    get, path = "/api/v1/incidents/{id}", tag = "data", params(("id" = u32, Path, description = "The incident's number")),
    responses((status = 200, description = "The incident", body = IncidentDetail), (status = 404, body = Problem, content_type = "application/problem+json")),
)]
pub async fn incident(
    State(app): State<App>,
    Current(snapshot): Current,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<(Extension<Looked>, Json<IncidentDetail>), ApiError> {
    parameters.read(|_| Ok(()))?;
    let worker = app.clone();
    let work = move || {
        let incidents = snapshot.index().incidents();
        let number = id.parse::<u32>().ok();
        let row = number.and_then(|number| incidents.ids().iter().position(|&known| known == number));
        let record =
            number.map(|number| app.store().incident(number)).transpose().map_err(ApiError::internal)?.flatten();
        let (Some(row), Some(record)) = (row, record) else { return Err(ApiError::not_found("incident", id)) };
        let attributes = record.attributes.into_iter();
        let attributes =
            attributes.map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect();
        let incident = item(incidents, row);
        Ok((Looked::at(incident.place), Json(IncidentDetail { incident, attributes })))
    };
    worker.workers().run(work).await
}

/// Row `row` as it is sent.
pub fn item(incidents: &Incidents, row: usize) -> IncidentItem {
    let (category, when, zone) = (incidents.category(row), incidents.when(row), incidents.zone());
    let location = incidents.location_text(row);
    IncidentItem {
        id: incidents.ids()[row],
        category: category.to_string(),
        label: label_of(category),
        from: zone.written(when.start()),
        to: zone.written(when.end()),
        place: incidents.place(row).map(|place| [place.lng(), place.lat()]),
        precision: incidents.precision(row).slug(),
        location: location.map(|it| LocationItem { key: it.key.to_string(), text: it.text.to_string() }),
        area_code: incidents.area_code(row).map(|code| incidents.dictionaries().area_codes[usize::from(code)].clone()),
        source: incidents.source(row).to_owned(),
        provenance: incidents.provenance(row).slug(),
        attended: incidents.attended(row),
        repeat: incidents.is_repeat(row),
        vulnerable: incidents.is_vulnerable(row),
        outcome: incidents.outcome(row).map(str::to_owned),
    }
}

/// Up to `count` selected rows before row `end`, the latest first.
pub fn latest(selection: &Selection, end: usize, count: usize) -> Vec<usize> {
    (0..end).rev().filter(|&row| selection.contains(row)).take(count).collect()
}

/// Where a page ends: an incident's place in the order of time, good for the next snapshot too.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Position {
    start: i64,
    id: u32,
}

impl Position {
    fn of(incidents: &Incidents, row: usize) -> Self {
        Self { start: incidents.when(row).start(), id: incidents.ids()[row] }
    }

    fn read(cursor: &str) -> Result<Self, ApiError> {
        let parts = cursor
            .split_once('.')
            .and_then(|(start, id)| Some(Self { start: start.parse().ok()?, id: id.parse().ok()? }));
        parts.ok_or_else(|| ApiError::parameter("cursor", format!("cursor: {cursor:?} is not what `next` said")))
    }

    fn written(self) -> String {
        format!("{}.{}", self.start, self.id)
    }

    /// The first row that does not come before it.
    fn row(self, incidents: &Incidents) -> usize {
        let (mut low, mut high) = (0, incidents.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let here = (incidents.when(middle).start(), incidents.ids()[middle]);
            if here < (self.start, self.id) { low = middle + 1 } else { high = middle }
        }
        low
    }
}
