//! What happened: statistics of the incidents of a selection, each with its source and its limits.

mod dbscan;

pub use dbscan::dbscan;
