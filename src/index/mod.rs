//! Finding and counting: which incidents pass a filter, how many fall in each cell, area, period and hour, which lie near.
//!
//! What enters is all incidents, the area layers and the study area; what leaves is a [`Selection`] of rows and counts under it,
//! each in one pass over the columns it needs. It counts; what a count means is for the analyses to say.

mod area_counts;
mod build;
mod cell_list;
mod cells;
mod counts;
mod extent;
mod filter;
#[cfg(test)]
pub(crate) mod fixture;
mod grid_counts;
mod membership;
mod near;
mod selection;
#[cfg(test)]
mod tests;

pub use area_counts::AreaCounts;
pub use build::Index;
pub use cell_list::CellList;
pub use cells::{COARSEST, Cells, FINEST};
pub use counts::{HourOfWeekCounts, PeriodCounts};
pub use filter::{AreaChoice, BoundingBox, CategoryChoice, Day, Filter, FilterError, Hours, Ring};
pub use grid_counts::{Cube, CubeEntry};
pub use membership::Membership;
pub use near::Neighbour;
pub use selection::Selection;
