//! Which cells are neighbours of which.
//!
//! What enters is a [`Grid`](crate::space::Grid) and a [`Neighbourhood`]; what leaves is [`SpatialWeights`], one row a cell. All
//! weights are 1 (binary). A cell is not in its own row: a statistic that counts a cell to its own neighbourhood, such as Gi*, says
//! so and adds it with the weight 1. Cells outside the grid do not exist, so that cells at its edge have fewer neighbours.

mod distance_band;
mod neighbourhood;
mod ring;
#[cfg(test)]
mod tests;
mod weights;

pub use neighbourhood::{CheckedNeighbourhood, Neighbourhood, NeighbourhoodError};
pub use weights::SpatialWeights;
