//! Space-time permutation scan: where and when more incidents gathered than the usual share of that place and of those days.
//!
//! What enters is a selection, the widest circle and the longest window ([`ScanParameters`]); what leaves is clusters
//! ([`SpaceTimeClusters`]), the most surprising first, none sharing a place with another, each with how often chance alone gives
//! one as strong anywhere. Only the incidents themselves are needed, no population; a rise of the whole area at once is not a cluster.
//!
//! Prospective: only clusters that are still alive on the last day. Retrospective: whenever they were.
//!
//! Reading order: `parameters`, `statistic`, `circles`, `calendar`, `search`, `scan`, `clusters`, `reading`.

mod calendar;
mod circles;
mod clusters;
mod parameters;
mod reading;
mod scan;
mod search;
mod statistic;
#[cfg(test)]
mod tests;

pub use clusters::{SpaceTimeClusters, space_time_clusters};
pub use parameters::{CheckedScan, Mode, ScanError, ScanParameters};
pub use scan::{Cases, Cluster, scan};
