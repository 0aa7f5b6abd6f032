use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Type;
use utoipa::{IntoParams, ToSchema};

use super::about::DateSpan;
use super::density_legend::{snapped_note, used_window};
use crate::analysis::dated::last_day;
use crate::analysis::finding::Evidence;
use crate::analysis::space_time_scan::{
    CheckedScan, Mode, ScanError, ScanParameters, SpaceTimeClusters, space_time_clusters as scan_clusters,
};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::geojson::GeoJson;
use crate::serve::layers::space_time_clusters as layers;
use crate::serve::once::Bytes;
use crate::serve::parameters::{FilterParameters, query};
use crate::serve::query::Parameters;
use crate::serve::results::Chosen;
use crate::serve::state::{App, Current};
use crate::space::Metres;

const NULL: &str =
    "Every place has its usual share of each day's incidents: the dates are shuffled among the incidents.";
/// Clusters in one answer.
const MOST_CLUSTERS: usize = 100;
const DEFAULT_CLUSTERS: usize = 10;

/// What a map of the clusters must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClustersLegend {
    pub method: String,
    pub unit: &'static str,
    pub null: &'static str,
    pub window: Option<DateSpan>,
    pub incidents: usize,
    pub classes: Vec<ClustersLegendClass>,
    pub snapped_note: Option<String>,
}

/// Clusters with a p up to here, and above that of the class before.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClustersLegendClass {
    pub label: &'static str,
    pub to_p: f64,
}

/// The clusters of the incidents that pass a filter.
#[derive(Debug)]
struct Found {
    chosen: Arc<Chosen>,
    clusters: SpaceTimeClusters,
}

impl Bytes for Found {
    fn bytes(&self) -> usize {
        // A row, a place twice, a time, two dates and a place's number each.
        self.clusters.incidents().len() * 56 + 4_096
    }
}

impl From<ScanError> for ApiError {
    fn from(error: ScanError) -> Self {
        let parameter = match error {
            ScanError::Cancelled(cancelled) => return cancelled.into(),
            ScanError::Radius(_) | ScanError::TooManyNeighbours { .. } => "max_radius_m",
            ScanError::Days(_) | ScanError::WindowsTooLong { .. } => "max_days",
            ScanError::Replicas(_) => "replicas",
        };
        Self::parameter(parameter, error)
    }
}

struct ScanQuery;

impl IntoParams for ScanQuery {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mode = "prospective: clusters that reach to the last day; retrospective: of any days.";
        vec![
            query("mode", mode, Type::String, "prospective".into()),
            query("max_radius_m", "Radius of the widest circle, metres.", Type::Number, 1000.into()),
            query("max_days", "The longest window, days.", Type::Integer, 28.into()),
            query("replicas", "How often the dates are shuffled.", Type::Integer, 999.into()),
            query("seed", "Of the shuffles.", Type::Integer, 1.into()),
            query("limit", "How many clusters at most.", Type::Integer, DEFAULT_CLUSTERS.into()),
        ]
    }
}

/// Where and when more incidents gathered than the usual share of the place and the days, as GeoJSON circles (space-time
/// permutation scan).
///
/// The strongest first, none sharing a place with another. Properties: `rank`, `lng`, `lat`, `radius_m`, `from` and `to` (half-open
/// dates), `days`, `incidents`, `expected`, `ratio`, `statistic` (logarithm of the likelihood ratio), `p` (for all places and windows
/// searched) and `recurrence_interval_days` (prospective only).
#[utoipa::path(
    get, path = "/api/v1/space-time-clusters", tag = "space and time", params(FilterParameters, ScanQuery),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection with `finding` and `legend`", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn space_time_clusters(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (filter, scan, limit) = parameters.read(|take| {
        let limit = take.number("limit", 1..=MOST_CLUSTERS)?.unwrap_or(DEFAULT_CLUSTERS);
        Ok((take.filter()?, scan_parameters(take)?, limit))
    })?;
    let key = format!("space-time-clusters#{filter}#{scan:?}#{limit}");
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let compute = move |progress: &_| {
        let last = last_day(chosen.index(), chosen.filter());
        let clusters = scan_clusters(chosen.index(), chosen.selection(), &scan, last, limit, progress)?;
        Ok(Found { chosen, clusters })
    };
    let outcome = snapshot.results().analyses().begin(app.workers(), key, compute).await?;
    answer(outcome, app.workers(), collection).await
}

fn scan_parameters(take: &mut Parameters) -> Result<CheckedScan, ApiError> {
    let defaults = ScanParameters::default();
    let modes = Mode::ALL.map(|mode| (mode.slug(), mode));
    let asked = ScanParameters {
        mode: take.choice("mode", &modes)?.unwrap_or(defaults.mode),
        max_radius: take.number("max_radius_m", f64::MIN..=f64::MAX)?.map_or(defaults.max_radius, Metres),
        max_days: take.number("max_days", 0..=u32::MAX)?.unwrap_or(defaults.max_days),
        replicas: take.number("replicas", 0..=u32::MAX)?.unwrap_or(defaults.replicas),
        seed: take.number("seed", 0..=u64::MAX)?.unwrap_or(defaults.seed),
    };
    Ok(asked.check()?)
}

fn collection(found: &Found) -> Result<GeoJson, ApiError> {
    let (chosen, clusters) = (&found.chosen, &found.clusters);
    let evidence = Evidence::of(chosen.index(), chosen.selection());
    let finding = FindingText::from(clusters.reading(&evidence));
    let value = |value: Result<serde_json::Value, serde_json::Error>| value.map_err(ApiError::internal);
    let layer = layers::layer(chosen.index(), clusters)
        .map_err(ApiError::internal)?
        .with_about("finding", value(serde_json::to_value(finding))?)
        .with_about("legend", value(serde_json::to_value(legend(found, &evidence)))?)
        .with_about("mode", clusters.parameters().mode().slug())
        .with_about("incidents", clusters.incidents().len())
        .with_about("without_place", clusters.incidents().without_place)
        .with_about("window_too_long", clusters.incidents().window_too_long)
        .with_about("places", clusters.n_places())
        .with_about("days", clusters.n_days())
        .with_about("replicas", clusters.parameters().replicas())
        .with_about("seed", clusters.parameters().seed());
    GeoJson::of(&layer)
}

fn legend(found: &Found, evidence: &Evidence) -> ClustersLegend {
    let parameters = found.clusters.parameters();
    let (mode, radius_m, days) = (parameters.mode().slug(), parameters.max_radius().0, parameters.max_days());
    let replicas = parameters.replicas();
    let class = |(label, to_p)| ClustersLegendClass { label, to_p };
    ClustersLegend {
        method: format!(
            "Space-time permutation scan, {mode}, circles up to {radius_m} m, windows up to {days} days, {replicas} shuffles"
        ),
        unit: "incidents, and how many would be usual",
        null: NULL,
        window: used_window(&found.chosen),
        incidents: found.clusters.incidents().len(),
        classes: [("hardly by chance", 0.01), ("rarely by chance", 0.05), ("no more than chance", 1.0)]
            .map(class)
            .into(),
        snapped_note: snapped_note(evidence.snapped, evidence.incidents),
    }
}
