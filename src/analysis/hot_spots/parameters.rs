use thiserror::Error;

use crate::analysis::progress::Cancelled;
use crate::analysis::spatial_weights::NeighbourhoodError;

/// Which local statistic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Statistic {
    /// Getis and Ord's Gi*: hot and cold neighbourhoods.
    #[default]
    GetisOrd,
    /// Anselin's local Moran: cells like their neighbours, and cells that stand out.
    LocalMoran,
}

/// What is done about testing so many cells at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Correction {
    /// A class holds while no more than its error rate of all cells of the class are expected to be false (Benjamini and Hochberg).
    #[default]
    FalseDiscoveryRate,
    /// Each cell for itself: of 40,000 cells without any pattern 2,000 reach 95 %.
    None,
}

/// How to look for hot spots; [`check`](Self::check) it once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HotSpotParameters {
    pub statistic: Statistic,
    /// Conditional permutations, 0 for the normal approximation.
    pub permutations: usize,
    pub seed: u64,
    /// The part of false discoveries that is put up with among the cells called significant.
    pub discovery_rate: f64,
    pub correction: Correction,
}

/// [`HotSpotParameters`] that make sense.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CheckedHotSpots(HotSpotParameters);

/// Why there are no hot spots to tell.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum HotSpotError {
    #[error(
        "{0} permutations: use 0 (the normal approximation) or between {LEAST_PERMUTATIONS} and {MOST_PERMUTATIONS}"
    )]
    Permutations(usize),
    #[error("a false discovery rate of {0}: it must be above 0 and below 1")]
    DiscoveryRate(f64),
    #[error(
        "{permutations} permutations of up to {neighbours} neighbours are more than can be held: use fewer of either"
    )]
    TooManyDraws { permutations: usize, neighbours: usize },
    #[error("there are {0} cells with a value, and at least {LEAST_CELLS} are needed to compare one with the rest")]
    TooFewCells(usize),
    #[error("layer {0:?} has no area with residents, so that there are no rates")]
    NoResidents(String),
    #[error(transparent)]
    Neighbourhood(#[from] NeighbourhoodError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// p cannot be smaller than 0.02 with fewer.
const LEAST_PERMUTATIONS: usize = 99;
const MOST_PERMUTATIONS: usize = 99_999;
/// 600 MB of drawn cells and sums.
const MOST_DRAWS: usize = 50_000_000;
/// A variance of the others needs two of them.
const LEAST_CELLS: usize = 4;

impl Default for HotSpotParameters {
    fn default() -> Self {
        Self {
            statistic: Statistic::GetisOrd,
            permutations: 0,
            seed: 1,
            discovery_rate: 0.05,
            correction: Correction::FalseDiscoveryRate,
        }
    }
}

impl HotSpotParameters {
    pub fn check(self) -> Result<CheckedHotSpots, HotSpotError> {
        if self.permutations != 0 && !(LEAST_PERMUTATIONS..=MOST_PERMUTATIONS).contains(&self.permutations) {
            return Err(HotSpotError::Permutations(self.permutations));
        }
        if !(self.discovery_rate > 0.0 && self.discovery_rate < 1.0) {
            return Err(HotSpotError::DiscoveryRate(self.discovery_rate));
        }
        Ok(CheckedHotSpots(self))
    }
}

impl CheckedHotSpots {
    pub fn get(&self) -> &HotSpotParameters {
        &self.0
    }

    /// Refuses what does not go together with the cells and their neighbours.
    pub(super) fn check_cells(&self, cells: usize, most_neighbours: usize) -> Result<(), HotSpotError> {
        if cells < LEAST_CELLS {
            return Err(HotSpotError::TooFewCells(cells));
        }
        let permutations = self.0.permutations;
        if permutations.saturating_mul(most_neighbours + 1) > MOST_DRAWS {
            return Err(HotSpotError::TooManyDraws { permutations, neighbours: most_neighbours });
        }
        Ok(())
    }
}
