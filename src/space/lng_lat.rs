use std::fmt;

use serde::Serialize;
use thiserror::Error;

/// A place on the ground: longitude and latitude in degrees, WGS 84.
///
/// Longitude comes first everywhere, as in GeoJSON. Both numbers are finite and in range: checked once, in [`LngLat::new`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LngLat {
    lng: f64,
    lat: f64,
}

/// Why two numbers are no place on earth.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum LngLatError {
    #[error("longitude {0} is not within -180 and 180 degrees")]
    Longitude(f64),
    #[error("latitude {0} is not within -90 and 90 degrees")]
    Latitude(f64),
}

impl LngLat {
    /// `lng` in -180..=180 and `lat` in -90..=90 degrees, both finite; anything else is an error.
    pub fn new(lng: f64, lat: f64) -> Result<Self, LngLatError> {
        if !(-180.0..=180.0).contains(&lng) {
            return Err(LngLatError::Longitude(lng));
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(LngLatError::Latitude(lat));
        }
        Ok(Self { lng, lat })
    }

    /// Degrees east of Greenwich, -180..=180.
    pub fn lng(self) -> f64 {
        self.lng
    }

    /// Degrees north of the equator, -90..=90.
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// The same place as a `geo_types` coordinate (x is the longitude).
    pub fn coord(self) -> geo_types::Coord<f64> {
        geo_types::Coord { x: self.lng, y: self.lat }
    }
}

impl fmt::Display for LngLat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.lng, self.lat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn out_of_range_and_not_a_number_are_refused() {
        assert!(LngLat::new(0.5, 51.7).is_ok());
        assert_eq!(LngLat::new(181.0, 0.0), Err(LngLatError::Longitude(181.0)));
        assert_eq!(LngLat::new(0.0, -90.5), Err(LngLatError::Latitude(-90.5)));
        assert!(LngLat::new(f64::NAN, 0.0).is_err());
        assert!(LngLat::new(0.0, f64::INFINITY).is_err());
    }
}
