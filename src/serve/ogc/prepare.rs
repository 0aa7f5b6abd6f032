use std::sync::Arc;

use geo_types::Point;

use super::collection::{Collection, Source};
use super::features::{Features, Span};
use super::incident_features::IncidentFeatures;
use super::table::{Table, When};
use crate::analysis::dated::{date_of, last_day};
use crate::analysis::near_repeat::{NearRepeatParameters, Raised, RaisedRule, zones_alive};
use crate::analysis::observed_window;
use crate::analysis::repeat_locations::{By, RepeatLocation};
use crate::encode::{Column, EncodeError, Layer};
use crate::incident::Incidents;
use crate::index::{Filter, Index};
use crate::ledger::Shown;
use crate::serve::analyses::Outcome;
use crate::serve::bands::bands;
use crate::serve::emerging::EmergingRequest;
use crate::serve::error::ApiError;
use crate::serve::forecasts::{SurfaceChoice, drawn_risk};
use crate::serve::hot_spots::HotSpotRequest;
use crate::serve::layers::{areas, near_repeat_zones, risk};
use crate::serve::near_repeats::NearRepeatTable;
use crate::serve::query::Parameters;
use crate::serve::repeats::Repeats;
use crate::serve::resources::repeat_locations::label;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;
use crate::time::TimeWindow;

/// The fewest incidents of a repeat location.
const LEAST_REPEATS: usize = 2;
/// Of the times, for near repeats: enough for p = 0.01, since a client that waits has no way to be told of a job.
const SHUFFLES: u32 = 99;
const YEAR_DAYS: i32 = 365;

/// Which incidents a collection is made from: a filter, and the query string that it was read from.
#[derive(Clone, Debug, Default)]
pub struct Behind {
    pub filter: Filter,
    pub pairs: Vec<(String, String)>,
}

/// The features of a collection: computed by the first who asks, kept with the snapshot's other results.
pub async fn features(
    app: &App,
    snapshot: &Arc<Snapshot>,
    collection: &Collection,
    behind: &Behind,
) -> Result<Arc<dyn Features>, ApiError> {
    let table = match collection.source {
        Source::Incidents => return Ok(Arc::new(IncidentFeatures(Arc::clone(snapshot)))),
        Source::Risk(forecast) => risk_areas(app, snapshot, collection, forecast).await,
        Source::RiskBands => risk_bands(app, snapshot, collection).await,
        Source::HotSpots => hot_spots(app, snapshot, collection, behind).await,
        Source::Emerging => emerging(app, snapshot, collection, behind).await,
        Source::RepeatLocations => repeat_locations(app, snapshot, collection, behind).await,
        Source::NearRepeatZones => near_repeat_zones(app, snapshot, collection, behind).await,
        Source::Areas(layer) => area_counts(app, snapshot, collection, behind, layer).await,
    };
    table.map(|table| table as Arc<dyn Features>).map_err(|error| explained(error, behind))
}

/// A refusal by the parameter that the client gave; where it gave none, the data do not allow the analysis.
fn explained(error: ApiError, behind: &Behind) -> ApiError {
    match error {
        ApiError::Parameter { message, .. } if behind.pairs.is_empty() => ApiError::Unanswerable(message),
        ApiError::Parameter { message, .. } => ApiError::parameter("incidents", format!("incidents: {message}")),
        other => other,
    }
}

/// The table made by `make`, once.
async fn table(
    app: &App,
    snapshot: &Snapshot,
    collection: &Collection,
    behind: &Behind,
    make: impl FnOnce() -> Result<Table, EncodeError> + Send + 'static,
) -> Result<Arc<Table>, ApiError> {
    let key = format!("ogc#{:?}#{}", collection.source, behind.filter);
    let make = move |_: &_| make().map_err(ApiError::internal);
    snapshot.results().analyses().finish(app.workers(), key, make).await
}

async fn risk_areas(
    app: &App,
    snapshot: &Arc<Snapshot>,
    collection: &Collection,
    forecast: u32,
) -> Result<Arc<Table>, ApiError> {
    let choice = SurfaceChoice { shown: Shown::Ours, shift: None };
    let found = drawn_risk(app, snapshot, forecast, choice).await?;
    let fields = collection.fields();
    let zone = snapshot.index().incidents().zone().clone();
    let make = move || {
        let (view, surface) = (found.view(), found.surface());
        let header = &view.content().header;
        let period = Span { start: header.from_s, end: header.to_s };
        let layer = risk::layer(view, surface, &surface.ranks.order, None)?;
        Ok(Table::new(layer, fields, "cell", When::All(Some(period)), zone))
    };
    table(app, snapshot, collection, &Behind::default(), make).await
}

async fn risk_bands(app: &App, snapshot: &Arc<Snapshot>, collection: &Collection) -> Result<Arc<Table>, ApiError> {
    let found = bands(app, snapshot).await?;
    let (fields, zone) = (collection.fields(), snapshot.index().incidents().zone().clone());
    let key = format!("ogc#{}", found.key);
    let make = move |_: &_| {
        let period = found.period.map(|window| Span { start: window.start(), end: window.end() });
        Ok(Table::new(found.layer.clone(), fields, "cell", When::All(period), zone))
    };
    snapshot.results().analyses().finish(app.workers(), key, make).await
}

async fn hot_spots(
    app: &App,
    snapshot: &Arc<Snapshot>,
    collection: &Collection,
    behind: &Behind,
) -> Result<Arc<Table>, ApiError> {
    let request = Parameters::of(behind.pairs.clone()).read(|take| HotSpotRequest::read(take, snapshot))?;
    let found = request.finish(app, snapshot).await?;
    let fields = collection.fields();
    let make = move || {
        let chosen = found.chosen();
        let zone = chosen.index().incidents().zone().clone();
        Ok(Table::new(found.drawn().clone(), fields, "cell", observed(chosen.index(), chosen.filter()), zone))
    };
    table(app, snapshot, collection, behind, make).await
}

async fn emerging(
    app: &App,
    snapshot: &Arc<Snapshot>,
    collection: &Collection,
    behind: &Behind,
) -> Result<Arc<Table>, ApiError> {
    let request = Parameters::of(behind.pairs.clone()).read(EmergingRequest::read)?;
    let found = request.finish(app, snapshot).await?;
    let fields = collection.fields();
    let make = move || {
        let zone = found.chosen().index().incidents().zone().clone();
        let periods = found.periods();
        let last = periods.len().checked_sub(1);
        let span = last.map(|last| Span { start: periods.window(0).start(), end: periods.window(last).end() });
        Ok(Table::new(found.drawn().clone(), fields, "cell", When::All(span), zone))
    };
    table(app, snapshot, collection, behind, make).await
}

async fn repeat_locations(
    app: &App,
    snapshot: &Arc<Snapshot>,
    collection: &Collection,
    behind: &Behind,
) -> Result<Arc<Table>, ApiError> {
    let repeats = snapshot.results().repeats(app.workers(), behind.filter.clone(), By::Key).await?;
    let fields = collection.fields();
    let make = move || {
        let index = repeats.chosen().index();
        let last = repeats.ranking().with_at_least(LEAST_REPEATS);
        let found: Vec<_> = (0..last).map(|rank| repeats.ranking().location(index, rank)).collect();
        let when = found.iter().map(|it| Some(Span { start: it.first.start(), end: it.last.end() })).collect();
        let layer = ranking(&repeats, &found)?;
        Ok(Table::new(layer, fields, "id", When::Each(when), index.incidents().zone().clone()))
    };
    table(app, snapshot, collection, behind, make).await
}

fn ranking(repeats: &Repeats, found: &[RepeatLocation]) -> Result<Layer, EncodeError> {
    let incidents = repeats.chosen().index().incidents();
    let category = |it: &RepeatLocation| {
        let most = it.categories.first();
        most.map(|&(position, _)| incidents.dictionaries().categories[position].to_string())
    };
    let date = |second: i64| incidents.zone().civil(second).date().to_string();
    let days = |it: &RepeatLocation| it.distinct_days.map(|days| days as i64);
    Layer::new(
        "repeat-locations",
        found.iter().map(|it| it.place.map(|place| Point::from(place.coord()).into())).collect(),
        vec![
            Column::text("id", found.iter().map(|it| it.id.to_string())),
            Column::integer("rank", found.iter().map(|it| it.rank as i64)),
            Column::integer("count", found.iter().map(|it| it.count as i64)),
            Column::number("share_fraction", found.iter().map(|it| it.share_fraction)),
            Column::text("label", found.iter().map(label)),
            Column::flag("snapped", found.iter().map(RepeatLocation::is_snapped)),
            Column::text("first", found.iter().map(|it| date(it.first.start()))),
            Column::text("last", found.iter().map(|it| date(it.last.end() - 1))),
            Column::integer("distinct_days", found.iter().map(days)),
            Column::number("median_gap_days", found.iter().map(|it| it.median_gap_days)),
            Column::text("category", found.iter().map(category)),
        ],
    )
}

async fn near_repeat_zones(
    app: &App,
    snapshot: &Arc<Snapshot>,
    collection: &Collection,
    behind: &Behind,
) -> Result<Arc<Table>, ApiError> {
    let bands = NearRepeatParameters { replicas: SHUFFLES, ..NearRepeatParameters::default() }.check()?;
    let rule = RaisedRule::default().check()?;
    let recent = recent(snapshot.index(), &behind.filter);
    let knox = loop {
        let outcome = snapshot.results().begin_near_repeats(app.workers(), recent.clone(), bands.clone()).await?;
        if let Outcome::Done(knox) = outcome {
            break knox;
        }
    };
    let fields = collection.fields();
    let make = move || {
        let index = knox.chosen().index();
        let (layer, when) = zones(&knox, rule)?;
        Ok(Table::new(layer, fields, "incident", when, index.incidents().zone().clone()))
    };
    table(app, snapshot, collection, behind, make).await
}

/// The last year of what `filter` chooses, unless it chooses dates itself: the pattern of many years is not that of the zones' day, and
/// the pairs of a county's ten years take minutes.
fn recent(index: &Index, filter: &Filter) -> Filter {
    let mut recent = filter.clone();
    if filter.from.is_none() {
        recent.from = last_day(index, filter).and_then(|day| date_of(day - YEAR_DAYS));
    }
    recent
}

fn zones(knox: &NearRepeatTable, rule: RaisedRule) -> Result<(Layer, When), EncodeError> {
    let (index, knox, filter) = (knox.chosen().index(), knox.table(), knox.chosen().filter());
    let raised = Raised::of(knox, rule);
    let found = last_day(index, filter).map_or_else(Vec::new, |day| zones_alive(knox, &raised, day));
    let incidents = index.incidents();
    let when = found.iter().map(|zone| alive(incidents, zone.row, zone.until - zone.day)).collect();
    Ok((near_repeat_zones::circles(index, &found)?, When::Each(when)))
}

/// From an incident's start for so many days.
fn alive(incidents: &Incidents, row: usize, days: i32) -> Option<Span> {
    let start = incidents.when(row).start();
    Some(Span { start, end: start + i64::from(days) * 86_400 })
}

async fn area_counts(
    app: &App,
    snapshot: &Arc<Snapshot>,
    collection: &Collection,
    behind: &Behind,
    layer: usize,
) -> Result<Arc<Table>, ApiError> {
    let chosen = snapshot.results().chosen(app.workers(), behind.filter.clone()).await?;
    let fields = collection.fields();
    let make = move || {
        let index = chosen.index();
        let drawn = Layer::new("areas", areas::shapes(index, layer), areas::columns(&chosen, layer))?;
        Ok(Table::new(drawn, fields, "code", observed(index, chosen.filter()), index.incidents().zone().clone()))
    };
    table(app, snapshot, collection, behind, make).await
}

fn observed(index: &Index, filter: &Filter) -> When {
    let span = |window: TimeWindow| Span { start: window.start(), end: window.end() };
    When::All(observed_window(index, filter).map(span))
}
