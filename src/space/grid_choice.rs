use std::fmt;
use std::str::FromStr;

use h3o::Resolution;
use thiserror::Error;

use super::grid::{Grid, GridError};
use super::metres::{Metres, Planar};
use super::study_area::StudyArea;

/// Which cells, as people write it: `hex:9`, `square:250m`, `square:820ft`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GridChoice {
    Hex(Resolution),
    /// The side of a square; cells meet at the flat map's origin.
    Square(Metres),
}

/// It names no grid.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is no grid: write hex:0 to hex:15, square:250m or square:820ft")]
pub struct GridChoiceError(String);

impl GridChoice {
    /// The cells over a study area.
    pub fn over(self, study_area: &StudyArea) -> Result<Grid, GridError> {
        match self {
            Self::Hex(resolution) => Grid::hex(study_area, resolution),
            Self::Square(side) => Grid::square(study_area, side, Planar { x: 0.0, y: 0.0 }, 0.0),
        }
    }
}

impl FromStr for GridChoice {
    type Err = GridChoiceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || GridChoiceError(text.to_owned());
        let (shape, size) = text.split_once(':').ok_or_else(wrong)?;
        let number = |digits: &str| digits.parse::<f64>().ok().filter(|side| *side > 0.0).ok_or_else(wrong);
        match (shape, size.strip_suffix("ft"), size.strip_suffix('m')) {
            ("hex", ..) => size.parse().map(Self::Hex).map_err(|_| wrong()),
            ("square", Some(feet), _) => Ok(Self::Square(Metres::from_feet(number(feet)?))),
            ("square", None, Some(metres)) => Ok(Self::Square(Metres(number(metres)?))),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for GridChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hex(resolution) => write!(formatter, "hex:{resolution}"),
            Self::Square(side) => write!(formatter, "square:{}m", side.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_as_they_are_written() {
        assert_eq!("hex:9".parse(), Ok(GridChoice::Hex(Resolution::Nine)));
        assert_eq!("square:250m".parse(), Ok(GridChoice::Square(Metres(250.0))));
        assert_eq!("square:250ft".parse(), Ok(GridChoice::Square(Metres(76.2))));
        for written in ["hex:9", "square:250m", "square:76.2m"] {
            assert_eq!(written.parse::<GridChoice>().unwrap().to_string(), written);
        }
        for wrong in ["hex:16", "square:250", "square:-1m", "circle:3m", "hex"] {
            assert!(wrong.parse::<GridChoice>().is_err(), "{wrong}");
        }
    }
}
