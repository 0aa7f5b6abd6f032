//! Where incidents grow and where they fall: each area of a layer against a year ago, against the rest of the force and over months.
//!
//! What enters is an [`Index`](crate::index::Index), a [`Filter`](crate::index::Filter) and the number of a layer; what leaves is one
//! [`AreaTrend`] an area, ranked from the surest growth to the surest fall, with the number of areas tested taken into account.
//! It refuses to call an area significant on fewer incidents than asked for, to compare with months of which nothing is known, and to count
//! a month that the data cover only in part. It cannot tell more incidents from more recording: it says where the force's own
//! series has a step ([`recording_changes`](crate::analysis::recording_changes)).

mod classify;
mod notes;
mod parameters;
mod reading;
#[cfg(test)]
mod tests;
mod trends;
mod windows;

pub use classify::Direction;
pub use parameters::{AreaTrendsParameters, CheckedAreaTrends, ParametersError, TrendTest};
pub use trends::{AreaTrend, AreaTrends, Growth, area_trends};
pub use windows::Windows;
