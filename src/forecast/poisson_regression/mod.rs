//! Poisson regression on logarithms of what the features say: effects multiply.

mod fit;
mod forecaster;
mod irls;

pub use forecaster::PoissonRegression;
