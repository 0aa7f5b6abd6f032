use std::sync::Arc;

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Type;

use super::analyses::{Outcome, Patience};
use super::error::ApiError;
use super::ground::GroundChoice;
use super::layers::hot_spots::layer;
use super::once::Bytes;
use super::parameters::query;
use super::query::Parameters;
use super::results::Chosen;
use super::snapshot::Snapshot;
use super::state::App;
use crate::analysis::finding::Evidence;
use crate::analysis::hot_spots::{
    CheckedHotSpots, Correction, Ground, HotSpotError, HotSpotParameters, HotSpots, Statistic, hot_spots_of,
};
use crate::encode::Layer;
use crate::index::Filter;

/// What is asked about hot spots.
#[derive(Clone, Debug, PartialEq)]
pub struct HotSpotRequest {
    filter: Filter,
    ground: GroundChoice,
    parameters: CheckedHotSpots,
    /// The number of the layer whose residents make rates of the counts.
    rate: Option<usize>,
}

/// The hot spots of the incidents that pass a filter.
#[derive(Debug)]
pub struct FoundHotSpots {
    chosen: Arc<Chosen>,
    ground: Arc<Ground>,
    /// The name of the layer whose residents rates are made with.
    rate: Option<String>,
    found: HotSpots,
    evidence: Evidence,
    /// The cells in a class.
    drawn: Layer,
}

impl HotSpotRequest {
    pub fn read(take: &mut Parameters, snapshot: &Snapshot) -> Result<Self, ApiError> {
        let statistics = [("gi-star", Statistic::GetisOrd), ("local-moran", Statistic::LocalMoran)];
        let corrections = [("fdr", Correction::FalseDiscoveryRate), ("none", Correction::None)];
        let defaults = HotSpotParameters::default();
        let asked = HotSpotParameters {
            statistic: take.choice("statistic", &statistics)?.unwrap_or(defaults.statistic),
            permutations: take.number("permutations", 0..=usize::MAX)?.unwrap_or(defaults.permutations),
            seed: take.number("seed", 0..=u64::MAX)?.unwrap_or(defaults.seed),
            discovery_rate: take.number("fdr", 0.0..=1.0)?.unwrap_or(defaults.discovery_rate),
            correction: take.choice("correction", &corrections)?.unwrap_or(defaults.correction),
        };
        let rate = take.text("rate")?.map(|name| layer_with_residents(snapshot, &name)).transpose()?;
        let parameters = asked.check().map_err(|error| as_api_error(&error))?;
        Ok(Self { filter: take.filter()?, ground: GroundChoice::read(take)?, parameters, rate })
    }

    /// Everything that the answer depends on but the snapshot.
    pub fn key(&self) -> String {
        format!("hot-spots#{}#{}#{:?}#{:?}", self.filter, self.ground.key(), self.parameters, self.rate)
    }

    /// The answer, or the job that makes it or the ground it stands on.
    pub async fn begin(&self, app: &App, snapshot: &Snapshot) -> Result<Outcome<FoundHotSpots>, ApiError> {
        let (patience, results, workers) = (Patience::begin(), snapshot.results(), app.workers());
        let chosen = results.chosen(workers, self.filter.clone()).await?;
        let ground = match self.ground.begin(patience, results, workers, &chosen).await? {
            Outcome::Done(ground) => ground,
            Outcome::Running(job) => return Ok(Outcome::Running(job)),
        };
        let residents = match self.rate {
            None => None,
            Some(layer) => match self.ground.residents(patience, results, workers, &chosen, &ground, layer).await? {
                Outcome::Done(residents) => Some(residents),
                Outcome::Running(job) => return Ok(Outcome::Running(job)),
            },
        };
        let request = self.clone();
        let compute = move |progress: &_| {
            let (index, selection) = (chosen.index(), chosen.selection());
            let residents = residents.as_ref().map(|residents| residents.0.as_slice());
            let found = hot_spots_of(index, selection, &ground, residents, &request.parameters, progress)
                .map_err(|error| as_api_error(&error))?;
            let drawn = layer(&found, &ground, true).map_err(ApiError::internal)?;
            let evidence = Evidence::of(index, selection);
            let rate = request.rate.map(|layer| index.layers()[layer].name().to_owned());
            Ok(FoundHotSpots { rate, evidence, drawn, found, ground, chosen })
        };
        results.analyses().begin_within(patience, workers, self.key(), compute).await
    }

    /// The answer, however long it takes.
    pub async fn finish(&self, app: &App, snapshot: &Snapshot) -> Result<Arc<FoundHotSpots>, ApiError> {
        loop {
            if let Outcome::Done(found) = self.begin(app, snapshot).await? {
                return Ok(found);
            }
        }
    }
}

impl FoundHotSpots {
    pub fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    pub fn rate(&self) -> Option<&str> {
        self.rate.as_deref()
    }

    pub fn found(&self) -> &HotSpots {
        &self.found
    }

    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The cells in a class, as features.
    pub fn drawn(&self) -> &Layer {
        &self.drawn
    }
}

impl Bytes for FoundHotSpots {
    fn bytes(&self) -> usize {
        // A cell's numbers; a polygon and a name of those drawn.
        self.found.cells.len() * 112 + self.drawn.len() * 512 + 256
    }
}

fn layer_with_residents(snapshot: &Snapshot, name: &str) -> Result<usize, ApiError> {
    let index = snapshot.index();
    let layer =
        index.layer(name).ok_or_else(|| ApiError::parameter("rate", format!("rate: there is no layer {name:?}")))?;
    if index.layers()[layer].areas().iter().any(|area| area.population > Some(0.0)) {
        Ok(layer)
    } else {
        Err(as_api_error(&HotSpotError::NoResidents(name.to_owned())))
    }
}

/// The error by the parameter that caused it.
pub fn as_api_error(error: &HotSpotError) -> ApiError {
    match error {
        HotSpotError::Cancelled(_) => ApiError::Cancelled,
        HotSpotError::Permutations(_) | HotSpotError::TooManyDraws { .. } => ApiError::parameter("permutations", error),
        HotSpotError::DiscoveryRate(_) => ApiError::parameter("fdr", error),
        HotSpotError::TooFewCells(_) => ApiError::parameter("grid", error),
        HotSpotError::NoResidents(_) => ApiError::parameter("rate", error),
        HotSpotError::Neighbourhood(_) => ApiError::parameter("weights", error),
    }
}

/// The documentation of [`HotSpotRequest`]'s parameters, the filter aside.
pub struct HotSpotQuery;

impl IntoParams for HotSpotQuery {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let statistic =
            "gi-star (hot and cold neighbourhoods) or local-moran (cells like their neighbours, and outliers).";
        let permutations = "0 for the normal approximation, or 99 to 99999 conditional permutations.";
        let rate = "A layer of areas with residents: tests rates instead of counts.";
        let fdr = "The part of false discoveries that is put up with among significant cells, above 0 and below 1.";
        let correction = "fdr: classes hold under control of false discoveries; none: each cell for itself.";
        let mut parameters = Vec::from(GroundChoice::documented());
        parameters.extend([
            query("statistic", statistic, Type::String, "gi-star".into()),
            query("permutations", permutations, Type::Integer, 999.into()),
            query("seed", "Of the permutations.", Type::Integer, 1.into()),
            query("rate", rate, Type::String, serde_json::Value::Null),
            query("fdr", fdr, Type::Number, 0.05.into()),
            query("correction", correction, Type::String, "fdr".into()),
        ]);
        parameters
    }
}
