use geo::{CoordsIter, Densify, Distance, Euclidean, LinesIter};
use geo_types::{Coord, Line, Polygon};
use h3o::{CellIndex, Resolution};
use rustc_hash::{FxHashMap, FxHashSet};

use super::grid::{GridError, check_size};
use super::h3::{cell_centre, cell_polygon, corners, from_h3, to_h3};
use super::lng_lat::LngLat;
use super::metres::Planar;
use super::study_area::StudyArea;

/// The H3 cells of one resolution that cover a study area, in the order of their indexes.
#[derive(Clone, Debug)]
pub struct HexGrid {
    resolution: Resolution,
    cells: Vec<CellIndex>,
    rows: FxHashMap<CellIndex, u32>,
}

/// A cell belongs to the grid when it comes this near to the study area, in lengths of its edge.
///
/// Finer cells stick out of the coarser cell that H3 counts them to, by up to 0.152 of its edge (measured over six resolutions):
/// with this margin, what is counted by the parents of finer cells finds its row too. It also makes up for edges that are arcs
/// on the globe and straight lines on the map.
const MARGIN_EDGES: f64 = 0.2;

/// The study area's edge is walked in pieces of at most this many edge lengths. Half of it and the margin together stay under
/// one edge length, so that only the cell at a piece's middle and its neighbours can be near it.
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
    /// stick out of their ancestors, by up to 0.15 of an edge.
    pub fn row_of_cell(&self, cell: CellIndex) -> Option<usize> {
        let ancestor = cell.parent(self.resolution)?;
        self.rows.get(&ancestor).map(|&row| row as usize)
    }

    pub(super) fn row_of(&self, place: LngLat) -> Option<usize> {
        self.rows.get(&to_h3(place).to_cell(self.resolution)).map(|&row| row as usize)
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
    let edge_m = resolution.edge_length_m();
    let mut covered = FxHashSet::default();
    let mut shapes = FxHashMap::<CellIndex, Polygon<f64>>::default();
    for side in study_area.planar_shape().lines_iter() {
        for piece in pieces(side, PIECE_EDGES * edge_m) {
            let middle = (piece.start + piece.end) / 2.0;
            let cell = to_h3(projection.inverse(Planar { x: middle.x, y: middle.y })).to_cell(resolution);
            covered.insert(cell);
            for neighbour in cell.grid_disk_safe(1) {
                if covered.contains(&neighbour) {
                    continue;
                }
                let shape = shapes.entry(neighbour).or_insert_with(|| {
                    let corners = corners(neighbour).map(|corner| projection.forward(corner));
                    Polygon::new(corners.map(|corner| Coord { x: corner.x, y: corner.y }).collect(), Vec::new())
                });
                if Euclidean.distance(&piece, &*shape) <= MARGIN_EDGES * edge_m {
                    covered.insert(neighbour);
                }
            }
        }
    }
    covered
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
