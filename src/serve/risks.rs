use std::sync::{Arc, OnceLock};

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Type;

use super::analyses::Outcome;
use super::densities::{SampledTables, refused as refused_density};
use super::error::ApiError;
use super::once::Bytes;
use super::parameters::{bandwidth, query};
use super::query::Parameters;
use super::results::{Chosen, Results};
use super::work::Workers;
use crate::analysis::Progress;
use crate::analysis::kernel_density::{
    BandwidthChoice, CellMeans, Comparison, RelativeRisk, RelativeRiskError, RelativeRiskParameters, ResolvedBandwidth,
    RiskMeans, RiskTest, relative_risk,
};
use crate::index::{COARSEST, Filter};
use crate::space::Metres;

/// A ratio of two densities is noisier than either, so it is smoothed wider.
pub const DEFAULT_BANDWIDTH: Metres = Metres(1000.0);
pub const DEFAULT_REPLICAS: usize = 199;

/// What incidents are compared with, as a request says it.
#[derive(Clone, Debug)]
pub enum Against {
    Incidents(Filter),
    /// The name of a layer.
    Residents(String),
}

/// How a relative risk is estimated, its bandwidth yet to be found.
#[derive(Clone, Debug)]
pub struct RiskChoice {
    pub against: Against,
    pub bandwidth: BandwidthChoice,
    /// For the comparison; as the other unless given.
    pub against_bandwidth: Option<Metres>,
    pub test: RiskTest,
}

/// A relative risk under a filter, with all that is said beside it.
#[derive(Debug)]
pub struct Risk {
    chosen: Arc<Chosen>,
    against: Option<Arc<Chosen>>,
    comparison: Comparison,
    bandwidth: ResolvedBandwidth,
    risk: RelativeRisk,
    sampled: Arc<SampledTables>,
    means: OnceLock<Option<RiskMeans>>,
}

impl RiskChoice {
    pub fn read(take: &mut Parameters) -> Result<Self, ApiError> {
        let against = match (take.against()?, take.text("residents")?) {
            (Some(filter), None) => Against::Incidents(filter),
            (None, Some(layer)) => Against::Residents(layer),
            _ => return Err(ApiError::parameter("against", "against: give either against or residents")),
        };
        let tests = [("asymptotic", false), ("monte-carlo", true)];
        let replicas = take.number("replicas", 19..=9_999)?.unwrap_or(DEFAULT_REPLICAS);
        let seed = take.number("seed", 0..=u64::MAX)?.unwrap_or(1);
        let choice = Self {
            against,
            bandwidth: bandwidth(take)?.unwrap_or(BandwidthChoice::Given(DEFAULT_BANDWIDTH)),
            against_bandwidth: take.number("against_bandwidth_m", 1.0..=1e6)?.map(Metres),
            test: match take.choice("test", &tests)? {
                Some(true) => RiskTest::RandomLabelling { replicas, seed },
                _ => RiskTest::Asymptotic,
            },
        };
        if matches!((&choice.against, choice.test), (Against::Residents(_), RiskTest::RandomLabelling { .. })) {
            return Err(refused(RelativeRiskError::LabelledResidents));
        }
        let bandwidth = match choice.bandwidth {
            BandwidthChoice::Given(bandwidth) => bandwidth,
            BandwidthChoice::ByRule(_) => DEFAULT_BANDWIDTH,
        };
        choice.with(bandwidth).check().map_err(refused)?;
        Ok(choice)
    }

    pub fn with(&self, bandwidth: Metres) -> RelativeRiskParameters {
        let comparison_bandwidth = self.against_bandwidth.unwrap_or(bandwidth);
        RelativeRiskParameters { bandwidth, comparison_bandwidth, test: self.test }
    }
}

/// The documentation of [`RiskChoice`]'s parameters.
pub struct RiskParameters;

impl IntoParams for RiskParameters {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let rule =
            "In place of bandwidth_m: scott, silverman, oversmoothing or likelihood, found for both sets together.";
        let against = "The incidents to compare with: a filter as a percent-encoded query string. What passes both counts once, as \
                       chosen. Give this or residents.";
        let mut all = vec![
            query("against", against, Type::String, "category=crime".into()),
            query("bandwidth_m", "Metres: the Gaussian's standard deviation.", Type::Number, 1000.into()),
            query("bandwidth", rule, Type::String, serde_json::Value::Null),
            query("test", "asymptotic, or monte-carlo (random labelling).", Type::String, "asymptotic".into()),
            query("seed", "Of the random labellings.", Type::Integer, 1.into()),
        ];
        all.extend(RiskTileParameters::into_params(place));
        all
    }
}

/// Those of them that no other layer of tiles has.
pub struct RiskTileParameters;

impl IntoParams for RiskTileParameters {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let residents = "Compare with the residents of this layer, spread evenly over each area. Give this or against.";
        vec![
            query("residents", residents, Type::String, serde_json::Value::Null),
            query("against_bandwidth_m", "That of the comparison; the same unless given.", Type::Number, 1000.into()),
            query("replicas", "Random labellings, 19 to 9,999.", Type::Integer, 199.into()),
        ]
    }
}

impl Results {
    /// The relative risk of the incidents that pass `filter`, however long it takes.
    pub async fn risk(&self, workers: &Workers, filter: Filter, choice: RiskChoice) -> Result<Arc<Risk>, ApiError> {
        let (key, estimate) = self.risk_work(workers, filter, choice).await?;
        self.analyses().finish(workers, key, estimate).await
    }

    /// The like, or how far it is.
    pub async fn begin_risk(
        &self,
        workers: &Workers,
        filter: Filter,
        choice: RiskChoice,
    ) -> Result<Outcome<Risk>, ApiError> {
        let (key, estimate) = self.risk_work(workers, filter, choice).await?;
        self.analyses().begin(workers, key, estimate).await
    }

    async fn risk_work(
        &self,
        workers: &Workers,
        filter: Filter,
        choice: RiskChoice,
    ) -> Result<(String, impl FnOnce(&Progress) -> Result<Risk, ApiError> + Send + use<>), ApiError> {
        let chosen = self.chosen(workers, filter).await?;
        let against = match &choice.against {
            Against::Incidents(filter) => Some(self.chosen(workers, filter.clone()).await?),
            Against::Residents(_) => None,
        };
        let key = choice.key(chosen.filter());
        let sampled = self.sampled();
        Ok((key, move |progress: &Progress| Risk::estimate(chosen, against, &choice, sampled, progress)))
    }
}

impl RiskChoice {
    /// Everything that the result depends on but the snapshot.
    pub fn key(&self, filter: &Filter) -> String {
        let against = match &self.against {
            Against::Incidents(filter) => format!("against {filter}"),
            Against::Residents(layer) => format!("residents {layer}"),
        };
        let Self { bandwidth, against_bandwidth, test, .. } = self;
        format!("relative-risk#{filter}#{against}#{bandwidth:?}#{against_bandwidth:?}#{test:?}")
    }
}

impl Risk {
    fn estimate(
        chosen: Arc<Chosen>,
        against: Option<Arc<Chosen>>,
        choice: &RiskChoice,
        sampled: Arc<SampledTables>,
        progress: &Progress,
    ) -> Result<Self, ApiError> {
        let (index, selection) = (chosen.index(), chosen.selection());
        let comparison = match (&against, &choice.against) {
            (Some(against), _) => Comparison::others(index, selection, against.selection()),
            (None, Against::Residents(layer)) => Comparison::residents(index, layer).map_err(refused)?,
            (None, Against::Incidents(_)) => Comparison::others(index, selection, selection),
        };
        let bandwidth = comparison.resolve(choice.bandwidth, index, selection, DEFAULT_BANDWIDTH, progress)?;
        let parameters = choice.with(bandwidth.bandwidth).check().map_err(refused)?;
        let risk = relative_risk(index, selection, &comparison, &parameters, progress).map_err(refused)?;
        Ok(Self { chosen, against, comparison, bandwidth, risk, sampled, means: OnceLock::new() })
    }

    pub fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    /// The incidents that pass the other filter; `None` for residents.
    pub fn against(&self) -> Option<&Chosen> {
        self.against.as_deref()
    }

    pub fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    pub fn bandwidth(&self) -> &ResolvedBandwidth {
        &self.bandwidth
    }

    pub fn risk(&self) -> &RelativeRisk {
        &self.risk
    }

    /// Its means over cells; `None` where there would be too many.
    pub fn means(&self) -> Option<&RiskMeans> {
        let make = || {
            let sampled = self.sampled.at(self.risk.sampled_at(), self.chosen.index())?;
            Some(RiskMeans::of(&self.risk, sampled, COARSEST))
        };
        self.means.get_or_init(make).as_ref()
    }
}

/// Whose fault it is that a relative risk cannot be estimated.
fn refused(error: RelativeRiskError) -> ApiError {
    match error {
        RelativeRiskError::Density(density) => refused_density(density),
        RelativeRiskError::Cancelled(cancelled) => cancelled.into(),
        RelativeRiskError::Replicas(_) => ApiError::parameter("replicas", error),
        RelativeRiskError::TwoBandwidths(..) => ApiError::parameter("against_bandwidth_m", error),
        RelativeRiskError::LabelledResidents => ApiError::parameter("test", error),
        RelativeRiskError::NoIncidents => ApiError::parameter("category", error),
        RelativeRiskError::NoComparison => ApiError::parameter("against", error),
        RelativeRiskError::NoLayer(_) | RelativeRiskError::NoPopulation { .. } => {
            ApiError::parameter("residents", error)
        }
    }
}

impl Bytes for Risk {
    fn bytes(&self) -> usize {
        // Tables of means are made later; reckoned in full, so that the cache's bound holds.
        let cells = (self.chosen.index().study_area().area_km2() / self.risk.sampled_at().area_km2()) as usize;
        self.risk.values() * 4 + cells * 3 * CellMeans::BYTES_PER_CELL + 1024
    }
}
