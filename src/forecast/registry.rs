use thiserror::Error;

use super::boosting::Boosting;
use super::ensemble::Ensemble;
use super::forecaster::Forecaster;
use super::kernels::{DecayedDensity, Density};
use super::mixture::Mixture;
use super::naive::{Count, DecayedCount};
use super::poisson_regression::PoissonRegression;
use super::self_exciting::{ByCells, InSpace, SelfExciting};
use super::shrinkage::ShrunkCount;

/// The names of the plain counts, which every other forecaster is held against.
pub const NAIVE: [&str; 5] = ["count-28d", "count-12mo", "count-24mo", "count-all", "count-decayed"];

/// Every forecaster's name, plain counts first.
pub const ALL: [&str; 14] = [
    "count-28d",
    "count-12mo",
    "count-24mo",
    "count-all",
    "count-decayed",
    "density",
    "density-decayed",
    "shrunk-count",
    "self-exciting-cells",
    "self-exciting",
    "poisson-regression",
    "mixture",
    "boosting",
    "ensemble",
];

/// The forecaster that is used where none is named.
pub const DEFAULT: &str = "ensemble";

#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{name:?} is no forecaster: there are {}", ALL.join(", "))]
pub struct UnknownForecaster {
    pub name: String,
}

/// The forecaster of a name, its choices not yet made.
pub fn forecaster(name: &str) -> Result<Box<dyn Forecaster>, UnknownForecaster> {
    match name {
        "count-28d" => Ok(Box::new(Count::LAST_28_DAYS)),
        "count-12mo" => Ok(Box::new(Count::LAST_YEAR)),
        "count-24mo" => Ok(Box::new(Count::LAST_TWO_YEARS)),
        "count-all" => Ok(Box::new(Count::ALL)),
        "count-decayed" => Ok(Box::new(DecayedCount::UNCHOSEN)),
        "density" => Ok(Box::new(Density::UNCHOSEN)),
        "density-decayed" => Ok(Box::new(DecayedDensity::UNCHOSEN)),
        "shrunk-count" => Ok(Box::new(ShrunkCount::UNCHOSEN)),
        "self-exciting-cells" => Ok(Box::new(SelfExciting::<ByCells>::UNCHOSEN)),
        "self-exciting" => Ok(Box::new(SelfExciting::<InSpace>::UNCHOSEN)),
        "poisson-regression" => Ok(Box::new(PoissonRegression)),
        "mixture" => Ok(Box::new(Mixture)),
        "boosting" => Ok(Box::new(Boosting)),
        "ensemble" => Ok(Box::new(Ensemble::unchosen())),
        _ => Err(UnknownForecaster { name: name.to_owned() }),
    }
}

/// The forecasters of names separated by commas, or of `all`.
pub fn forecasters(names: &str) -> Result<Vec<Box<dyn Forecaster>>, UnknownForecaster> {
    match names {
        "all" => ALL.into_iter().map(forecaster).collect(),
        names => names.split(',').map(|name| forecaster(name.trim())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_forecaster() {
        for name in ALL {
            assert_eq!(forecaster(name).unwrap_or_else(|error| panic!("{error}")).name(), name);
        }
        assert!(NAIVE.iter().all(|name| ALL.contains(name)));
        assert_eq!(forecasters("count-all, count-28d").map(|found| found.len()), Ok(2));
        assert!(forecasters("oracle").is_err());
    }
}
