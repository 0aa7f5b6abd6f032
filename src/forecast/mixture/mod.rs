//! Risk as a sum: what each column of the features says, each with a weight of 0 or more, so that the parts add up to the risk.
//!
//! Weights are the most likely for Poisson counts at earlier origins. What it refuses: to multiply effects, and to take away.

mod fit;
mod forecaster;
mod weights;

pub(super) use fit::FittedMixture;
pub use forecaster::Mixture;
pub(super) use forecaster::{EARLIER_ORIGINS, KEEPS_DAYS};
pub(super) use weights::most_likely_weights;
