use std::ops::Range;

use geo::{BoundingRect, MapCoords};
use geo_types::{Coord, Polygon};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::grid::{GridError, check_size};
use super::lng_lat::LngLat;
use super::metres::{Metres, Planar};
use super::projection::Projection;
use super::raster::{Edge, Frame};
use super::study_area::StudyArea;

/// Square cells that cover a study area: from the lowest line of cells upward, in each from left to right.
#[derive(Clone, Debug)]
pub struct SquareGrid {
    projection: Projection,
    lattice: SquareLattice,
    /// Unbroken stretches of cells, line by line and left to right.
    stretches: Vec<Stretch>,
    /// Of the lattice line `lowest_line + i`, its part of `stretches`.
    lines: Vec<Range<u32>>,
    lowest_line: i64,
    n_cells: usize,
}

/// All the squares of the plane: side, a corner of one of them, and how far their sides are turned anticlockwise from east.
#[derive(Clone, Copy, Debug)]
struct SquareLattice {
    side: f64,
    origin: Planar,
    sin: f64,
    cos: f64,
}

#[derive(Clone, Copy, Debug)]
struct Stretch {
    line: i64,
    columns: (i64, i64),
    first_row: u32,
}

/// A cell that the study area misses by no more than this belongs to the grid: what is cut off where a long side that is straight in
/// longitude and latitude bends on the map.
const MARGIN_M: f64 = 0.1;

impl SquareGrid {
    pub(super) fn new(
        study_area: &StudyArea,
        side: Metres,
        origin: Planar,
        rotation_deg: f64,
    ) -> Result<Self, GridError> {
        if !(side.0 > 0.0 && side.0.is_finite()) {
            return Err(GridError::Side(side.0));
        }
        if !(origin.x.is_finite() && origin.y.is_finite() && rotation_deg.is_finite()) {
            return Err(GridError::Placement { x: origin.x, y: origin.y, rotation_deg });
        }
        check_size(study_area, side.0 * side.0)?;
        let (sin, cos) = rotation_deg.to_radians().sin_cos();
        let lattice = SquareLattice { side: side.0, origin, sin, cos };
        let projection = study_area.projection().clone();
        let mut grid =
            Self { projection, lattice, stretches: Vec::new(), lines: Vec::new(), lowest_line: 0, n_cells: 0 };
        grid.cover(study_area);
        Ok(grid)
    }

    pub(super) fn len(&self) -> usize {
        self.n_cells
    }

    /// Column and line of every cell, in the order of rows; neighbours' numbers differ by one.
    pub fn columns_and_lines(&self) -> Vec<(i64, i64)> {
        let columns = |stretch: &Stretch| stretch.columns.0..=stretch.columns.1;
        self.stretches.iter().flat_map(|stretch| columns(stretch).map(|column| (column, stretch.line))).collect()
    }

    pub(super) fn row_of(&self, place: LngLat) -> Option<usize> {
        let planar = self.projection.forward(place);
        let at = self.lattice.coordinates(Coord { x: planar.x, y: planar.y });
        let (line, column) = (at.y.floor() as i64, at.x.floor() as i64);
        let stretches = self.lines.get(usize::try_from(line - self.lowest_line).ok()?)?;
        let stretches = &self.stretches[stretches.start as usize..stretches.end as usize];
        let stretch = stretches.iter().find(|stretch| column <= stretch.columns.1)?;
        let along = usize::try_from(column - stretch.columns.0).ok()?;
        Some(stretch.first_row as usize + along)
    }

    pub(super) fn rows_of(&self, places: &[LngLat]) -> Vec<Option<usize>> {
        places.par_iter().with_min_len(1024).map(|&place| self.row_of(place)).collect()
    }

    pub(super) fn centre(&self, row: usize) -> LngLat {
        let (column, line) = self.column_and_line(row);
        self.place(column + 0.5, line + 0.5)
    }

    pub(super) fn polygon(&self, row: usize) -> Polygon<f64> {
        let (x, y) = self.column_and_line(row);
        let corners = [(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)];
        Polygon::new(corners.map(|(x, y)| self.place(x, y).coord()).to_vec().into(), Vec::new())
    }

    /// Column and line of one cell.
    pub fn column_and_line_of(&self, row: usize) -> (i64, i64) {
        let (column, line) = self.column_and_line(row);
        (column as i64, line as i64)
    }

    pub(super) fn area_km2(&self) -> f64 {
        self.lattice.side * self.lattice.side / 1e6
    }

    fn place(&self, column: f64, line: f64) -> LngLat {
        let at = self.lattice.plane(Coord { x: column, y: line });
        self.projection.inverse(Planar { x: at.x, y: at.y })
    }

    fn column_and_line(&self, row: usize) -> (f64, f64) {
        assert!(row < self.n_cells, "row {row} of a grid of {} cells", self.n_cells);
        let stretch = self.stretches[self.stretches.partition_point(|stretch| stretch.first_row as usize <= row) - 1];
        ((stretch.columns.0 + (row - stretch.first_row as usize) as i64) as f64, stretch.line as f64)
    }

    fn cover(&mut self, study_area: &StudyArea) {
        let shape = study_area.planar_shape().map_coords(|coord| self.lattice.coordinates(coord));
        let Some(bounds) = shape.bounding_rect() else { return };
        let margin = MARGIN_M / self.lattice.side;
        let min = Coord { x: (bounds.min().x - margin).floor(), y: (bounds.min().y - margin).floor() };
        let cells = |min: f64, max: f64| (max + margin - min).ceil().max(1.0) as usize;
        let size = (cells(min.x, bounds.max().x), cells(min.y, bounds.max().y));
        let frame = Frame::new(min, Coord { x: 1.0, y: 1.0 }, size, margin);
        self.lowest_line = min.y as i64;

        let edges = Edge::all_of(&shape);
        let mut by_line = vec![Vec::new(); frame.rows];
        for edge in &edges {
            for line in frame.rows_touched(edge) {
                by_line[line].push(*edge);
            }
        }
        let mut is_covered = vec![false; frame.columns];
        for (line, edges) in by_line.iter().enumerate() {
            is_covered.fill(false);
            let touched = edges.iter().map(|edge| frame.columns_touched(edge, line));
            for columns in touched.chain(frame.columns_inside(edges.iter(), line)) {
                is_covered[columns].fill(true);
            }
            self.append_line(&is_covered, min.x as i64);
        }
    }

    fn append_line(&mut self, is_covered: &[bool], first_column: i64) {
        let (line, start) = (self.lowest_line + self.lines.len() as i64, self.stretches.len());
        let mut column = first_column;
        for same in is_covered.chunk_by(|a, b| a == b) {
            let next = column + same.len() as i64;
            if same[0] {
                self.stretches.push(Stretch { line, columns: (column, next - 1), first_row: self.n_cells as u32 });
                self.n_cells += same.len();
            }
            column = next;
        }
        self.lines.push(start as u32..self.stretches.len() as u32);
    }
}

impl SquareLattice {
    /// From metres to columns (x) and lines (y) of squares.
    fn coordinates(&self, at: Coord<f64>) -> Coord<f64> {
        let (x, y) = (at.x - self.origin.x, at.y - self.origin.y);
        Coord { x: (x * self.cos + y * self.sin) / self.side, y: (y * self.cos - x * self.sin) / self.side }
    }

    fn plane(&self, at: Coord<f64>) -> Coord<f64> {
        let (x, y) = (at.x * self.side, at.y * self.side);
        Coord { x: self.origin.x + x * self.cos - y * self.sin, y: self.origin.y + x * self.sin + y * self.cos }
    }
}
