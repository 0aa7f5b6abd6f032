use geo_types::{LineString, Polygon};

use super::metres::{Metres, Planar};
use super::projection::Projection;

/// Corners of a circle's outline: its area is 0.3 % less than the circle's.
const CORNERS: usize = 48;

/// A circle on the flat map as an outline in longitude and latitude, closed, anticlockwise from its easternmost point.
pub fn circle(projection: &Projection, centre: Planar, radius: Metres) -> Polygon<f64> {
    let corner = |at: usize| {
        let (sin, cos) = (std::f64::consts::TAU * (at % CORNERS) as f64 / CORNERS as f64).sin_cos();
        projection.inverse(Planar { x: centre.x + radius.0 * cos, y: centre.y + radius.0 * sin }).coord()
    };
    Polygon::new(LineString::new((0..=CORNERS).map(corner).collect()), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::LngLat;

    #[test]
    fn every_corner_is_a_radius_away() {
        let centre = LngLat::new(0.5, 51.7).unwrap();
        let projection = Projection::for_place(centre);
        let outline = circle(&projection, projection.forward(centre), Metres(250.0));
        assert_eq!(outline.exterior().0.len(), CORNERS + 1);
        for corner in outline.exterior().coords() {
            let at = projection.forward(LngLat::new(corner.x, corner.y).unwrap());
            assert!((at.distance(projection.forward(centre)).0 - 250.0).abs() < 1e-3);
        }
    }
}
