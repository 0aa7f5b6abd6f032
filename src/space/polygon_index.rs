use std::ops::Range;

use geo::{BoundingRect, CoordsIter};
use geo_types::{Coord, MultiPolygon, Rect};

use super::raster::{Edge, Frame};

/// Which of many polygons a point lies in, answered in tens of nanoseconds.
///
/// A raster over all polygons says for most places at once: in none, or in polygon i. A cell that an edge touches lists the
/// polygons to try, each with the few of its edges in the cell's row: a ray from the point towards +x crosses no others, so the
/// answer is exact.
///
/// A point on an edge that two polygons share lies in exactly one of them; of overlapping polygons the first wins. Of the outer
/// edge, western and southern sides are inside, eastern and northern outside.
#[derive(Clone, Debug)]
pub(super) struct PolygonIndex {
    bounds: Option<Rect<f64>>,
    frame: Frame,
    /// Row by row: [`NOWHERE`], a polygon's number plus one, or [`MIXED`] with a place in `mixed`.
    cells: Vec<u32>,
    mixed: Vec<Range<u32>>,
    /// Numbers of runs, pointed at by `mixed`, in the order of their polygons.
    candidates: Vec<u32>,
    runs: Vec<Run>,
    edges: Vec<Edge>,
}

/// The edges of one polygon that touch one row.
#[derive(Clone, Debug)]
struct Run {
    polygon: u32,
    edges: Range<u32>,
}

const NOWHERE: u32 = 0;
const MIXED: u32 = 1 << 31;

/// Cells for each edge, and the most cells: 2 MB, which a core's cache holds. Essex gets cells of about 110 m.
const CELLS_PER_EDGE: usize = 64;
const MAX_CELLS: usize = 1 << 19;

impl PolygonIndex {
    /// Cost: edges × rows that each touches, plus the cells.
    pub(super) fn new<'a>(shapes: impl Iterator<Item = &'a MultiPolygon<f64>> + Clone) -> Self {
        let bounds = shapes.clone().filter_map(BoundingRect::bounding_rect).reduce(|a, b| {
            let min = Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) };
            Rect::new(min, Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) })
        });
        let n_edges: usize = shapes.clone().map(CoordsIter::coords_count).sum();
        let n_cells = (n_edges * CELLS_PER_EDGE).min(MAX_CELLS);
        let frame = Frame::over(bounds.unwrap_or(Rect::new((0.0, 0.0), (0.0, 0.0))), n_cells);
        let cells = vec![NOWHERE; frame.columns * frame.rows];
        let mut index = Self {
            bounds,
            frame,
            cells,
            mixed: Vec::new(),
            candidates: Vec::new(),
            runs: Vec::new(),
            edges: Vec::new(),
        };
        let mut touched = Vec::new();
        for (polygon, shape) in shapes.enumerate() {
            index.burn(polygon as u32, shape, &mut touched);
        }
        index.list_candidates(touched);
        index
    }

    /// The number of the polygon that a point lies in.
    pub(super) fn find(&self, point: Coord<f64>) -> Option<usize> {
        let (min, max) = self.bounds.map(|bounds| (bounds.min(), bounds.max()))?;
        let is_near = min.x <= point.x && point.x <= max.x && min.y <= point.y && point.y <= max.y;
        if !is_near {
            return None;
        }
        match self.cells[self.frame.row(point.y) * self.frame.columns + self.frame.column(point.x)] {
            NOWHERE => None,
            cell if cell & MIXED == 0 => Some(cell as usize - 1),
            cell => self.find_among(&self.mixed[(cell & !MIXED) as usize], point),
        }
    }

    fn find_among(&self, candidates: &Range<u32>, point: Coord<f64>) -> Option<usize> {
        let candidates = &self.candidates[candidates.start as usize..candidates.end as usize];
        let mut runs = candidates.iter().map(|&run| &self.runs[run as usize]);
        let hit = runs.find(|run| {
            let edges = &self.edges[run.edges.start as usize..run.edges.end as usize];
            edges.iter().filter(|edge| edge.is_right_of(point)).count() % 2 == 1
        })?;
        Some(hit.polygon as usize)
    }

    /// Enter one polygon: its runs, the cells wholly inside, and (cell, run) for those that must be tested.
    fn burn(&mut self, polygon: u32, shape: &MultiPolygon<f64>, to_test: &mut Vec<(u32, u32)>) {
        let all = Edge::all_of(shape);
        let mut by_row: Vec<(usize, usize)> = Vec::with_capacity(2 * all.len());
        for (i, edge) in all.iter().enumerate() {
            by_row.extend(self.frame.rows_touched(edge).map(|row| (row, i)));
        }
        by_row.sort_unstable();
        let mut is_touched = vec![false; self.frame.columns];
        for group in by_row.chunk_by(|a, b| a.0 == b.0) {
            let row = group[0].0;
            let first = self.edges.len();
            self.edges.extend(group.iter().map(|&(_, i)| all[i]));
            let edges = first as u32..self.edges.len() as u32;
            let run = self.runs.len() as u32;
            self.runs.push(Run { polygon, edges });

            is_touched.fill(false);
            for edge in &self.edges[first..] {
                is_touched[self.frame.columns_touched(edge, row)].fill(true);
            }
            let row_start = row * self.frame.columns;
            for column in (0..self.frame.columns).filter(|&column| is_touched[column]) {
                self.burn_touched(row_start + column, run, to_test);
            }
            for range in self.frame.columns_inside(self.edges[first..].iter(), row) {
                for column in range.filter(|&column| !is_touched[column]) {
                    self.burn_inside(row_start + column, run, to_test);
                }
            }
        }
    }

    fn burn_touched(&mut self, cell: usize, run: u32, to_test: &mut Vec<(u32, u32)>) {
        if self.cells[cell] == NOWHERE {
            self.cells[cell] = MIXED;
        }
        if self.cells[cell] == MIXED {
            to_test.push((cell as u32, run));
        }
    }

    fn burn_inside(&mut self, cell: usize, run: u32, to_test: &mut Vec<(u32, u32)>) {
        if self.cells[cell] == NOWHERE {
            self.cells[cell] = self.runs[run as usize].polygon + 1;
        } else if self.cells[cell] == MIXED {
            to_test.push((cell as u32, run));
        }
    }

    fn list_candidates(&mut self, mut to_test: Vec<(u32, u32)>) {
        // Runs were numbered polygon by polygon, so that this also puts the first polygon first.
        to_test.sort_unstable();
        for group in to_test.chunk_by(|a, b| a.0 == b.0) {
            let start = self.candidates.len() as u32;
            self.candidates.extend(group.iter().map(|&(_, run)| run));
            self.cells[group[0].0 as usize] = MIXED | self.mixed.len() as u32;
            self.mixed.push(start..self.candidates.len() as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use geo_types::{Polygon, polygon};
    use proptest::prelude::*;

    use super::*;

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon<f64> {
        Rect::new((x, y), (x + side, y + side)).to_polygon().into()
    }

    /// A ray against every edge of every polygon.
    fn find_exhaustively(shapes: &[MultiPolygon<f64>], point: Coord<f64>) -> Option<usize> {
        shapes
            .iter()
            .position(|shape| Edge::all_of(shape).iter().filter(|edge| edge.is_right_of(point)).count() % 2 == 1)
    }

    #[test]
    fn a_point_on_a_shared_edge_is_in_exactly_one() {
        let shapes = [square(0.0, 0.0, 1.0), square(1.0, 0.0, 1.0), square(0.0, 1.0, 1.0), square(1.0, 1.0, 1.0)];
        let index = PolygonIndex::new(shapes.iter());
        let at = |x: f64, y: f64| index.find(Coord { x, y });
        assert_eq!(at(1.0, 0.5), Some(1));
        assert_eq!(at(0.5, 1.0), Some(2));
        assert_eq!(at(1.0, 1.0), Some(3));
        assert_eq!(at(0.0, 0.0), Some(0));
        assert_eq!(at(2.0, 0.5), None);
        assert_eq!(at(f64::NAN, 0.5), None);
    }

    #[test]
    fn holes_are_outside_and_the_first_of_two_overlapping_wins() {
        let ring = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 9.0), (x: 0.0, y: 9.0)],
            interiors: [[(x: 3.0, y: 3.0), (x: 6.0, y: 3.0), (x: 6.0, y: 6.0), (x: 3.0, y: 6.0)]],
        );
        let shapes = [MultiPolygon::from(ring), square(5.0, 5.0, 9.0)];
        let index = PolygonIndex::new(shapes.iter());
        assert_eq!(index.find(Coord { x: 4.0, y: 4.0 }), None);
        assert_eq!(index.find(Coord { x: 5.5, y: 5.5 }), Some(1));
        assert_eq!(index.find(Coord { x: 8.0, y: 8.0 }), Some(0));
        assert_eq!(index.find(Coord { x: 9.5, y: 9.5 }), Some(1));
    }

    #[test]
    fn no_polygons_and_a_polygon_without_extent_hold_nothing() {
        assert_eq!(PolygonIndex::new([].iter()).find(Coord { x: 0.0, y: 0.0 }), None);
        let line = MultiPolygon::from(Polygon::new(vec![(1.0, 1.0), (1.0, 1.0), (1.0, 1.0)].into(), vec![]));
        assert_eq!(PolygonIndex::new([line].iter()).find(Coord { x: 1.0, y: 1.0 }), None);
    }

    proptest! {
        #[test]
        fn the_raster_changes_no_answer(
            rings in prop::collection::vec(prop::collection::vec((0.0..1.0, 0.0..1.0), 3..12), 1..6),
            points in prop::collection::vec((-0.1..1.1, -0.1..1.1), 200),
        ) {
            let shapes: Vec<_> = rings
                .into_iter()
                .map(|ring| MultiPolygon::from(Polygon::new(ring.into(), vec![])))
                .collect();
            let index = PolygonIndex::new(shapes.iter());
            let corners = shapes.iter().flat_map(|shape| shape.coords_iter().collect::<Vec<_>>());
            for point in points.into_iter().map(|(x, y)| Coord { x, y }).chain(corners) {
                prop_assert_eq!(index.find(point), find_exhaustively(&shapes, point));
            }
        }
    }
}
