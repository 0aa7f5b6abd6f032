//! Emerging hot spots: how each cell's hot or cold spot came about over time.
//!
//! What enters is a cube of counts, cells by periods, and the cells' neighbours; what leaves is one of sixteen classes a cell, or none.
//! Gi* is computed for each cell in each period over a neighbourhood in space and time, a trend over each cell's scores, and the
//! [`Pattern`] of both gives the class.
//!
//! Where other programs differ from each other is what a neighbourhood is compared with: see [`Null`]. It does not say why a place
//! changes, and what is only reported more looks as if it emerged.

mod cells;
mod class;
mod overlap;
mod parameters;
mod reading;
mod scores;
#[cfg(test)]
mod tests;
mod timeline;

pub use cells::{EmergingCell, EmergingHotSpots, emerging_hot_spots};
pub use class::{Direction, EmergingClass, Pattern, Trend};
pub use parameters::{CheckedEmerging, EmergingError, EmergingParameters, Null};
pub use timeline::{default_length, whole_periods};
