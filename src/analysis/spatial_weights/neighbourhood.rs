use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::space::Metres;

/// Which cells count as neighbours of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Neighbourhood {
    /// All cells that so many steps reach. A step goes over a side of a hexagon, over a side or a corner of a square: `Ring(1)` of a
    /// square is queen contiguity.
    Ring(u32),
    /// All cells whose middle is this near or nearer, on the flat map.
    Band(Metres),
}

/// A [`Neighbourhood`] that makes sense.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CheckedNeighbourhood(Neighbourhood);

/// Why there is no such neighbourhood.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum NeighbourhoodError {
    #[error("a ring of {0} steps: between 1 and {MOST_STEPS} are possible")]
    Ring(u32),
    #[error("a band of {0} m is no distance")]
    Band(f64),
    #[error(
        "a band of {band_m} m gives about {links} pairs of neighbours, and {MOST_LINKS} are the most: use a narrower one"
    )]
    TooManyLinks { band_m: f64, links: u64 },
    #[error("{0:?} is no neighbourhood: write ring:1, queen or band:500")]
    Unreadable(String),
}

/// A tenth of a county in each cell's neighbourhood says nothing about the cell.
const MOST_STEPS: u32 = 20;
/// 200 MB of row numbers, and seconds to sum over them.
pub(super) const MOST_LINKS: u64 = 50_000_000;

impl Neighbourhood {
    pub fn check(self) -> Result<CheckedNeighbourhood, NeighbourhoodError> {
        match self {
            Self::Ring(steps) if !(1..=MOST_STEPS).contains(&steps) => Err(NeighbourhoodError::Ring(steps)),
            Self::Band(band) if !(band.0 > 0.0 && band.0.is_finite()) => Err(NeighbourhoodError::Band(band.0)),
            _ => Ok(CheckedNeighbourhood(self)),
        }
    }
}

impl CheckedNeighbourhood {
    pub fn get(self) -> Neighbourhood {
        self.0
    }
}

impl FromStr for Neighbourhood {
    type Err = NeighbourhoodError;

    /// `ring:1`, `queen` (the same as `ring:1`), `band:500` (metres).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unreadable = || NeighbourhoodError::Unreadable(text.to_owned());
        match text.split_once(':') {
            None if text == "queen" => Ok(Self::Ring(1)),
            Some(("ring", steps)) => steps.parse().map(Self::Ring).map_err(|_| unreadable()),
            Some(("band", metres)) => metres.parse().map(|metres| Self::Band(Metres(metres))).map_err(|_| unreadable()),
            _ => Err(unreadable()),
        }
    }
}

impl fmt::Display for Neighbourhood {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ring(steps) => write!(formatter, "ring:{steps}"),
            Self::Band(band) => write!(formatter, "band:{}", band.0),
        }
    }
}
