use super::lng_lat::LngLat;
use super::metres::Planar;

/// Mean earth radius, metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// How places become metres on a flat map.
#[derive(Clone, Debug, PartialEq)]
pub enum Projection {
    /// Equirectangular round a place.
    Local { origin: LngLat },
}

impl Projection {
    pub fn for_place(place: LngLat) -> Self {
        Self::Local { origin: place }
    }

    pub fn forward(&self, place: LngLat) -> Planar {
        let Self::Local { origin } = self;
        Planar {
            x: (place.lng() - origin.lng()).to_radians() * origin.lat().to_radians().cos() * EARTH_RADIUS_M,
            y: (place.lat() - origin.lat()).to_radians() * EARTH_RADIUS_M,
        }
    }
}
