use super::parameters::CheckedRelativeRisk;
use crate::analysis::kernel_density::frame::Frame;
use crate::analysis::kernel_density::lattice::Lattice;
use crate::analysis::significance::two_sided_p;
use crate::space::Planar;

/// Below this two-sided p a place stands out.
pub const LEVEL: f64 = 0.05;

/// The ratio of two densities on a lattice, and what chance would make of it.
#[derive(Clone, Debug)]
pub struct RelativeRisk {
    pub(super) parameters: CheckedRelativeRisk,
    /// Incidents per km², corrected at the edge.
    pub(super) incidents: Lattice,
    /// Comparison incidents or residents per km², corrected at the edge.
    pub(super) comparison: Lattice,
    /// The same, not corrected: what a kernel sees.
    pub(super) seen: Lattice,
    /// The standard score of the ratio at each node, 0 where nothing is judged.
    pub(super) scores: Lattice,
    pub(super) n: f64,
    pub(super) n_comparison: f64,
    /// Per km²: where a kernel sees less of the comparison, nothing is said.
    pub(super) least_comparison: f64,
    pub(super) summary: Summary,
}

/// What stands out, by the ground.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Summary {
    pub judged_fraction: f64,
    pub higher_fraction: f64,
    pub lower_fraction: f64,
    /// The highest ratio, and where.
    pub highest: Option<(f64, Planar)>,
    pub lowest: Option<(f64, Planar)>,
    /// The highest ratio among places that stand out.
    pub highest_standing_out: Option<(f64, Planar)>,
}

/// Which way a ratio differs from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Higher,
    Lower,
}

impl Side {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
        }
    }

    pub(super) fn of(score: f64) -> Self {
        if score > 0.0 { Self::Higher } else { Self::Lower }
    }
}

impl RelativeRisk {
    pub fn parameters(&self) -> &CheckedRelativeRisk {
        &self.parameters
    }

    pub fn frame(&self) -> &Frame {
        self.incidents.frame()
    }

    /// How many incidents of the selection lie in the study area.
    pub fn n(&self) -> f64 {
        self.n
    }

    /// How many comparison incidents or residents do.
    pub fn n_comparison(&self) -> f64 {
        self.n_comparison
    }

    /// How many times as dense the incidents are as the comparison lets expect; `None` where the comparison is too sparse.
    pub fn ratio(&self, place: Planar) -> Option<f64> {
        let (incidents, comparison) = self.densities(place)?;
        Some(incidents / self.n / (comparison / self.n_comparison))
    }

    /// Incidents and comparison per km²; `None` where the comparison is too sparse.
    pub(super) fn densities(&self, place: Planar) -> Option<(f64, f64)> {
        self.seen.at(place).filter(|density| *density >= self.least_comparison)?;
        Some((self.incidents.at(place)?, self.comparison.at(place)?))
    }

    /// The standard score of the logarithm of the ratio: positive where it is above 1.
    pub fn score(&self, place: Planar) -> Option<f64> {
        self.densities(place)?;
        self.scores.interpolated(place)
    }

    /// The two-sided p of the ratio, were the incidents spread like the comparison.
    pub fn p(&self, place: Planar) -> Option<f64> {
        self.score(place).map(two_sided_p)
    }

    /// The share of the study area's ground where something is said, 0..=1.
    pub fn judged_fraction(&self) -> f64 {
        self.summary.judged_fraction
    }

    /// The share of the study area's ground where the ratio is above 1 with p < 0.05.
    pub fn higher_fraction(&self) -> f64 {
        self.summary.higher_fraction
    }

    /// The share of the study area's ground where the ratio is below 1 with p < 0.05.
    pub fn lower_fraction(&self) -> f64 {
        self.summary.lower_fraction
    }

    pub fn max_ratio(&self) -> Option<f64> {
        self.summary.highest.map(|(ratio, _)| ratio)
    }

    pub fn min_ratio(&self) -> Option<f64> {
        self.summary.lowest.map(|(ratio, _)| ratio)
    }

    /// Nodes of all its lattices.
    pub fn values(&self) -> usize {
        4 * self.incidents.values().len()
    }
}
