//! Densities: risk spread round every incident by a Gaussian, with or without the fading of what is long past.

mod decayed_density;
mod density;
mod lattice;
mod sources;

pub(super) use decayed_density::DecayedDensity;
pub(super) use density::Density;
pub(super) use density::{added, spread};
pub(super) use lattice::GaussianLattice;
pub(super) use sources::own_by_age;

use super::past::Past;

/// How many earlier origins a bandwidth is tried on: fewer where there are many cells, so that a choice takes seconds.
pub(super) fn origins_to_try(past: Past<'_>) -> usize {
    (2_000_000 / past.cells().len().max(1)).clamp(4, 26)
}
