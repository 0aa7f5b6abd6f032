use std::sync::Arc;

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Type;

use super::analyses::Outcome;
use super::error::ApiError;
use super::once::Bytes;
use super::parameters::query;
use super::query::Parameters;
use super::snapshot::Snapshot;
use super::work::Workers;
use crate::analysis::Progress;
use crate::analysis::area_trends::{
    AreaTrend, AreaTrends, AreaTrendsParameters, CheckedAreaTrends, TrendTest, area_trends,
};
use crate::index::Filter;

/// Which trends are wanted: everything that they depend on but the snapshot.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub filter: Filter,
    /// The layer's number.
    pub layer: usize,
    pub parameters: CheckedAreaTrends,
}

impl Wanted {
    /// The key of the result.
    pub fn key(&self) -> String {
        format!("trends#{}#{}#{:?}", self.filter, self.layer, self.parameters.get())
    }

    fn compute(self, snapshot: Arc<Snapshot>) -> impl FnOnce(&Progress) -> Result<AreaTrends, ApiError> + Send {
        move |progress| {
            progress.check()?;
            let found = area_trends(snapshot.index(), &self.filter, self.layer, &self.parameters);
            found.map_err(|error| ApiError::parameter(error.parameter(), &error))
        }
    }

    /// The trends, or the job that computes them.
    pub async fn begin(self, snapshot: &Arc<Snapshot>, workers: &Workers) -> Result<Outcome<AreaTrends>, ApiError> {
        let (key, compute) = (self.key(), self.compute(Arc::clone(snapshot)));
        snapshot.results().analyses().begin(workers, key, compute).await
    }

    /// The trends, however long they take.
    pub async fn finish(self, snapshot: &Arc<Snapshot>, workers: &Workers) -> Result<Arc<AreaTrends>, ApiError> {
        let (key, compute) = (self.key(), self.compute(Arc::clone(snapshot)));
        snapshot.results().analyses().finish(workers, key, compute).await
    }
}

impl Bytes for AreaTrends {
    fn bytes(&self) -> usize {
        let series: usize = self.areas.iter().map(|area| area.growth.series.len() * size_of::<u32>()).sum();
        self.areas.len() * size_of::<AreaTrend>() + series + 4096
    }
}

/// How trends are tested.
pub fn trend_parameters(take: &mut Parameters) -> Result<CheckedAreaTrends, ApiError> {
    let defaults = AreaTrendsParameters::default();
    let tests = TrendTest::ALL.map(|test| (test.slug(), test));
    let asked = AreaTrendsParameters {
        test: take.choice("test", &tests)?.unwrap_or(defaults.test),
        false_discovery_rate: take
            .number("false_discovery_rate", 0.0001..=0.5)?
            .unwrap_or(defaults.false_discovery_rate),
        trend_months: take.number("trend_months", 6..=120)?.unwrap_or(defaults.trend_months),
        min_incidents: take.number("min_incidents", 1..=1_000_000)?.unwrap_or(defaults.min_incidents),
    };
    asked.check().map_err(|error| ApiError::parameter("test", error))
}

/// The documentation of [`trend_parameters`].
pub struct TrendParameters;

impl IntoParams for TrendParameters {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let defaults = AreaTrendsParameters::default();
        let test = "What decides whether an area goes up or down: trend (steady growth over the months), mann-kendall (growth by ranks), \
             change (on the same dates a year ago) or relative-change (against the rest of the force).";
        let rate = "Of the areas called significant, the part that may be so by chance.";
        vec![
            query("test", test, Type::String, defaults.test.slug().into()),
            query("false_discovery_rate", rate, Type::Number, defaults.false_discovery_rate.into()),
            query(
                "trend_months",
                "Months of the trend, back from the window's end.",
                Type::Integer,
                defaults.trend_months.into(),
            ),
            query("min_incidents", "Areas with fewer are not tested.", Type::Integer, defaults.min_incidents.into()),
        ]
    }
}
