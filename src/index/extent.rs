use geo_types::{Coord, Rect};

use super::build::Index;

impl Index {
    /// The smallest box (longitude and latitude, degrees) around the study area and every incident that has a place. One pass.
    pub fn extent(&self) -> Rect<f64> {
        let incidents = self.incidents();
        let places = (0..incidents.len()).filter_map(|row| incidents.place(row));
        let grown = |extent: Rect<f64>, at: Coord<f64>| {
            let (low, high) = (extent.min(), extent.max());
            Rect::new(
                Coord { x: low.x.min(at.x), y: low.y.min(at.y) },
                Coord { x: high.x.max(at.x), y: high.y.max(at.y) },
            )
        };
        places.map(|place| place.coord()).fold(self.study_area().bounds(), grown)
    }
}

#[cfg(test)]
mod tests {
    use crate::index::fixture::{incident, index, place};

    #[test]
    fn reaches_the_outermost() {
        let inside = index(&[incident(1, Some(place(0.5, 51.7)), 0), incident(2, None, 0)]).extent();
        assert!((inside.min().x - 0.2).abs() < 1e-9 && (inside.max().y - 51.9).abs() < 1e-9);
        let outside = index(&[incident(1, Some(place(0.1, 52.5)), 0)]).extent();
        assert!((outside.min().x - 0.1).abs() < 1e-9 && (outside.max().y - 52.5).abs() < 1e-9);
    }
}
