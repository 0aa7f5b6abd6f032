use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::analysis::Cancelled;
use crate::space::Metres;

/// The shape of the hill that each incident adds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kernel {
    /// exp(-d² / 2b²) / 2πb²: the bandwidth b is the standard deviation along each axis. 39 % of an incident's weight lies
    /// within b of it, 86 % within 2b.
    #[default]
    Gaussian,
    /// 3 / πb² · (1 - d²/b²)² for d < b, else 0: the bandwidth b is the radius at which the hill ends, as in CrimeStat and
    /// most geographic information systems. Its standard deviation along each axis is b / √8.
    Quartic,
}

/// What is done about incidents that would lie beyond the study area's edge, where nobody recorded them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeCorrection {
    /// Nothing: the estimate falls towards the edge.
    #[default]
    None,
    /// The estimate at a place is divided by the share of a kernel centred there that lies inside the study area.
    Uniform,
}

/// How to estimate a density; [`check`](Self::check) it once.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct KernelDensityParameters {
    pub kernel: Kernel,
    /// See [`Kernel`] for what it means to each.
    pub bandwidth: Metres,
    pub edge: EdgeCorrection,
    /// Whether each incident has a bandwidth of its own (Abramson), narrower where incidents are many: the Gaussian kernel alone.
    /// `bandwidth` is then their geometric mean, and that of the pilot density which they follow.
    pub adaptive: bool,
}

/// [`KernelDensityParameters`] that make sense.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CheckedKernelDensity(KernelDensityParameters);

/// Why a density cannot be estimated.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum KernelDensityError {
    #[error("the bandwidth is {0} m; it must be between 1 m and 1,000,000 m")]
    Bandwidth(f64),
    #[error(
        "a bandwidth of {bandwidth_m} m needs a lattice of {n_x} × {n_y} nodes, more than can be held: use a larger one"
    )]
    TooFine { bandwidth_m: f64, n_x: usize, n_y: usize },
    #[error("a lattice spacing of {spacing_m} m is too wide for a bandwidth of {bandwidth_m} m: {most_m} m at most")]
    Spacing { spacing_m: f64, bandwidth_m: f64, most_m: f64 },
    #[error("an adaptive density has a Gaussian kernel, not a {} one", .0.slug())]
    Adaptive(Kernel),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl Kernel {
    pub const ALL: [Self; 2] = [Self::Gaussian, Self::Quartic];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Gaussian => "gaussian",
            Self::Quartic => "quartic",
        }
    }

    /// The hill's height per m² at `distance` from the incident, both in metres.
    pub fn per_m2(self, bandwidth: Metres, distance: Metres) -> f64 {
        let squared = (distance.0 / bandwidth.0).powi(2);
        let area = std::f64::consts::PI * bandwidth.0 * bandwidth.0;
        match self {
            Self::Gaussian => (-squared / 2.0).exp() / (2.0 * area),
            Self::Quartic => 3.0 / area * (1.0 - squared).max(0.0).powi(2),
        }
    }

    /// The bandwidth of this kernel that has the same standard deviation along each axis as a Gaussian of `gaussian`.
    pub fn as_wide_as(self, gaussian: Metres) -> Metres {
        match self {
            Self::Gaussian => gaussian,
            Self::Quartic => Metres(gaussian.0 * 8.0_f64.sqrt()),
        }
    }

    /// The widest lattice on which nodes, and places between them, keep within 1e-3 of the largest exact value.
    ///
    /// Gaussian: at a fifth of the bandwidth the binning is off by 9e-5 an axis and the interpolation by 1.2e-4 (leading terms
    /// 0.048/6 · 1.38 (h/b)³ and 9/128 (h/b)⁴); the lattice is chosen no wider, and a third is the limit for nodes alone.
    /// Quartic: nodes are exact on any lattice; between them the kink at the radius costs up to 0.3 (h/b)².
    pub(super) fn spacing(self, bandwidth: Metres) -> Metres {
        match self {
            Self::Gaussian => Metres(bandwidth.0 / 5.0),
            Self::Quartic => Metres(bandwidth.0 / 20.0),
        }
    }
}

impl std::str::FromStr for Kernel {
    type Err = crate::incident::UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|value| value.slug() == name).ok_or_else(|| crate::incident::UnknownName {
            what: "kernel",
            name: name.to_owned(),
            known: Self::ALL.map(Self::slug).join(", "),
        })
    }
}

impl KernelDensityParameters {
    pub fn check(self) -> Result<CheckedKernelDensity, KernelDensityError> {
        let bandwidth = self.bandwidth.0;
        if self.adaptive && self.kernel != Kernel::Gaussian {
            return Err(KernelDensityError::Adaptive(self.kernel));
        }
        if (1.0..=1e6).contains(&bandwidth) {
            Ok(CheckedKernelDensity(self))
        } else {
            Err(KernelDensityError::Bandwidth(bandwidth))
        }
    }
}

impl CheckedKernelDensity {
    pub fn kernel(&self) -> Kernel {
        self.0.kernel
    }

    pub fn bandwidth(&self) -> Metres {
        self.0.bandwidth
    }

    pub fn edge(&self) -> EdgeCorrection {
        self.0.edge
    }

    pub fn is_adaptive(&self) -> bool {
        self.0.adaptive
    }
}
