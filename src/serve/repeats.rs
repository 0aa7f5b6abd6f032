use std::sync::Arc;

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Type;

use super::analyses::{Outcome, Patience};
use super::error::ApiError;
use super::once::Bytes;
use super::parameters::query;
use super::query::Parameters;
use super::results::Chosen;
use super::snapshot::Snapshot;
use super::work::Workers;
use crate::analysis::observed_window;
use crate::analysis::repeat_locations::{By, Growth, GrowthWindows, RepeatLocations, growth, repeat_locations};
use crate::index::Filter;
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

/// The like, and where each location is going.
#[derive(Debug)]
pub struct GrowingRepeats {
    repeats: Arc<Repeats>,
    growth: Option<Growth>,
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

    /// Between the last two windows of `months` civil months; `None` where the data are shorter.
    fn growth(&self, months: u32) -> Result<Option<Growth>, ApiError> {
        let index = self.chosen.index();
        let Some(observed) = observed_window(index, self.chosen.filter()) else { return Ok(None) };
        let windows = GrowthWindows::ending(observed, months, index.incidents().zone());
        let windows = windows.map_err(|error| ApiError::parameter("growth_months", error))?;
        Ok(windows.map(|windows| growth(index, &self.ranking, windows)))
    }
}

impl GrowingRepeats {
    /// Ranks, then compares; or the job that does either.
    pub async fn begin(
        snapshot: &Snapshot,
        workers: &Workers,
        filter: Filter,
        by: By,
        months: u32,
    ) -> Result<Outcome<Self>, ApiError> {
        let (patience, results) = (Patience::begin(), snapshot.results());
        let repeats = match results.begin_repeats(patience, workers, filter, by).await? {
            Outcome::Done(repeats) => repeats,
            Outcome::Running(job) => return Ok(Outcome::Running(job)),
        };
        let key = format!("growth#{}#{by:?}#{months}", repeats.chosen.filter());
        let compute = move |_: &_| Ok(Self { growth: repeats.growth(months)?, repeats });
        results.analyses().begin_within(patience, workers, key, compute).await
    }

    pub fn repeats(&self) -> &Repeats {
        &self.repeats
    }

    /// `None` where the data are shorter than two windows.
    pub fn growth(&self) -> Option<&Growth> {
        self.growth.as_ref()
    }
}

impl Bytes for GrowingRepeats {
    fn bytes(&self) -> usize {
        // The ranking is kept by itself.
        size_of::<Self>() + self.growth.as_ref().map_or(0, |growth| size_of_val(growth.locations.as_slice()))
    }
}

impl Bytes for Repeats {
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
