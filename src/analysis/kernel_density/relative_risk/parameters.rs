use thiserror::Error;

use crate::analysis::Cancelled;
use crate::analysis::kernel_density::parameters::KernelDensityError;
use crate::space::Metres;

/// How the ratio is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskTest {
    /// By the asymptotic normality of the logarithm of the ratio.
    Asymptotic,
    /// By sharing out the labels of both sets at random.
    RandomLabelling { replicas: usize, seed: u64 },
}

/// How to estimate a relative risk; [`check`](Self::check) it once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RelativeRiskParameters {
    /// Standard deviation of the Gaussian kernel of the incidents.
    pub bandwidth: Metres,
    /// That of the comparison.
    pub comparison_bandwidth: Metres,
    pub test: RiskTest,
}

/// [`RelativeRiskParameters`] that make sense.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CheckedRelativeRisk(RelativeRiskParameters);

/// Why a relative risk cannot be estimated.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum RelativeRiskError {
    #[error(transparent)]
    Density(KernelDensityError),
    #[error("random labelling needs 19 to 9,999 replicas, not {0}")]
    Replicas(usize),
    #[error("random labelling needs one bandwidth for both sets, not {0} m and {1} m")]
    TwoBandwidths(f64, f64),
    #[error("random labelling needs incidents to compare with: residents carry no label")]
    LabelledResidents,
    #[error("no incident of the selection has a place in the study area")]
    NoIncidents,
    #[error("there is nothing to compare with in the study area: no incident that is not in the selection itself")]
    NoComparison,
    #[error("there is no layer {0:?}")]
    NoLayer(String),
    #[error("the layer {layer:?} has no population for {area:?}")]
    NoPopulation { layer: String, area: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<KernelDensityError> for RelativeRiskError {
    fn from(error: KernelDensityError) -> Self {
        match error {
            KernelDensityError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            refused => Self::Density(refused),
        }
    }
}

impl RelativeRiskParameters {
    pub fn check(self) -> Result<CheckedRelativeRisk, RelativeRiskError> {
        for bandwidth in [self.bandwidth.0, self.comparison_bandwidth.0] {
            if !(1.0..=1e6).contains(&bandwidth) {
                return Err(KernelDensityError::Bandwidth(bandwidth).into());
            }
        }
        if let RiskTest::RandomLabelling { replicas, .. } = self.test {
            if !(19..=9_999).contains(&replicas) {
                return Err(RelativeRiskError::Replicas(replicas));
            }
            if self.bandwidth != self.comparison_bandwidth {
                return Err(RelativeRiskError::TwoBandwidths(self.bandwidth.0, self.comparison_bandwidth.0));
            }
        }
        Ok(CheckedRelativeRisk(self))
    }
}

impl CheckedRelativeRisk {
    pub fn bandwidth(&self) -> Metres {
        self.0.bandwidth
    }

    pub fn comparison_bandwidth(&self) -> Metres {
        self.0.comparison_bandwidth
    }

    pub fn test(&self) -> RiskTest {
        self.0.test
    }
}
