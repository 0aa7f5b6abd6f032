use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::DateSpan;
use super::counts::{CategoryCount, MonthCount, NameCount, by_month, label_of, week_of};
use super::incidents::{IncidentItem, item as incident_item};
use crate::analysis::finding::Evidence;
use crate::analysis::repeat_locations::{By, Concentration, Growth, LocationGrowth, LocationId, RepeatLocation, Trend};
use crate::index::{Index, Selection};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::on_record::Looked;
use crate::serve::parameters::{FilterParameters, Page, PageParameters};
use crate::serve::query::Parameters;
use crate::serve::repeats::{GrowingRepeats, GrowthParameters, RepeatParameters, growth_months, same_location};
use crate::serve::state::{App, Current};
use crate::time::TimeWindow;

/// How many incidents a card lists.
const LATEST: usize = 20;

/// Locations that incidents come back to, and how uneven that is.
#[derive(Debug, Serialize, ToSchema)]
pub struct RepeatLocationPage {
    /// Locations with at least `min_count` incidents.
    pub total: usize,
    #[schema(example = "Locations by key, at least 2 incidents")]
    pub method: String,
    /// Chosen incidents that have a location.
    pub incidents: usize,
    /// Locations known in the data, those without a chosen incident included; by cluster, the clusters.
    pub locations: usize,
    pub concentration: ConcentrationItem,
    /// `null` when the data are shorter than two of its windows.
    pub growth: Option<GrowthSummary>,
    /// Those with the most incidents first.
    pub items: Vec<RepeatLocationItem>,
    /// What to give as `cursor` for the items that follow.
    pub next: Option<String>,
    pub finding: FindingText,
}

/// How many locations are growing and fading, between two windows.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrowthSummary {
    /// The recent window.
    pub recent: DateSpan,
    /// The window before it.
    pub before: DateSpan,
    pub growing: usize,
    pub fading: usize,
    pub steady: usize,
    /// Locations without an incident in either window.
    pub quiet: usize,
    /// Locations with incidents enough that a change could have been seen.
    pub tested: usize,
}

/// One location's incidents in both windows.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrowthItem {
    pub recent: usize,
    pub before: usize,
    /// Incidents a day in the recent window over those before; `null` where there were none before.
    pub ratio: Option<f64>,
    /// Lower end of the exact 95 % interval; `null` without incidents.
    pub low: Option<f64>,
    /// Upper end; `null` where there is none.
    pub high: Option<f64>,
    /// How often chance makes a change at least as large; `null` without incidents.
    pub p: Option<f64>,
    /// growing, fading, steady or quiet; all locations reckoned in (false discovery rate of 5 %).
    #[schema(example = "growing")]
    pub trend: &'static str,
}

/// All shares are 0 to 1, and `null` without incidents.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct ConcentrationItem {
    /// The smallest share of the locations that holds a quarter of the incidents.
    pub share_for_25: Option<f64>,
    /// The smallest share of the locations that holds half of the incidents.
    pub share_for_50: Option<f64>,
    /// 0: the same everywhere; towards 1: all in one location.
    pub gini: Option<f64>,
    /// Adjusted for fewer incidents than locations (Bernasco and Steenbeek 2017).
    pub adjusted_share_for_25: Option<f64>,
    pub adjusted_share_for_50: Option<f64>,
    pub adjusted_gini: Option<f64>,
    /// Share of locations, share of incidents: rising, at most 101 points.
    pub curve: Vec<[f64; 2]>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RepeatLocationItem {
    /// From 1.
    pub rank: usize,
    pub id: String,
    /// The location's text; for a point or cluster without one its coordinates.
    pub label: String,
    /// Longitude and latitude, degrees.
    pub place: Option<[f64; 2]>,
    #[schema(example = "map-point")]
    pub precision: &'static str,
    /// Whether it is a map point: a street, not an address.
    pub snapped: bool,
    pub count: usize,
    /// Of all chosen incidents, 0 to 1.
    pub share: f64,
    /// Start of the first incident's window.
    pub first: String,
    /// Start of the last incident's window.
    pub last: String,
    /// Civil days with an incident; `null` when no incident's day is known.
    pub distinct_days: Option<usize>,
    /// Median of the days between one incident and the next; `null` with fewer than two known days.
    pub median_gap_days: Option<f64>,
    /// Label of the most frequent category.
    pub top_category: String,
    pub categories: Vec<CategoryCount>,
    pub sources: Vec<NameCount>,
    /// `null` when the data are shorter than two windows.
    pub growth: Option<GrowthItem>,
}

/// One location with its times and latest incidents.
#[derive(Debug, Serialize, ToSchema)]
pub struct RepeatLocationCard {
    #[serde(flatten)]
    pub item: RepeatLocationItem,
    /// `[7][24]`: Monday first, hour by hour, civil time.
    pub hour_of_week: Vec<Vec<f64>>,
    pub hours_unknown: usize,
    pub by_month: Vec<MonthCount>,
    /// The latest twenty.
    pub incidents: Vec<IncidentItem>,
}

/// Locations ranked by the incidents that came back to them, and how these concentrate.
#[utoipa::path(
    get, path = "/api/v1/repeat-locations", tag = "repeat locations",
    params(FilterParameters, RepeatParameters, GrowthParameters, PageParameters),
    responses(
        (status = 200, description = "A page of the ranking", body = RepeatLocationPage),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn repeat_locations(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (filter, (by, min_count), months, page) = parameters
        .read(|take| Ok((take.filter()?, same_location(take)?, growth_months(take)?, Page::read(take, 1000, 50)?)))?;
    let first = page.cursor.as_deref().map_or(Ok(0), rank_of)?;
    let outcome = GrowingRepeats::begin(&snapshot, app.workers(), filter, by, months).await?;
    answer(outcome, app.workers(), move |found| Ok(Json(page_of(found, min_count, first, page.limit)))).await
}

/// One location: its ranking, times, and latest incidents.
#[utoipa::path(
    get, path = "/api/v1/repeat-locations/{id}", tag = "repeat locations",
    params(("id" = String, Path, description = "As the ranking gives it"), FilterParameters, RepeatParameters, GrowthParameters),
    responses(
        (status = 200, description = "The card", body = RepeatLocationCard),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn repeat_location(
    State(app): State<App>,
    Current(snapshot): Current,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (filter, (by, _), months) =
        parameters.read(|take| Ok((take.filter()?, same_location(take)?, growth_months(take)?)))?;
    let outcome = GrowingRepeats::begin(&snapshot, app.workers(), filter, by, months).await?;
    let shape = move |found: &GrowingRepeats| {
        let repeats = found.repeats();
        let rank = repeats.ranking().find(repeats.chosen().index(), &LocationId::from(id.as_str()));
        let rank = rank.ok_or_else(|| ApiError::not_found("location with incidents under this filter", id))?;
        let card = card(found, rank);
        Ok((Looked::at(card.item.place), Json(card)))
    };
    answer(outcome, app.workers(), shape).await
}

/// The locations from rank `first` (from 0) on.
fn page_of(found: &GrowingRepeats, min_count: usize, first: usize, limit: usize) -> RepeatLocationPage {
    let (repeats, growth) = (found.repeats(), found.growth());
    let (index, ranking, selection) = (repeats.chosen().index(), repeats.ranking(), repeats.chosen().selection());
    let total = ranking.with_at_least(min_count);
    let last = first.saturating_add(limit).min(total);
    let snapped = index.snapped(selection);
    let evidence = Evidence { incidents: selection.len(), snapped, hours_unknown: 0 };
    let concentration = ranking.concentration();
    RepeatLocationPage {
        total,
        method: method(ranking.by(), min_count),
        incidents: ranking.selected() - ranking.without_location(),
        locations: concentration.as_ref().map_or(0, |found| found.locations),
        concentration: concentration.map(concentration_item).unwrap_or_default(),
        growth: growth.map(|growth| growth_summary(index, growth)),
        items: (first..last).map(|rank| item(index, &ranking.location(index, rank), growth)).collect(),
        next: (last < total).then(|| last.to_string()),
        finding: ranking.reading(growth, evidence).into(),
    }
}

fn card(found: &GrowingRepeats, rank: usize) -> RepeatLocationCard {
    let (repeats, growth) = (found.repeats(), found.growth());
    let (index, rows) = (repeats.chosen().index(), repeats.ranking().rows(rank));
    let location = repeats.ranking().location(index, rank);
    let selection = Selection::of_rows(index.incidents().len(), rows.iter().map(|&row| row as usize));
    let week = week_of(&location.hour_of_week);
    let latest = rows.iter().rev().take(LATEST);
    RepeatLocationCard {
        item: item(index, &location, growth),
        hour_of_week: week.hour_of_week,
        hours_unknown: week.hours_unknown,
        by_month: by_month(index, &selection),
        incidents: latest.map(|&row| incident_item(index.incidents(), row as usize)).collect(),
    }
}

fn item(index: &Index, location: &RepeatLocation, growth: Option<&Growth>) -> RepeatLocationItem {
    let (zone, names) = (index.incidents().zone(), index.incidents().dictionaries());
    let category = |&(at, count): &(usize, usize)| {
        let category = &names.categories[at];
        CategoryCount { id: category.to_string(), label: label_of(category), count }
    };
    let categories: Vec<CategoryCount> = location.categories.iter().map(category).collect();
    let source = |&(at, count): &(usize, usize)| NameCount { name: names.sources[at].clone(), count };
    RepeatLocationItem {
        rank: location.rank,
        id: location.id.to_string(),
        label: label(location),
        place: location.place.map(|place| [place.lng(), place.lat()]),
        precision: location.precision.slug(),
        snapped: location.is_snapped(),
        count: location.count,
        share: location.share_fraction,
        first: zone.written(location.first.start()),
        last: zone.written(location.last.start()),
        distinct_days: location.distinct_days,
        median_gap_days: location.median_gap_days,
        top_category: categories.first().map(|category| category.label.clone()).unwrap_or_default(),
        categories,
        sources: location.sources.iter().map(source).collect(),
        growth: growth.map(|growth| growth_item(&growth.locations[location.rank - 1])),
    }
}

fn growth_item(found: &LocationGrowth) -> GrowthItem {
    GrowthItem {
        recent: found.recent,
        before: found.before,
        ratio: found.ratio.and_then(|ratio| ratio.ratio),
        low: found.ratio.map(|ratio| ratio.low),
        high: found.ratio.and_then(|ratio| ratio.high),
        p: found.ratio.map(|ratio| ratio.p),
        trend: found.trend.slug(),
    }
}

fn growth_summary(index: &Index, found: &Growth) -> GrowthSummary {
    let zone = index.incidents().zone();
    let dates = |window: TimeWindow| DateSpan {
        from: zone.civil(window.start()).date().to_string(),
        to: zone.civil(window.end()).date().to_string(),
    };
    GrowthSummary {
        recent: dates(found.windows.recent),
        before: dates(found.windows.before),
        growing: found.with(Trend::Growing),
        fading: found.with(Trend::Fading),
        steady: found.with(Trend::Steady),
        quiet: found.with(Trend::Quiet),
        tested: found.tested,
    }
}

/// What to call a location: its text, or where it is.
pub fn label(location: &RepeatLocation) -> String {
    let coordinates = || location.place.map(|place| format!("{:.5}, {:.5}", place.lng(), place.lat()));
    location.label.clone().filter(|label| !label.is_empty()).or_else(coordinates).unwrap_or_default()
}

fn concentration_item(found: Concentration) -> ConcentrationItem {
    ConcentrationItem {
        share_for_25: Some(found.share_for_25_fraction),
        share_for_50: Some(found.share_for_50_fraction),
        gini: Some(found.gini),
        adjusted_share_for_25: Some(found.adjusted_share_for_25_fraction),
        adjusted_share_for_50: Some(found.adjusted_share_for_50_fraction),
        adjusted_gini: Some(found.adjusted_gini),
        curve: found.curve,
    }
}

fn method(by: By, min_count: usize) -> String {
    let what = match by {
        By::Key => "Locations by key".to_owned(),
        By::Point => "Locations by point".to_owned(),
        By::Cluster { radius, min_points } => {
            format!("Density clusters (DBSCAN, {min_points} incidents within {} m)", radius.0)
        }
    };
    format!("{what}, at least {min_count} incidents")
}

/// The rank that a cursor names.
pub fn rank_of(cursor: &str) -> Result<usize, ApiError> {
    cursor.parse().map_err(|_| ApiError::parameter("cursor", format!("cursor: {cursor:?} is not what `next` said")))
}
