//! What sums cannot say: gradient-boosted trees that multiply the mixture's risk.

mod bins;
mod booster;
mod fit;
mod forecaster;
mod tree;

pub(super) use fit::FittedBoosting;
pub use forecaster::Boosting;
