//! What the past says of every cell at an origin: the columns that the learned forecasters read.
//!
//! What enters is a [`Past`](crate::forecast::Past), what leaves is a number a cell and [`Column`]: the incidents that the horizon would
//! have if the column alone told the truth (counts at several memories, from the cell itself or spread from the exact points by Gaussians of
//! several widths, parts of the week, how the surroundings go, other categories, the season, places, residents, the bare ground). Widths are multiples of the cells' own, so
//! that no choice is made for one data set. A [`Sweep`] goes through origins in ascending order and touches each incident once.

mod column;
mod hinge;
mod lattice;
mod layer;
mod memory;
mod sample;
mod sweep;
mod training;
mod trend;
mod week;

pub(super) use column::{Column, columns};
pub(super) use layer::{Fields, Reach};
#[cfg(test)]
pub(super) use memory::Memory;
pub(super) use sample::{LEAST_EXPECTED, Sample, sample};
pub(super) use sweep::Sweep;
pub(super) use training::{Example, examples, truth};
