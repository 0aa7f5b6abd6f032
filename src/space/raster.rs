//! Polygons on a lattice of rectangular cells: which cells an edge touches, and which lie wholly inside.
//!
//! Coordinates are those of the polygon, whatever they are. Edges are stored lower end first, so that two polygons that share
//! an edge ask the same question of it and cannot both claim a point, nor both refuse it.

use std::ops::RangeInclusive;

use geo::{CoordsIter, LinesIter};
use geo_types::{Coord, MultiPolygon, Rect};

/// A lattice of `columns` × `rows` equal cells from a lower left corner.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) columns: usize,
    pub(super) rows: usize,
    min: Coord<f64>,
    cell: Coord<f64>,
    /// Edges touch cells that they miss by no more than this.
    margin: f64,
}

impl Frame {
    pub(super) fn new(min: Coord<f64>, cell: Coord<f64>, (columns, rows): (usize, usize), margin: f64) -> Self {
        Self { columns, rows, min, cell, margin }
    }

    /// About `n_cells` cells over a box, of its proportions.
    pub(super) fn over(bounds: Rect<f64>, n_cells: usize) -> Self {
        let side = ((n_cells as f64).sqrt() as usize).max(1);
        // A box without extent still needs cells of some size.
        let cell = |extent: f64| (extent / side as f64).max(f64::EPSILON);
        let cell = Coord { x: cell(bounds.width()), y: cell(bounds.height()) };
        Self::new(bounds.min(), cell, (side, side), 1e-6 * cell.x.min(cell.y))
    }

    /// The column of an x, that of the nearest edge outside.
    pub(super) fn column(&self, x: f64) -> usize {
        (((x - self.min.x) / self.cell.x) as usize).min(self.columns - 1)
    }

    /// The row of a y, that of the nearest edge outside.
    pub(super) fn row(&self, y: f64) -> usize {
        (((y - self.min.y) / self.cell.y) as usize).min(self.rows - 1)
    }

    pub(super) fn rows_touched(&self, edge: &Edge) -> RangeInclusive<usize> {
        self.row(edge.low.y - self.margin)..=self.row(edge.high.y + self.margin)
    }

    /// Columns that an edge touches in one of its rows.
    pub(super) fn columns_touched(&self, edge: &Edge, row: usize) -> RangeInclusive<usize> {
        let bottom = self.min.y + row as f64 * self.cell.y - self.margin;
        let top = bottom + self.cell.y + 2.0 * self.margin;
        let (a, b) = (edge.x_at(bottom), edge.x_at(top));
        let (left, right) = if edge.low.y == edge.high.y { (edge.low.x, edge.high.x) } else { (a, b) };
        self.column(left.min(right) - self.margin)..=self.column(left.max(right) + self.margin)
    }

    /// Columns whose centres lie inside the polygon whose edges in this row are `edges`, as ranges from west to east.
    pub(super) fn columns_inside<'a>(
        &self,
        edges: impl Iterator<Item = &'a Edge>,
        row: usize,
    ) -> Vec<RangeInclusive<usize>> {
        let y = self.min.y + (row as f64 + 0.5) * self.cell.y;
        let mut crossings: Vec<f64> = edges.filter(|edge| edge.spans(y)).map(|edge| edge.x_at(y)).collect();
        crossings.sort_unstable_by(f64::total_cmp);
        let centres = |x: f64| (x - self.min.x) / self.cell.x - 0.5;
        let pairs = crossings.chunks_exact(2).map(|pair| (centres(pair[0]).ceil().max(0.0), centres(pair[1]).floor()));
        let ranges = pairs.filter(|(first, last)| first <= last);
        ranges.map(|(first, last)| first as usize..=(last as usize).min(self.columns - 1)).collect()
    }
}

/// One side of a polygon, lower end first (of two at one height, either).
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    low: Coord<f64>,
    high: Coord<f64>,
}

impl Edge {
    /// Every side of every ring.
    pub(super) fn all_of(shape: &MultiPolygon<f64>) -> Vec<Self> {
        let mut edges = Vec::with_capacity(shape.coords_count());
        edges.extend(shape.lines_iter().map(|line| {
            let (low, high) = if line.start.y <= line.end.y { (line.start, line.end) } else { (line.end, line.start) };
            Self { low, high }
        }));
        edges
    }

    /// Whether a ray from a point towards +x crosses the edge. The lower end belongs to it and the upper does not; a point on the
    /// edge counts as past it.
    pub(super) fn is_right_of(&self, point: Coord<f64>) -> bool {
        self.spans(point.y)
            && (self.high.x - self.low.x) * (point.y - self.low.y) > (point.x - self.low.x) * (self.high.y - self.low.y)
    }

    fn spans(&self, y: f64) -> bool {
        self.low.y <= y && y < self.high.y
    }

    /// The x of the edge at a height, that of the nearer end above and below it.
    fn x_at(&self, y: f64) -> f64 {
        if y <= self.low.y {
            self.low.x
        } else if y >= self.high.y {
            self.high.x
        } else {
            self.low.x + (y - self.low.y) / (self.high.y - self.low.y) * (self.high.x - self.low.x)
        }
    }
}
