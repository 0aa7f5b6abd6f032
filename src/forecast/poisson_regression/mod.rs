//! Poisson regression on logarithms of what the features say: effects multiply.

mod fit;
mod forecaster;
mod irls;
mod level;
mod scale;
mod within;

pub use forecaster::PoissonRegression;
