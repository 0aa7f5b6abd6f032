//! Tests of a forecast against what came, from earthquake forecasting: number, likelihood and space, and one forecast against another.
//!
//! Zechar, J., Gerstenberger, M. and Rhoades, D. (2010), Likelihood-based tests for evaluating space-rate-magnitude earthquake
//! forecasts, Bulletin of the Seismological Society of America 100, 1184-1195, doi:10.1785/0120090192.

mod likelihood;
mod number;
mod paired;

pub use likelihood::{ONE_SIDED_LEVEL, likelihood_quantile, spatial_quantile};
pub use number::{NumberTest, number_test};
pub use paired::{InformationGain, information_gain};
