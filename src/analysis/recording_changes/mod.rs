//! Steps in what the whole force records: where its series by month changes level from one month to the next, and stays there.
//!
//! What enters is an [`Index`](crate::index::Index) and a [`Filter`](crate::index::Filter), of which the parts that say what is counted
//! are used and those that say where and when are not; what leaves is a [`Series`] of levels a category with its changes, the gaps in
//! the data, and a warning for two windows that lie on different sides of one. It finds steps and does not explain them: a new rule of
//! recording, a new law and a true fall look the same from here. It refuses to look for steps in fewer than a year of months.

mod between;
mod changes;
mod reading;
mod segments;
mod series;
#[cfg(test)]
mod tests;
mod warning;

pub use between::recording_warning;
pub use changes::{RecordingChanges, recording_changes};
pub use segments::segments;
pub use series::{Change, LEAST_RATIO, PENALTY_PER_LOG, Series, Step};
