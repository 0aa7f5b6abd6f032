use std::path::Path;

use super::error::PlaceFileError;
use super::request::CoordinateColumns;

const DEGREES: ([&str; 4], [&str; 2]) = (["longitude", "lon", "lng", "long"], ["latitude", "lat"]);
const BRITISH_NATIONAL_GRID: ([&str; 1], [&str; 1]) = (["easting"], ["northing"]);
const OF_DEGREES: u32 = 4326;
const OF_BRITISH_NATIONAL_GRID: u32 = 27700;

/// Two columns of coordinates by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Coordinates {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) epsg: u32,
}

impl Coordinates {
    /// Those that were asked for, or else those that the header names, degrees before metres.
    pub(super) fn of(
        path: &Path,
        wanted: Option<&CoordinateColumns>,
        header: &[String],
    ) -> Result<Self, PlaceFileError> {
        match wanted {
            Some(CoordinateColumns::Degrees { longitude, latitude }) => {
                Ok(Self { x: longitude.clone(), y: latitude.clone(), epsg: OF_DEGREES })
            }
            Some(CoordinateColumns::BritishNationalGrid { easting, northing }) => {
                Ok(Self { x: easting.clone(), y: northing.clone(), epsg: OF_BRITISH_NATIONAL_GRID })
            }
            None => Self::by_name(header)
                .ok_or_else(|| PlaceFileError::NoCoordinates { path: path.to_owned(), available: header.join(", ") }),
        }
    }

    fn by_name(header: &[String]) -> Option<Self> {
        let named = |names: &[&str]| {
            names.iter().find_map(|name| header.iter().find(|column| column.eq_ignore_ascii_case(name))).cloned()
        };
        let pair = |xs: &[&str], ys: &[&str], epsg| Some(Self { x: named(xs)?, y: named(ys)?, epsg });
        let (eastings, northings) = &BRITISH_NATIONAL_GRID;
        pair(&DEGREES.0, &DEGREES.1, OF_DEGREES).or_else(|| pair(eastings, northings, OF_BRITISH_NATIONAL_GRID))
    }
}
