//! Kernel density with a bandwidth of its own for each incident (Abramson): narrow where incidents are many, wide where they are
//! few.
//!
//! The sum of Gaussians of many widths is made of a ladder of widths: each incident is shared among the four rungs nearest to
//! its own, each rung is smoothed at once, on a lattice as coarse as its width allows, and lattices are summed from the
//! coarsest to the finest.

mod abramson;
mod at_nodes;
mod density;
mod ladder;
mod mass;
mod refine;
mod spread;
#[cfg(test)]
mod tests;

pub use abramson::abramson_bandwidths;
pub use at_nodes::adaptive_at_nodes;
pub(super) use density::adaptive_density;
