//! Kernel density: how many incidents per km² there are around each place.
//!
//! What enters is the places of the selected incidents, a kernel, a bandwidth in metres and the study area; what leaves is a
//! [`Lattice`] of intensities, which can be asked at any place, and contours. It draws no line between hot and not hot: a density
//! has no significance.
//!
//! The Gaussian is a separable convolution of incidents spread over a lattice; the quartic is summed node by node, crowds of points as one. Both work in
//! bands of lattice rows, so that sums run in the same order however many threads there are.

mod adaptive;
mod bands;
mod bandwidth;
mod cell_means;
mod classes;
mod contours;
mod convolve;
mod coverage;
mod crowds;
mod density;
mod frame;
mod gaussian;
mod hills;
mod lattice;
mod on_cells;
mod parameters;
mod points;
mod quartic;
mod reading;
#[cfg(test)]
mod reference;
mod relative_risk;
mod smoother;
#[cfg(test)]
mod tests;

pub use adaptive::{abramson_bandwidths, adaptive_at_nodes};
pub use bandwidth::{
    BandwidthChoice, BandwidthRule, Bandwidths, Candidate, LikelihoodAt, LikelihoodBandwidth, ResolvedBandwidth,
    Spread, bandwidths, likelihood_bandwidth,
};
pub use cell_means::{CellMeans, SampledCells};
pub use classes::{class_breaks, ground_fraction_at_least};
pub use contours::{Contour, contours};
pub use density::{density_at_nodes, kernel_density};
pub use frame::Frame;
pub use lattice::Lattice;
pub use on_cells::{CellCounts, CellDensity, cell_density, density_on_cells};
pub use parameters::{CheckedKernelDensity, EdgeCorrection, Kernel, KernelDensityError, KernelDensityParameters};
pub use points::Points;
pub use reading::{method_in_words, reading};
pub use relative_risk::{
    CellRisk, CheckedRelativeRisk, Comparison, RelativeRisk, RelativeRiskError, RelativeRiskParameters, RiskMeans,
    RiskTest, Side, ToleranceContour, relative_risk, risk_on_cells, tolerance_contours,
};
