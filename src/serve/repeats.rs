use std::sync::Arc;

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Type;

use super::error::ApiError;
use super::once::Bytes;
use super::parameters::query;
use super::query::Parameters;
use super::results::Chosen;
use super::snapshot::Snapshot;
use super::work::Workers;
use crate::analysis::observed_window;
use crate::analysis::repeat_locations::{By, Growth, GrowthWindows, RepeatLocations, growth, repeat_locations};
use crate::space::Metres;

const DEFAULT_RADIUS_M: f64 = 50.0;
/// Enough that a cluster of the default radius is a place, and not a chain of streets.
const DEFAULT_MIN_POINTS: usize = 10;
const DEFAULT_MIN_COUNT: usize = 2;
/// A quarter: long enough for a location with an incident a fortnight to show a change.
const DEFAULT_GROWTH_MONTHS: u32 = 3;

/// The locations of the incidents that pass a filter, ranked.
#[derive(Debug)]
pub struct Repeats {
    chosen: Arc<Chosen>,
    ranking: RepeatLocations,
}

impl Repeats {
    pub fn rank(chosen: Arc<Chosen>, by: By) -> Self {
        let ranking = repeat_locations(chosen.index(), chosen.selection(), by);
        Self { chosen, ranking }
    }

    pub fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    pub fn ranking(&self) -> &RepeatLocations {
        &self.ranking
    }

    /// Where each location is going, between the last two windows of `months` civil months; `None` where the data are shorter.
    pub async fn growth(
        self: Arc<Self>,
        snapshot: &Snapshot,
        workers: &Workers,
        months: u32,
    ) -> Result<Arc<Option<Growth>>, ApiError> {
        let key = format!("growth#{}#{:?}#{months}", self.chosen.filter(), self.ranking.by());
        let compute = move |_: &_| {
            let index = self.chosen.index();
            let Some(observed) = observed_window(index, self.chosen.filter()) else { return Ok(None) };
            let windows = GrowthWindows::ending(observed, months, index.incidents().zone());
            let windows = windows.map_err(|error| ApiError::parameter("growth_months", error))?;
            Ok(windows.map(|windows| growth(index, &self.ranking, windows)))
        };
        snapshot.results().analyses().finish(workers, key, compute).await
    }
}

impl Bytes for Option<Growth> {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.as_ref().map_or(0, |growth| size_of_val(growth.locations.as_slice()))
    }
}

impl Bytes for Arc<Repeats> {
    fn bytes(&self) -> usize {
        // A row number an incident, a start and a rank a location.
        self.ranking.selected() * 4 + self.ranking.len() * 8 + 256
    }
}

/// What counts as one location, and the fewest incidents that it must have.
pub fn same_location(take: &mut Parameters) -> Result<(By, usize), ApiError> {
    let by = take.choice("by", &[("key", 0), ("point", 1), ("cluster", 2)])?.unwrap_or(0);
    let radius = take.number("radius_m", 1.0..=10_000.0)?.unwrap_or(DEFAULT_RADIUS_M);
    let min_points = take.number("min_points", 2..=100_000)?.unwrap_or(DEFAULT_MIN_POINTS);
    let min_count = take.number("min_count", 1..=usize::MAX)?.unwrap_or(DEFAULT_MIN_COUNT);
    let by = match by {
        0 => By::Key,
        1 => By::Point,
        _ => By::Cluster { radius: Metres(radius), min_points },
    };
    let by = by.check().map_err(|error| ApiError::parameter("radius_m", error))?;
    Ok((by, min_count))
}

/// How many civil months each window of growth has.
pub fn growth_months(take: &mut Parameters) -> Result<u32, ApiError> {
    Ok(take.number("growth_months", 0..=u32::MAX)?.unwrap_or(DEFAULT_GROWTH_MONTHS))
}

/// The documentation of [`growth_months`].
pub struct GrowthParameters;

impl IntoParams for GrowthParameters {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let months = "Civil months of the recent window and of the one before it, 1 to 60.";
        vec![query("growth_months", months, Type::Integer, DEFAULT_GROWTH_MONTHS.into())]
    }
}

/// The documentation of [`same_location`]'s parameters.
pub struct RepeatParameters;

impl IntoParams for RepeatParameters {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let by =
            "What counts as one location: key (the source's own), point (the same coordinates) or cluster (DBSCAN).";
        let min_points = "Incidents within the radius that make the core of a cluster.";
        vec![
            query("by", by, Type::String, "key".into()),
            query("radius_m", "The radius of a cluster, metres.", Type::Number, DEFAULT_RADIUS_M.into()),
            query("min_points", min_points, Type::Integer, DEFAULT_MIN_POINTS.into()),
            query("min_count", "The fewest incidents of a location.", Type::Integer, DEFAULT_MIN_COUNT.into()),
        ]
    }
}
