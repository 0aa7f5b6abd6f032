use crate::space::LngLat;

/// Metres in a degree of longitude and of latitude at 51.75° N on WGS 84, the middle of the county. Within 1.4 % all over it,
/// which suffices to strew and to plant.
const PER_DEGREE_M: [f64; 2] = [69_060.0, 111_264.0];

/// The place `east` and `north` metres from `from`; `from` itself should that leave the earth.
pub(super) fn moved(from: LngLat, east: f64, north: f64) -> LngLat {
    LngLat::new(from.lng() + east / PER_DEGREE_M[0], from.lat() + north / PER_DEGREE_M[1]).unwrap_or(from)
}

/// Square of the distance in metres.
pub(super) fn distance2(a: LngLat, b: LngLat) -> f64 {
    let east = (a.lng() - b.lng()) * PER_DEGREE_M[0];
    let north = (a.lat() - b.lat()) * PER_DEGREE_M[1];
    east * east + north * north
}

/// Whether two places are at most `metres` apart.
pub(super) fn within(a: LngLat, b: LngLat, metres: f64) -> bool {
    distance2(a, b) <= metres * metres
}
