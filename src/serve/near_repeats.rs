use std::sync::Arc;

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Type;

use super::analyses::Outcome;
use super::error::ApiError;
use super::once::Bytes;
use super::parameters::query;
use super::query::Parameters;
use super::results::{Chosen, Results};
use super::work::Workers;
use crate::analysis::near_repeat::{
    CheckedNearRepeat, Clock, Metric, NearRepeatError, NearRepeatParameters, NearRepeats, RaisedRule, RaisedRuleError,
    near_repeats,
};
use crate::index::Filter;
use crate::space::Metres;

/// Knox's table of the incidents that pass a filter.
#[derive(Debug)]
pub struct NearRepeatTable {
    chosen: Arc<Chosen>,
    table: NearRepeats,
}

impl NearRepeatTable {
    pub fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    pub fn table(&self) -> &NearRepeats {
        &self.table
    }
}

impl Bytes for NearRepeatTable {
    fn bytes(&self) -> usize {
        // A row, a place, a time and a date each; the table is small.
        self.table.incidents().len() * 32 + 16_384
    }
}

impl Results {
    /// The table, or how far it is.
    pub async fn begin_near_repeats(
        &self,
        workers: &Workers,
        filter: Filter,
        parameters: CheckedNearRepeat,
    ) -> Result<Outcome<NearRepeatTable>, ApiError> {
        let key = format!("near-repeats#{filter}#{parameters:?}");
        let chosen = self.chosen(workers, filter).await?;
        let compute = move |progress: &_| {
            let table = near_repeats(chosen.index(), chosen.selection(), &parameters, progress)?;
            Ok(NearRepeatTable { chosen, table })
        };
        self.analyses().begin(workers, key, compute).await
    }
}

impl From<NearRepeatError> for ApiError {
    fn from(error: NearRepeatError) -> Self {
        let parameter = match error {
            NearRepeatError::Cancelled(cancelled) => return cancelled.into(),
            NearRepeatError::Distances(_) | NearRepeatError::TooManyPairs { .. } => "distances_m",
            NearRepeatError::Times(_) | NearRepeatError::PartOfDay(_) | NearRepeatError::WindowsTooLong { .. } => {
                "times_days"
            }
            NearRepeatError::Span => "clock",
            NearRepeatError::Replicas(_) => "replicas",
        };
        Self::parameter(parameter, error)
    }
}

impl From<RaisedRuleError> for ApiError {
    fn from(error: RaisedRuleError) -> Self {
        let parameter = match error {
            RaisedRuleError::Significance(_) => "significance",
            RaisedRuleError::Ratio(_) => "least_ratio",
        };
        Self::parameter(parameter, error)
    }
}

/// The bands and the shuffles: what the request says, and the defaults for the rest.
pub fn bands(take: &mut Parameters) -> Result<CheckedNearRepeat, ApiError> {
    let defaults = NearRepeatParameters::default();
    let metrics = [("euclidean", Metric::Euclidean), ("manhattan", Metric::Manhattan)];
    let clocks = [("dates", Clock::Dates), ("times", Clock::Times)];
    let distances = numbers(take, "distances_m")?.map(|edges| edges.into_iter().map(Metres).collect());
    let asked = NearRepeatParameters {
        metric: take.choice("metric", &metrics)?.unwrap_or(defaults.metric),
        clock: take.choice("clock", &clocks)?.unwrap_or(defaults.clock),
        same_place: take.choice("same_place", &[("true", true), ("false", false)])?.unwrap_or(defaults.same_place),
        distances: distances.unwrap_or(defaults.distances),
        times_days: numbers(take, "times_days")?.unwrap_or(defaults.times_days),
        replicas: take.number("replicas", 0..=u32::MAX)?.unwrap_or(defaults.replicas),
        seed: take.number("seed", 0..=u64::MAX)?.unwrap_or(defaults.seed),
    };
    Ok(asked.check()?)
}

/// When a cell of the table counts as raised.
pub fn rule(take: &mut Parameters) -> Result<RaisedRule, ApiError> {
    let defaults = RaisedRule::default();
    let asked = RaisedRule {
        significance: take.number("significance", 0.0..=1.0)?.unwrap_or(defaults.significance),
        least_ratio: take.number("least_ratio", 1.0..=f64::MAX)?.unwrap_or(defaults.least_ratio),
    };
    Ok(asked.check()?)
}

/// Numbers with commas between them.
fn numbers(take: &mut Parameters, name: &'static str) -> Result<Option<Vec<f64>>, ApiError> {
    let Some(text) = take.text(name)? else { return Ok(None) };
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|number| number.trim().parse()).collect();
    let wrong = |_| ApiError::parameter(name, format!("{name}: {text:?} is not numbers with commas between them"));
    numbers.map(Some).map_err(wrong)
}

/// The documentation of [`bands`]' and [`rule`]'s parameters.
pub struct NearRepeatQuery;

impl IntoParams for NearRepeatQuery {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let distances = "Outer edges of the distance bands, metres, half-open: a pair at exactly 100 m is beyond 100.";
        let times = "Outer edges of the time bands, days, half-open.";
        let same = "Whether pairs at the same coordinates have a band of their own.";
        let clock =
            "dates: whole civil days between incidents; times: the time elapsed between the middles of their windows.";
        vec![
            query("distances_m", distances, Type::String, "100,200,300,400,500".into()),
            query("times_days", times, Type::String, "7,14,21,28".into()),
            query("same_place", same, Type::Boolean, true.into()),
            query("metric", "euclidean or manhattan.", Type::String, "euclidean".into()),
            query("clock", clock, Type::String, "dates".into()),
            query("replicas", "How often the times are shuffled.", Type::Integer, 999.into()),
            query("seed", "Of the shuffles.", Type::Integer, 1.into()),
            query("significance", "The largest p of a raised cell.", Type::Number, 0.05.into()),
            query("least_ratio", "The smallest ratio of a raised cell.", Type::Number, 1.2.into()),
        ]
    }
}
