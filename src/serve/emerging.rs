use std::sync::Arc;

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Type;

use super::analyses::{Outcome, Patience};
use super::error::ApiError;
use super::ground::GroundChoice;
use super::layers::emerging::layer;
use super::once::Bytes;
use super::parameters::query;
use super::query::Parameters;
use super::results::Chosen;
use super::snapshot::Snapshot;
use super::state::App;
use crate::analysis::emerging::{
    CheckedEmerging, EmergingError, EmergingHotSpots, EmergingParameters, Null, default_length, emerging_hot_spots,
    whole_periods,
};
use crate::analysis::finding::Evidence;
use crate::analysis::hot_spots::Ground;
use crate::encode::Layer;
use crate::index::Filter;
use crate::time::{PeriodLength, Periods};

/// What is asked about emerging hot spots.
#[derive(Clone, Debug, PartialEq)]
pub struct EmergingRequest {
    filter: Filter,
    ground: GroundChoice,
    parameters: CheckedEmerging,
    /// `None`: chosen by the length of the data.
    period: Option<PeriodLength>,
}

/// The emerging hot spots of the incidents that pass a filter.
#[derive(Debug)]
pub struct FoundEmerging {
    chosen: Arc<Chosen>,
    ground: Arc<Ground>,
    found: EmergingHotSpots,
    length: PeriodLength,
    periods: Periods,
    evidence: Evidence,
    /// The cells in a class.
    drawn: Layer,
}

impl EmergingRequest {
    pub fn read(take: &mut Parameters) -> Result<Self, ApiError> {
        let nulls = [("whole-cube", Null::WholeCube), ("step", Null::Step)];
        let lengths = [("day", PeriodLength::Day), ("week", PeriodLength::Week), ("month", PeriodLength::Month)];
        let defaults = EmergingParameters::default();
        let asked = EmergingParameters {
            null: take.choice("null", &nulls)?.unwrap_or(defaults.null),
            span: take.number("span", 0..=usize::MAX)?.unwrap_or(defaults.span),
            discovery_rate: take.number("fdr", 0.0..=1.0)?.unwrap_or(defaults.discovery_rate),
        };
        Ok(Self {
            parameters: asked.check().map_err(|error| as_api_error(&error))?,
            period: take.choice("period", &lengths)?,
            filter: take.filter()?,
            ground: GroundChoice::read(take)?,
        })
    }

    /// Everything that the answer depends on but the snapshot.
    pub fn key(&self) -> String {
        format!("emerging#{}#{}#{:?}#{:?}", self.filter, self.ground.key(), self.parameters, self.period)
    }

    /// The answer, or the job that makes it or the ground it stands on.
    pub async fn begin(&self, app: &App, snapshot: &Snapshot) -> Result<Outcome<FoundEmerging>, ApiError> {
        let (patience, results, workers) = (Patience::begin(), snapshot.results(), app.workers());
        let chosen = results.chosen(workers, self.filter.clone()).await?;
        let ground = match self.ground.begin(patience, results, workers, &chosen).await? {
            Outcome::Done(ground) => ground,
            Outcome::Running(job) => return Ok(Outcome::Running(job)),
        };
        let request = self.clone();
        let compute = move |progress: &_| {
            let (index, selection) = (chosen.index(), chosen.selection());
            let length = request.period.unwrap_or_else(|| default_length(index, selection, &request.filter));
            let periods = whole_periods(index, &request.filter, length);
            let periods = periods.ok_or_else(|| as_api_error(&EmergingError::TooFewPeriods(0)))?;
            let (cells, parameters) = (ground.grid().len(), request.parameters);
            parameters.check_cube(cells, periods.len()).map_err(|error| as_api_error(&error))?;
            let cube = index.cube(selection, ground.grid(), &periods);
            let found = emerging_hot_spots(&cube, ground.weights(), &parameters, progress)
                .map_err(|error| as_api_error(&error))?;
            let drawn = layer(&found, &ground, &periods, index.incidents().zone(), true).map_err(ApiError::internal)?;
            let evidence = Evidence::of(index, selection);
            Ok(FoundEmerging { chosen, ground, found, length, periods, evidence, drawn })
        };
        results.analyses().begin_within(patience, workers, self.key(), compute).await
    }

    /// The answer, however long it takes.
    pub async fn finish(&self, app: &App, snapshot: &Snapshot) -> Result<Arc<FoundEmerging>, ApiError> {
        loop {
            if let Outcome::Done(found) = self.begin(app, snapshot).await? {
                return Ok(found);
            }
        }
    }
}

impl FoundEmerging {
    pub fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    pub fn found(&self) -> &EmergingHotSpots {
        &self.found
    }

    pub fn length(&self) -> PeriodLength {
        self.length
    }

    pub fn periods(&self) -> &Periods {
        &self.periods
    }

    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The cells in a class, as features.
    pub fn drawn(&self) -> &Layer {
        &self.drawn
    }
}

impl Bytes for FoundEmerging {
    fn bytes(&self) -> usize {
        // A cell's numbers; a polygon and a name of those drawn.
        self.found.cells.len() * 72 + self.drawn.len() * 512 + 256
    }
}

fn as_api_error(error: &EmergingError) -> ApiError {
    match error {
        EmergingError::Cancelled(_) => ApiError::Cancelled,
        EmergingError::Span(_) => ApiError::parameter("span", error),
        EmergingError::DiscoveryRate(_) => ApiError::parameter("fdr", error),
        EmergingError::TooFewPeriods(_) | EmergingError::TooManyPeriods(_) => ApiError::parameter("period", error),
        EmergingError::TooFewCells(_) => ApiError::parameter("grid", error),
    }
}

/// The documentation of [`EmergingRequest`]'s parameters, the filter aside.
pub struct EmergingQuery;

impl IntoParams for EmergingQuery {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let fdr = "The part of false discoveries that is put up with, above 0 and below 1.";
        let mut parameters = Vec::from(GroundChoice::documented());
        parameters.push(query("fdr", fdr, Type::Number, 0.05.into()));
        parameters.extend(EmergingPeriodQuery::into_params(place));
        parameters
    }
}

/// The part of [`EmergingQuery`] that hot spots do not take.
pub struct EmergingPeriodQuery;

impl IntoParams for EmergingPeriodQuery {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let period = "day, week or month; unless given the longest of which there are a dozen.";
        let span = "How many periods before its own a neighbourhood also takes in, 0 to 12.";
        let null = "What a neighbourhood is compared with: whole-cube (all periods) or step (its own periods).";
        vec![
            query("period", period, Type::String, serde_json::Value::Null),
            query("span", span, Type::Integer, 1.into()),
            query("null", null, Type::String, "whole-cube".into()),
        ]
    }
}
