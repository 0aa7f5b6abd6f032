use geo::{Area as _, Euclidean, Length, LinesIter};
use geo_types::Polygon;
use h3o::Resolution;
use thiserror::Error;

use super::hex_grid::HexGrid;
use super::lng_lat::LngLat;
use super::metres::{Metres, Planar};
use super::square_grid::SquareGrid;
use super::study_area::StudyArea;

/// The ordered cells that cover a study area: row *i* is the same place in every array that is made from it.
///
/// The order depends on the study area and the arguments alone. Every place of the study area has exactly one row; cells reach
/// over its edge, so that some places outside have one as well. Functions that take a row panic if there is none with that
/// number.
///
/// ```
/// use geo_types::Rect;
/// use wherenext::space::{Area, AreaLayer, Grid, LngLat, Metres, Planar, StudyArea};
///
/// let shape = Rect::new((0.5, 51.7), (0.6, 51.8)).to_polygon().into();
/// let area = Area { code: "E1".into(), name: "Somewhere".into(), population: None, deprivation: None, shape };
/// let study_area = StudyArea::from_layer(&AreaLayer::new("wards".into(), vec![area], vec![])?)?;
/// let grid = Grid::square(&study_area, Metres::from_feet(250.0), Planar { x: 0.0, y: 0.0 }, 0.0)?;
///
/// let row = grid.row_of(LngLat::new(0.55, 51.75)?).expect("inside the study area");
/// assert_eq!(grid.row_of(grid.centre(row)), Some(row));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub enum Grid {
    Hex(HexGrid),
    Square(SquareGrid),
}

/// Why there is no such grid.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum GridError {
    #[error("a square cell's side must be a positive number of metres, not {0}")]
    Side(f64),
    #[error("a square grid cannot be placed at ({x}, {y}), turned by {rotation_deg} degrees")]
    Placement { x: f64, y: f64, rotation_deg: f64 },
    #[error("the grid would have about {cells:.0} cells, and {MAX_CELLS} are the most: choose larger cells")]
    TooManyCells { cells: f64 },
}

/// The most cells of a grid: 160 MB for an array of doubles.
const MAX_CELLS: usize = 20_000_000;

impl Grid {
    /// H3 cells of one resolution, in the order of their indexes.
    ///
    /// A cell belongs to the grid when the study area comes within 1.2 times its radius of its centre (radius: to the farthest
    /// corner): all that touch it, and those near enough for finer cells that are counted through their ancestor
    /// ([`HexGrid::row_of_cell`]).
    ///
    /// Cost: the study area's edge in steps of half a cell, and the cells; for Essex 41,000 cells of resolution 9 in 60 ms.
    pub fn hex(study_area: &StudyArea, resolution: Resolution) -> Result<Self, GridError> {
        HexGrid::new(study_area, resolution).map(Self::Hex)
    }

    /// Square cells on the study area's flat map: line by line from the lowest, each from left to right.
    ///
    /// `origin` is a corner that cells meet at, anywhere on the map; `rotation_deg` turns their sides anticlockwise about it. A cell
    /// belongs to the grid when the study area touches it (within 10 cm).
    ///
    /// Cost: lines of cells × sides of the study area that each meets, and the cells.
    pub fn square(study_area: &StudyArea, side: Metres, origin: Planar, rotation_deg: f64) -> Result<Self, GridError> {
        SquareGrid::new(study_area, side, origin, rotation_deg).map(Self::Square)
    }

    /// The number of cells.
    pub fn len(&self) -> usize {
        match self {
            Self::Hex(grid) => grid.cells().len(),
            Self::Square(grid) => grid.len(),
        }
    }

    /// Never, since a study area has some extent.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of the cell that holds a place.
    pub fn row_of(&self, place: LngLat) -> Option<usize> {
        match self {
            Self::Hex(grid) => grid.row_of(place),
            Self::Square(grid) => grid.row_of(place),
        }
    }

    /// [`Grid::row_of`] of many places, in their order, on all cores.
    pub fn rows_of(&self, places: &[LngLat]) -> Vec<Option<usize>> {
        match self {
            Self::Hex(grid) => grid.rows_of(places),
            Self::Square(grid) => grid.rows_of(places),
        }
    }

    /// The middle of a cell.
    pub fn centre(&self, row: usize) -> LngLat {
        match self {
            Self::Hex(grid) => grid.centre(row),
            Self::Square(grid) => grid.centre(row),
        }
    }

    /// A cell's outline in longitude and latitude, degrees, anticlockwise.
    pub fn polygon(&self, row: usize) -> Polygon<f64> {
        match self {
            Self::Hex(grid) => grid.polygon(row),
            Self::Square(grid) => grid.polygon(row),
        }
    }

    /// A whole cell, also where it reaches over the study area's edge: on the globe for H3 cells, on the flat map for squares.
    pub fn area_km2(&self, row: usize) -> f64 {
        match self {
            Self::Hex(grid) => grid.cells()[row].area_km2(),
            Self::Square(grid) => grid.area_km2(),
        }
    }
}

/// Refuses cells so small that there would be too many: those that fit inside, and two for each side's length of the edge.
pub(super) fn check_size(study_area: &StudyArea, cell_m2: f64) -> Result<(), GridError> {
    let edge_m: f64 = study_area.planar_shape().lines_iter().map(|line| Euclidean.length(&line)).sum();
    let cells = study_area.planar_shape().unsigned_area() / cell_m2 + 2.0 * edge_m / cell_m2.sqrt();
    if cells > MAX_CELLS as f64 { Err(GridError::TooManyCells { cells }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use geo::{CoordsIter, Distance, MapCoords};
    use geo_types::{Coord, MultiPolygon, Point, Rect};
    use proptest::prelude::*;

    use super::*;
    use crate::space::area::{Area, AreaLayer};
    use crate::space::projection::Projection;

    fn study_area_of(shape: MultiPolygon<f64>) -> StudyArea {
        let area = Area { code: "E1".into(), name: String::new(), population: None, deprivation: None, shape };
        StudyArea::from_layer(&AreaLayer::new("test".into(), vec![area], vec![]).unwrap()).unwrap()
    }

    /// A star round a place: corners at the given distances (degrees), evenly spread.
    fn star(centre: (f64, f64), radii: &[f64]) -> MultiPolygon<f64> {
        let corner = |(i, radius): (usize, &f64)| {
            let (sin, cos) = (std::f64::consts::TAU * i as f64 / radii.len() as f64).sin_cos();
            Coord { x: centre.0 + 1.6 * radius * cos, y: centre.1 + radius * sin }
        };
        Polygon::new(radii.iter().enumerate().map(corner).collect(), vec![]).into()
    }

    fn metres_outside(study_area: &StudyArea, polygon: &Polygon<f64>, place: LngLat) -> f64 {
        let planar = |coord: Coord<f64>| {
            let planar = study_area.projection().forward(LngLat::new(coord.x, coord.y).unwrap());
            Coord { x: planar.x, y: planar.y }
        };
        Euclidean.distance(&Point::from(planar(place.coord())), &polygon.map_coords(planar))
    }

    #[test]
    fn squares_of_a_rectangle_are_counted_by_hand() {
        let projection = Projection::BRITISH_NATIONAL_GRID;
        let corner = |x, y| projection.inverse(Planar { x, y }).coord();
        // 950 m × 450 m from a corner that cells of 100 m meet at, less half a metre on every side.
        let ring = vec![
            corner(580_000.5, 210_000.5),
            corner(580_949.5, 210_000.5),
            corner(580_949.5, 210_449.5),
            corner(580_000.5, 210_449.5),
        ];
        let study_area = study_area_of(Polygon::new(ring.into(), vec![]).into());
        let grid = Grid::square(&study_area, Metres(100.0), Planar { x: 0.0, y: 0.0 }, 0.0).unwrap();
        assert_eq!(grid.len(), 10 * 5);
        let row_at = |x, y| grid.row_of(projection.inverse(Planar { x, y }));
        assert_eq!(row_at(580_050.0, 210_050.0), Some(0));
        assert_eq!(row_at(580_150.0, 210_050.0), Some(1));
        assert_eq!(row_at(580_050.0, 210_150.0), Some(10));
        assert_eq!(row_at(580_950.0, 210_450.0), Some(49));
        assert_eq!(row_at(579_950.0, 210_050.0), None);
        assert_eq!(row_at(580_050.0, 209_950.0), None);
        assert!((grid.area_km2(0) - 0.01).abs() < 1e-12);
        assert!(projection.forward(grid.centre(49)).distance(Planar { x: 580_950.0, y: 210_450.0 }).0 < 1e-5);
    }

    #[test]
    fn hexagons_follow_the_order_of_their_indexes() {
        let study_area = study_area_of(Rect::new((0.5, 51.7), (0.6, 51.8)).to_polygon().into());
        let Grid::Hex(grid) = Grid::hex(&study_area, Resolution::Nine).unwrap() else { panic!("asked for hexagons") };
        assert!(grid.cells().is_sorted());
        // 76.7 km² of cells of 0.1 km² on average; the edge adds about one line of cells.
        assert!((700..1100).contains(&grid.cells().len()), "{}", grid.cells().len());
    }

    #[test]
    fn a_study_area_within_one_cell_has_one_row() {
        let study_area = study_area_of(Rect::new((0.55, 51.75), (0.5501, 51.7501)).to_polygon().into());
        let centre = LngLat::new(0.550_05, 51.750_05).unwrap();
        let square = Grid::square(&study_area, Metres(1e6), Planar { x: 0.0, y: 0.0 }, 0.0).unwrap();
        assert_eq!((square.len(), square.row_of(centre)), (1, Some(0)));
        let hex = Grid::hex(&study_area, Resolution::Two).unwrap();
        assert!(hex.row_of(centre).is_some());
    }

    #[test]
    fn impossible_grids_are_refused() {
        let study_area = study_area_of(Rect::new((0.0, 51.0), (1.0, 52.0)).to_polygon().into());
        let origin = Planar { x: 0.0, y: 0.0 };
        assert_eq!(Grid::square(&study_area, Metres(-5.0), origin, 0.0).unwrap_err(), GridError::Side(-5.0));
        assert!(matches!(Grid::square(&study_area, Metres(f64::NAN), origin, 0.0), Err(GridError::Side(_))));
        assert!(matches!(Grid::square(&study_area, Metres(9.0), origin, f64::NAN), Err(GridError::Placement { .. })));
        assert!(matches!(Grid::square(&study_area, Metres(0.1), origin, 0.0), Err(GridError::TooManyCells { .. })));
        assert!(matches!(Grid::hex(&study_area, Resolution::Fifteen), Err(GridError::TooManyCells { .. })));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn every_place_of_the_study_area_has_one_row_whose_cell_holds_it(
            is_british in any::<bool>(),
            radii in prop::collection::vec(0.005..0.1, 3..20),
            resolution in 4_u8..=9,
            side in 100.0..5000.0,
            rotation_deg in -90.0..90.0,
            spread in prop::collection::vec((-0.16..0.16, -0.1..0.1), 100),
        ) {
            let centre = if is_british { (0.5, 51.7) } else { (-122.6, 45.5) };
            let study_area = study_area_of(star(centre, &radii));
            let resolution = Resolution::try_from(resolution).unwrap();
            let grids = [
                Grid::hex(&study_area, resolution).unwrap(),
                Grid::square(&study_area, Metres(side), Planar { x: 17.0, y: -4.0 }, rotation_deg).unwrap(),
            ];
            let mut at: Vec<_> = spread.into_iter().map(|(x, y)| (centre.0 + x, centre.1 + y)).collect();
            at.extend(study_area.shape().coords_iter().map(|coord| (coord.x, coord.y)));
            let places: Vec<_> = at.iter().map(|&(lng, lat)| LngLat::new(lng, lat).unwrap()).collect();
            for grid in &grids {
                let rows = grid.rows_of(&places);
                prop_assert!(places.iter().zip(rows).all(|(&place, row)| row == grid.row_of(place)));
                for &place in &places {
                    let row = grid.row_of(place);
                    prop_assert!(row.is_some() || !study_area.contains(place));
                    if let Some(row) = row {
                        prop_assert!(row < grid.len());
                        // Arcs of the globe and lines of the flat map differ by this much in cells of up to 25 km.
                        prop_assert!(metres_outside(&study_area, &grid.polygon(row), place) < 20.0);
                        prop_assert_eq!(grid.row_of(grid.centre(row)), Some(row));
                    }
                }
                prop_assert!((0..grid.len()).all(|row| grid.row_of(grid.centre(row)) == Some(row)));
            }
        }

        #[test]
        fn finer_cells_find_their_row(radii in prop::collection::vec(0.01..0.1, 3..9), finer in 1_u8..=4) {
            let study_area = study_area_of(star((0.5, 51.7), &radii));
            let Grid::Hex(coarse) = Grid::hex(&study_area, Resolution::Six).unwrap() else { panic!("asked for hexagons") };
            let finer = Resolution::try_from(6 + finer).unwrap();
            for i in 0..2000 {
                let (lng, lat) = (0.34 + f64::from(i % 50) * 0.0064, 51.6 + f64::from(i / 50) * 0.005);
                let place = LngLat::new(lng, lat).unwrap();
                if study_area.contains(place) {
                    let cell = h3o::LatLng::new(lat, lng).unwrap().to_cell(finer);
                    prop_assert!(coarse.row_of_cell(cell).is_some());
                }
            }
        }
    }
}
