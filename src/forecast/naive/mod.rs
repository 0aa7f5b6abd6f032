//! Plain counts of what happened before: the forecasters that every other has to beat.

mod count;
mod decayed;
mod past_counts;

pub use count::Count;
pub use decayed::DecayedCount;
pub(super) use past_counts::weighted_counts;
