//! Hot and cold spots: cells whose neighbourhood holds more, or fewer, incidents than chance puts there.
//!
//! What enters is a value a cell and [`SpatialWeights`](super::spatial_weights::SpatialWeights); what leaves is a score, a
//! probability and a class a cell. The null hypothesis of all of it: the values that the cells have are as likely in any other
//! arrangement over the cells. It is no claim about why a place is hot: where nobody lives nobody reports.

mod class;
mod conditional_permutations;
mod empirical_bayes;
mod getis_ord;
mod ground;
mod local_moran;
mod method;
mod parameters;
mod reading;
mod residents;
mod spots;
#[cfg(test)]
mod tests;

pub use class::{Confidence, SpotClass};
pub use conditional_permutations::{Tails, conditional_permutations};
pub use empirical_bayes::empirical_bayes_rates;
pub(in crate::analysis) use getis_ord::deviate;
pub use getis_ord::{GetisOrd, getis_ord};
pub use ground::Ground;
pub use local_moran::{LocalMoran, local_moran};
pub use method::method;
pub use parameters::{CheckedHotSpots, Correction, HotSpotError, HotSpotParameters, Statistic};
pub use residents::residents_by_cell;
pub use spots::{HotSpots, SpotCell, hot_spots, hot_spots_of};
