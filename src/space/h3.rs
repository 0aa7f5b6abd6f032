//! Between our places and those of the H3 library.

use geo_types::Polygon;
use h3o::{CellIndex, LatLng};

use super::lng_lat::LngLat;

pub(super) fn to_h3(place: LngLat) -> LatLng {
    LatLng::new(place.lat(), place.lng()).expect("a place is finite")
}

pub(super) fn from_h3(place: LatLng) -> LngLat {
    // Radians to degrees may end a rounding error past the last degree.
    LngLat::new(place.lng().clamp(-180.0, 180.0), place.lat().clamp(-90.0, 90.0)).expect("H3 gives places on earth")
}

/// The middle of a cell.
pub fn cell_centre(cell: CellIndex) -> LngLat {
    from_h3(cell.into())
}

/// The outline of a cell, longitude and latitude in degrees.
pub fn cell_polygon(cell: CellIndex) -> Polygon<f64> {
    Polygon::new(corners(cell).map(LngLat::coord).collect(), Vec::new())
}

/// Corners of a cell in order, five to ten of them, the first not repeated.
pub(super) fn corners(cell: CellIndex) -> impl Iterator<Item = LngLat> {
    let boundary = cell.boundary();
    (0..boundary.len()).map(move |i| from_h3(boundary[i]))
}
