use std::f64::consts::PI;

use geo::MapCoords;
use geo_types::{Coord, Geometry};

use crate::serve::error::ApiError;
use crate::space::{LngLat, Planar, Projection};

/// A coordinate reference system that features are asked for and sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crs {
    /// Longitude and latitude, degrees: what is meant where nothing is said.
    Crs84,
    /// The same places, the latitude first, as the EPSG register has it.
    Wgs84,
    WebMercator,
    BritishNationalGrid,
}

/// Equatorial radius of WGS 84, metres.
const RADIUS_M: f64 = 6_378_137.0;
/// Where web Mercator's square ends, degrees.
const MERCATOR_MAX_LAT: f64 = 85.051_128_779_806_59;

impl Crs {
    pub const ALL: [Self; 4] = [Self::Crs84, Self::Wgs84, Self::WebMercator, Self::BritishNationalGrid];

    pub fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Wgs84 => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Self::WebMercator => "http://www.opengis.net/def/crs/EPSG/0/3857",
            Self::BritishNationalGrid => "http://www.opengis.net/def/crs/EPSG/0/27700",
        }
    }

    pub fn read(parameter: &'static str, text: &str) -> Result<Self, ApiError> {
        let known = Self::ALL.into_iter().find(|crs| crs.uri() == text);
        known.ok_or_else(|| {
            let all = Self::ALL.map(Self::uri).join(", ");
            ApiError::parameter(parameter, format!("{parameter}: {text:?} is none of {all}"))
        })
    }

    pub fn is_degrees(self) -> bool {
        matches!(self, Self::Crs84 | Self::Wgs84)
    }

    /// Decimals that are written: a centimetre or less.
    pub fn decimals(self) -> i32 {
        if self.is_degrees() { 7 } else { 2 }
    }

    /// Degrees, longitude first, to (x, y): east first, whatever the order of its axes.
    pub fn forward(self, at: Coord<f64>) -> Coord<f64> {
        match self {
            Self::Crs84 | Self::Wgs84 => at,
            Self::WebMercator => {
                let lat = at.y.clamp(-MERCATOR_MAX_LAT, MERCATOR_MAX_LAT).to_radians();
                Coord { x: RADIUS_M * at.x.to_radians(), y: RADIUS_M * lat.tan().asinh() }
            }
            Self::BritishNationalGrid => match LngLat::new(at.x, at.y) {
                Ok(place) => {
                    let Planar { x, y } = Projection::BRITISH_NATIONAL_GRID.forward(place);
                    Coord { x, y }
                }
                Err(_) => at,
            },
        }
    }

    /// [`forward`](Self::forward) undone, at the edge of the world where there is no such place.
    pub fn inverse(self, at: Coord<f64>) -> Coord<f64> {
        match self {
            Self::Crs84 | Self::Wgs84 => at,
            Self::WebMercator => {
                let (x, y) = ((at.x / RADIUS_M).clamp(-PI, PI), at.y / RADIUS_M);
                Coord { x: x.to_degrees(), y: y.sinh().atan().to_degrees() }
            }
            Self::BritishNationalGrid => Projection::BRITISH_NATIONAL_GRID.inverse(Planar { x: at.x, y: at.y }).coord(),
        }
    }

    /// East first to the order of its axes, and back.
    pub fn in_axis_order(self, at: Coord<f64>) -> Coord<f64> {
        if self == Self::Wgs84 { Coord { x: at.y, y: at.x } } else { at }
    }

    pub fn project(self, geometry: &Geometry<f64>) -> Geometry<f64> {
        geometry.map_coords(|at| self.forward(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// PROJ 9.5.1 through pyproj 3.7.2 for web Mercator, Ordnance Survey's test point TP11 for the National Grid.
    #[test]
    fn agrees_with_others() {
        let web = Crs::WebMercator.forward(Coord { x: 0.47, y: 51.73 });
        assert!((web.x - 52_320.160_672_838_574).abs() < 1e-6 && (web.y - 6_751_452.452_192_96).abs() < 1e-6);
        let grid = Crs::BritishNationalGrid.forward(Coord { x: 0.897_243_270_12, y: 51.894_366_373_50 });
        assert!((grid.x - 599_445.590).abs() < 0.01 && (grid.y - 225_722.826).abs() < 0.01);
    }

    #[test]
    fn there_and_back() {
        for crs in Crs::ALL {
            let place = Coord { x: 0.5, y: 51.7 };
            let back = crs.inverse(crs.forward(place));
            assert!((back.x - place.x).abs() < 1e-9 && (back.y - place.y).abs() < 1e-9, "{crs:?}");
            assert_eq!(Crs::read("crs", crs.uri()).unwrap(), crs);
            assert_eq!(crs.in_axis_order(crs.in_axis_order(place)), place);
        }
        assert_eq!(Crs::Wgs84.in_axis_order(Coord { x: 0.5, y: 51.7 }), Coord { x: 51.7, y: 0.5 });
        assert!(Crs::read("crs", "EPSG:27700").is_err());
    }
}
