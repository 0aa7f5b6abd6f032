use geo::{CoordsIter, Densify, Distance, Euclidean, LinesIter};
use geo_types::{Line, Point, Polygon};
use h3o::{CellIndex, Resolution};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rustc_hash::{FxHashMap, FxHashSet};

use super::cells::cells_of;
use super::grid::{GridError, check_size};
use super::h3::{cell_centre, cell_polygon, corners, from_h3, to_h3};
use super::lng_lat::LngLat;
use super::metres::Planar;
use super::projection::Projection;
use super::study_area::StudyArea;

/// The H3 cells of one resolution that cover a study area, in the order of their indexes.
#[derive(Clone, Debug)]
pub struct HexGrid {
    resolution: Resolution,
    cells: Vec<CellIndex>,
    rows: FxHashMap<CellIndex, u32>,
}

/// A cell belongs to the grid when the study area comes this near to its centre, in lengths from there to its farthest corner.
///
/// More than 1, because finer cells stick out of the coarser cell that H3 counts them to, by up to 0.152 of that length (measured
/// over six resolutions): so what is counted by the ancestors of finer cells finds its row too. It also makes up for edges that
/// are arcs on the globe and straight lines on the map.
const REACH: f64 = 1.2;

/// The study area's edge is walked in pieces of at most this many lengths of a cell's edge: so that only the cell at a piece's middle
/// and its neighbours can be that near.
const PIECE_EDGES: f64 = 0.5;

impl HexGrid {
    pub(super) fn new(study_area: &StudyArea, resolution: Resolution) -> Result<Self, GridError> {
        check_size(study_area, resolution.area_m2())?;
        let mut covered = edge_cells(study_area, resolution);
        add_inner_cells(study_area, &mut covered);
        let mut cells: Vec<_> = covered.into_iter().collect();
        cells.sort_unstable();
        let rows = cells.iter().enumerate().map(|(row, &cell)| (cell, row as u32)).collect();
        Ok(Self { resolution, cells, rows })
    }

    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// The cells in the order of rows.
    pub fn cells(&self) -> &[CellIndex] {
        &self.cells
    }

    /// The row of a cell of this resolution, or of the ancestor of a finer one; `None` for coarser cells and those of no row.
    ///
    /// Every finer cell that holds a place of the study area has a row. It need not be the row of each of its places: finer cells
    /// stick out of their ancestors.
    pub fn row_of_cell(&self, cell: CellIndex) -> Option<usize> {
        let ancestor = cell.parent(self.resolution)?;
        self.rows.get(&ancestor).map(|&row| row as usize)
    }

    pub(super) fn row_of(&self, place: LngLat) -> Option<usize> {
        self.row_of_cell(to_h3(place).to_cell(self.resolution))
    }

    pub(super) fn rows_of(&self, places: &[LngLat]) -> Vec<Option<usize>> {
        cells_of(places, self.resolution).into_par_iter().map(|cell| self.row_of_cell(cell)).collect()
    }

    pub(super) fn centre(&self, row: usize) -> LngLat {
        cell_centre(self.cells[row])
    }

    pub(super) fn polygon(&self, row: usize) -> Polygon<f64> {
        cell_polygon(self.cells[row])
    }
}

/// Cells that the study area's edge comes near to.
fn edge_cells(study_area: &StudyArea, resolution: Resolution) -> FxHashSet<CellIndex> {
    let projection = study_area.projection();
    let mut covered = FxHashSet::default();
    let mut circles = FxHashMap::<CellIndex, Circle>::default();
    let (mut last_cell, mut around) = (None, Vec::new());
    for side in study_area.planar_shape().lines_iter() {
        for piece in pieces(side, PIECE_EDGES * resolution.edge_length_m()) {
            let middle = (piece.start + piece.end) / 2.0;
            let cell = to_h3(projection.inverse(Planar { x: middle.x, y: middle.y })).to_cell(resolution);
            if last_cell.replace(cell) != Some(cell) {
                around = cell.grid_disk_safe(1).collect();
            }
            for &cell in &around {
                if !covered.contains(&cell) {
                    let circle = circles.entry(cell).or_insert_with(|| Circle::round(cell, projection));
                    if Euclidean.distance(&circle.centre, &piece) <= REACH * circle.radius {
                        covered.insert(cell);
                    }
                }
            }
        }
    }
    covered
}

/// Round a cell through its farthest corner, on the flat map.
struct Circle {
    centre: Point<f64>,
    radius: f64,
}

impl Circle {
    fn round(cell: CellIndex, projection: &Projection) -> Self {
        let centre = projection.forward(from_h3(cell.into()));
        let radius = corners(cell).map(|corner| projection.forward(corner).distance(centre).0).fold(0.0, f64::max);
        Self { centre: Point::new(centre.x, centre.y), radius }
    }
}

fn pieces(side: Line<f64>, longest: f64) -> impl Iterator<Item = Line<f64>> {
    let coords: Vec<_> = Euclidean.densify(&side, longest).coords_iter().collect();
    (1..coords.len()).map(move |i| Line::new(coords[i - 1], coords[i]))
}

/// From the edge inward, neighbour by neighbour: a cell that the edge does not touch is inside if its centre is.
fn add_inner_cells(study_area: &StudyArea, covered: &mut FxHashSet<CellIndex>) {
    let mut unvisited: Vec<_> = covered.iter().copied().collect();
    while let Some(cell) = unvisited.pop() {
        for neighbour in cell.grid_disk_safe(1) {
            if !covered.contains(&neighbour) && study_area.contains(from_h3(neighbour.into())) {
                covered.insert(neighbour);
                unvisited.push(neighbour);
            }
        }
    }
}
