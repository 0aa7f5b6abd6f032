//! How wide a kernel should be: rules of thumb from the spread of the incidents, and likelihood cross-validation.
//!
//! Each gives the standard deviation of a Gaussian kernel; a quartic kernel of the same spread has √8 times that as its radius.

mod candidates;
mod choice;
mod likelihood;
mod places;
mod resolved;
mod rules;

pub use candidates::{Bandwidths, Candidate, bandwidths};
pub use choice::{BandwidthChoice, BandwidthRule};
pub use likelihood::{LikelihoodAt, LikelihoodBandwidth, likelihood_bandwidth};
pub use resolved::ResolvedBandwidth;
pub use rules::Spread;
