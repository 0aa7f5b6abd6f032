//! Comparison: two windows, or any two filters, against each other: as a whole, by area, by cell, by hour of the week.
//!
//! What enters is two selections of one index with what they are exposed to ([`Exposure`]: days, or all incidents of each); what leaves is
//! counts, differences and ratios with exact intervals ([`Pair`]), and for many places at once which of them differ more than chance
//! ([`PlaceComparison`]). It does not say why they differ: recording may have changed, or what is reported.

mod before;
mod pair;
mod places;
mod reading;
mod whole;

pub use before::period_before;
pub use pair::{Exposure, Measure, Pair};
pub use places::{Difference, PlaceComparison, compare_places};
pub use whole::{Comparison, ComparisonError, Side, WeekComparison, compare, exposure};
