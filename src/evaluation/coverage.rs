use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::forecast::Cells;

/// How much ground can be covered: `0.01` of it, `area:0.25sqmi`, `area:0.5km2` or `cells:112`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Coverage {
    /// A part of the ground, over 0 and at most 1.
    Fraction(f64),
    /// km², over 0.
    Area(f64),
    /// A number of cells, at least one.
    Cells(usize),
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is no coverage: write a fraction such as 0.01, area:0.25sqmi, area:0.5km2 or cells:112")]
pub struct CoverageError(String);

/// A statute mile is 1.609344 km (international yard and pound agreement, 1959).
const KM2_PER_SQUARE_MILE: f64 = 1.609_344 * 1.609_344;

impl Coverage {
    /// How many cells of the mean area come nearest to the coverage; at least one, at most all.
    pub fn cells(self, cells: &Cells) -> usize {
        let wanted = match self {
            Self::Fraction(fraction) => (fraction * cells.ground_km2() / mean_km2(cells)).round() as usize,
            Self::Area(km2) => (km2 / mean_km2(cells)).round() as usize,
            Self::Cells(number) => number,
        };
        wanted.clamp(1, cells.len().max(1))
    }

    /// The same as a part of the ground, which is what a forecaster's choices are made for.
    pub fn fraction(self, cells: &Cells) -> f64 {
        match self {
            Self::Fraction(fraction) => fraction,
            Self::Area(km2) => km2 / cells.ground_km2(),
            Self::Cells(number) => number as f64 * mean_km2(cells) / cells.ground_km2(),
        }
    }
}

fn mean_km2(cells: &Cells) -> f64 {
    cells.area_km2().iter().sum::<f64>() / cells.len().max(1) as f64
}

impl FromStr for Coverage {
    type Err = CoverageError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || CoverageError(text.to_owned());
        let positive = |number: &str| number.parse::<f64>().ok().filter(|found| *found > 0.0 && found.is_finite());
        let area = |of: &str| match (of.strip_suffix("sqmi"), of.strip_suffix("km2")) {
            (Some(miles), _) => positive(miles).map(|area| Self::Area(area * KM2_PER_SQUARE_MILE)),
            (None, Some(km2)) => positive(km2).map(Self::Area),
            (None, None) => None,
        };
        let found = match text.split_once(':') {
            None => positive(text).filter(|fraction| *fraction <= 1.0).map(Self::Fraction),
            Some(("area", of)) => area(of),
            Some(("cells", number)) => number.parse().ok().filter(|cells| *cells > 0).map(Self::Cells),
            Some(_) => None,
        };
        found.ok_or_else(wrong)
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fraction(fraction) => write!(formatter, "{fraction}"),
            Self::Area(km2) => write!(formatter, "area:{km2}km2"),
            Self::Cells(number) => write!(formatter, "cells:{number}"),
        }
    }
}

impl Serialize for Coverage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Planar;

    fn squares(n: usize, side_m: f64) -> Cells {
        let km2 = side_m * side_m / 1e6;
        Cells::new(vec![Planar { x: 0.0, y: 0.0 }; n], vec![km2; n], km2 * n as f64)
    }

    /// The challenge of 2017: a quarter of a square mile is 111.5 squares of 250 feet, so 112.
    #[test]
    fn as_it_is_written() {
        let cells = squares(10_000, 76.2);
        let taken = |text: &str| text.parse::<Coverage>().unwrap().cells(&cells);
        assert_eq!(taken("area:0.25sqmi"), 112);
        assert_eq!((taken("cells:112"), taken("0.01"), taken("0.00001"), taken("cells:99999")), (112, 100, 1, 10_000));
        for written in ["0.01", "area:0.5km2", "cells:112"] {
            assert_eq!(written.parse::<Coverage>().unwrap().to_string(), written);
        }
        for wrong in ["", "0", "1.5", "nan", "area:1", "area:-1km2", "cells:0", "cells:1.5", "hex:9"] {
            assert!(wrong.parse::<Coverage>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_way_to_say_it_is_the_same_fraction() {
        let cells = squares(200, 250.0);
        for text in ["0.05", "cells:10", "area:0.625km2"] {
            let coverage: Coverage = text.parse().unwrap();
            assert_eq!(coverage.cells(&cells), 10);
            assert!((coverage.fraction(&cells) - 0.05).abs() < 1e-12);
        }
    }
}
