use geo::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
use geo_types::{LineString, MultiPolygon, Polygon};

/// Polygons from rings in any order and of any winding: a ring inside an odd number of others is a hole in the smallest of them.
///
/// A Shapefile says by the winding which rings are holes, and too many are written the wrong way round to rely on it. Quadratic
/// in the rings of one shape.
pub(super) fn nest(rings: Vec<LineString<f64>>) -> MultiPolygon<f64> {
    if rings.len() == 1 {
        return MultiPolygon(rings.into_iter().map(|ring| Polygon::new(ring, Vec::new())).collect());
    }
    let around: Vec<Vec<usize>> = (0..rings.len())
        .map(|inner| {
            (0..rings.len()).filter(|&outer| outer != inner && lies_in(&rings[inner], &rings[outer])).collect()
        })
        .collect();
    let mut holes = vec![Vec::new(); rings.len()];
    for (ring, outers) in around.iter().enumerate().filter(|(_, outers)| outers.len() % 2 == 1) {
        // Of rings that lie in each other, the smallest lies in the most.
        if let Some(&parent) = outers.iter().max_by_key(|&&outer| around[outer].len()) {
            holes[parent].push(rings[ring].clone());
        }
    }
    let shells = rings.into_iter().zip(holes).zip(&around).filter(|(_, outers)| outers.len() % 2 == 0);
    MultiPolygon(shells.map(|((shell, holes), _)| Polygon::new(shell, holes)).collect())
}

/// Rings of a valid shape do not cross, so that one point off the edge decides.
fn lies_in(inner: &LineString<f64>, outer: &LineString<f64>) -> bool {
    let mut positions = inner.0.iter().map(|&coord| coord_pos_relative_to_ring(coord, outer));
    positions.find(|position| *position != CoordPos::OnBoundary) == Some(CoordPos::Inside)
}

#[cfg(test)]
mod tests {
    use geo::Area;
    use geo_types::Rect;

    use super::*;

    fn square(low: f64, high: f64) -> LineString<f64> {
        Rect::new((low, low), (high, high)).to_polygon().exterior().clone()
    }

    #[test]
    fn an_island_in_a_lake_on_an_island() {
        let mut lake = square(2.0, 8.0);
        lake.0.reverse();
        let shape = nest(vec![square(4.0, 6.0), lake, square(0.0, 10.0), square(20.0, 21.0)]);
        assert_eq!(shape.0.len(), 3);
        assert_eq!(shape.unsigned_area(), 100.0 - 36.0 + 4.0 + 1.0);
    }

    #[test]
    fn a_hole_that_touches_its_ring_is_still_a_hole() {
        let hole = LineString::from(vec![(0.0, 5.0), (3.0, 4.0), (3.0, 6.0), (0.0, 5.0)]);
        let shape = nest(vec![hole, square(0.0, 10.0)]);
        assert_eq!((shape.0.len(), shape.unsigned_area()), (1, 97.0));
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(nest(vec![]).0.is_empty());
    }
}
