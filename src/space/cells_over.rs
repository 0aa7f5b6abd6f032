use geo::{Distance, Haversine};
use geo_types::{Coord, Point, Rect};
use h3o::{CellIndex, Resolution};

use super::grid::GridError;
use super::h3::{from_h3, to_h3};
use super::lng_lat::LngLat;

/// The most cells that are listed: 16 MB.
const MAX_CELLS: f64 = 2_000_000.0;

/// How far apart rings of cells are, in edge lengths of the cell in the middle: 1.5 on a regular honeycomb, less a margin for
/// cells that grow smaller away from it (H3's differ by a fifth in edge length over thousands of kilometres).
const RING_EDGES: f64 = 1.3;

/// The H3 cells of one resolution that reach into a box of longitude and latitude, ascending, and some that lie up to a third of
/// an edge outside it: those with their centre in the box or at most 1.3 edges away from it.
///
/// The box must not cross the 180th meridian. Cost: the cells, about a microsecond each.
pub fn cells_over(bounds: Rect<f64>, resolution: Resolution) -> Result<Vec<CellIndex>, GridError> {
    let middle = place(bounds.center());
    let middle_cell = to_h3(middle).to_cell(resolution);
    // A regular hexagon's area is 3√3/2 times its edge squared.
    let edge_m = (middle_cell.area_m2() * 2.0 / (3.0 * 3.0_f64.sqrt())).sqrt();
    let corners = [bounds.min(), bounds.max(), Coord { x: bounds.min().x, y: bounds.max().y }];
    let reach_m =
        corners.map(|corner| distance_m(middle, place(corner))).into_iter().fold(0.0, f64::max) + 1.3 * edge_m;
    let rings = (reach_m / (RING_EDGES * edge_m)).ceil() + 1.0;
    let cells = 3.0 * rings * (rings + 1.0) + 1.0;
    if cells > MAX_CELLS {
        return Err(GridError::TooManyCells { cells });
    }
    let wider = widened(bounds, 1.3 * edge_m);
    let mut over: Vec<CellIndex> = middle_cell.grid_disk(rings as u32);
    over.retain(|&cell| {
        let centre = from_h3(cell.into());
        (wider.min().x..=wider.max().x).contains(&centre.lng())
            && (wider.min().y..=wider.max().y).contains(&centre.lat())
    });
    over.sort_unstable();
    Ok(over)
}

fn widened(bounds: Rect<f64>, by_m: f64) -> Rect<f64> {
    const METRES_PER_DEGREE: f64 = 111_195.0;
    let farthest_lat = bounds.min().y.abs().max(bounds.max().y.abs()).min(89.0);
    let lat = by_m / METRES_PER_DEGREE;
    let lng = lat / farthest_lat.to_radians().cos();
    Rect::new(
        Coord { x: bounds.min().x - lng, y: bounds.min().y - lat },
        Coord { x: bounds.max().x + lng, y: bounds.max().y + lat },
    )
}

fn place(at: Coord<f64>) -> LngLat {
    LngLat::new(at.x.clamp(-180.0, 180.0), at.y.clamp(-90.0, 90.0)).expect("clamped to the earth")
}

fn distance_m(a: LngLat, b: LngLat) -> f64 {
    Haversine.distance(Point::from(a.coord()), Point::from(b.coord()))
}

#[cfg(test)]
mod tests {
    use h3o::geom::{ContainmentMode, TilerBuilder};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// Every cell that H3's own tiler finds over the box is found here, wherever it lies.
        #[test]
        fn none_is_missed(
            lng in -170.0..170.0_f64, lat in -75.0..75.0_f64, width in 0.001..0.8_f64, height in 0.001..0.5_f64,
            resolution in 5..9_u8,
        ) {
            let resolution = Resolution::try_from(resolution).unwrap();
            let bounds = Rect::new((lng, lat), (lng + width, lat + height));
            let mut tiler = TilerBuilder::new(resolution).containment_mode(ContainmentMode::Covers).build();
            tiler.add(bounds.to_polygon()).unwrap();
            let found = cells_over(bounds, resolution).unwrap();
            for cell in tiler.into_coverage() {
                prop_assert!(found.binary_search(&cell).is_ok(), "{cell} is missing");
            }
        }
    }

    #[test]
    fn a_point_and_the_world() {
        let at = Coord { x: 0.5, y: 51.7 };
        let found = cells_over(Rect::new(at, at), Resolution::Nine).unwrap();
        assert!((1..=7).contains(&found.len()) && found.is_sorted());
        let world = Rect::new((-180.0, -85.0), (180.0, 85.0));
        assert!(matches!(cells_over(world, Resolution::Nine), Err(GridError::TooManyCells { .. })));
    }
}
