//! Relative risk: where incidents are denser or sparser than a comparison says they should be.
//!
//! What enters is one set of incidents, another to compare with (or the residents of a layer of areas), and a bandwidth for each;
//! what leaves is the ratio of the two densities on a lattice, what chance would make of it place by place, and tolerance
//! contours. It draws nothing where the denominator is too small to divide by.

mod asymptotic;
mod comparison;
mod estimate;
mod on_cells;
mod parameters;
mod random_labelling;
mod reading;
mod residents;
mod surface;
#[cfg(test)]
mod tests;
mod tolerance;

pub use comparison::Comparison;
pub use estimate::relative_risk;
pub use on_cells::{CellRisk, RiskMeans, risk_on_cells};
pub use parameters::{CheckedRelativeRisk, RelativeRiskError, RelativeRiskParameters, RiskTest};
pub use surface::{RelativeRisk, Side};
pub use tolerance::{ToleranceContour, tolerance_contours};
