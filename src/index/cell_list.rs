use std::ops::Range;

use multiversion::multiversion;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::{ParallelSlice, ParallelSliceMut};

use crate::space::{Metres, Planar};

/// Points sorted into square cells, row by row: the neighbours of a point lie in a few runs of consecutive memory.
///
/// It answers the one question that an R-tree is slow at: the neighbours within a fixed radius of very many points. Only
/// occupied cells are kept, so a far outlier costs nothing. Distances are compared as squares in double precision.
///
/// Memory: 20 bytes a point, 12 a cell. Cost: a sort of the points.
#[derive(Clone, Debug)]
pub struct CellList {
    x: Vec<f64>,
    y: Vec<f64>,
    source: Vec<u32>,
    /// First point of each occupied cell, and the number of points.
    start: Vec<u32>,
    column: Vec<u32>,
    /// (row number, first occupied cell) of each occupied row, ascending; the last entry only ends the one before.
    rows: Vec<(u32, u32)>,
    frame: Frame,
}

/// Where a cell lies: row in the high half, column in the low one.
type Key = u64;

/// The first row and column in use: what lies just west or south of every point still has a number.
const MARGIN: f64 = 2.0;

#[derive(Clone, Copy, Debug)]
struct Frame {
    west: f64,
    south: f64,
    side: f64,
}

impl Frame {
    fn around(points: &[Planar], side: f64) -> Self {
        let least = |value: fn(&Planar) -> f64| points.iter().map(value).fold(f64::INFINITY, f64::min);
        Self { west: least(|at| at.x), south: least(|at| at.y), side }
    }

    /// What lies further west or south than the margin is moved to the edge, still out of every point's reach.
    fn key(self, at: Planar) -> Key {
        let row = ((at.y - self.south) / self.side + MARGIN) as u32;
        let column = ((at.x - self.west) / self.side + MARGIN) as u32;
        u64::from(row) << 32 | u64::from(column)
    }

    /// (key, position) of each point, ascending.
    fn sort(self, points: &[Planar]) -> Vec<(Key, u32)> {
        let keys = points.par_iter().enumerate().map(|(index, &at)| (self.key(at), index as u32));
        let mut order: Vec<_> = keys.collect();
        order.par_sort_unstable();
        order
    }
}

impl CellList {
    /// `points` have finite coordinates and are fewer than 2^32; `side` of a cell is above zero and not so small that the
    /// points span 2^32 cells.
    pub fn new(points: &[Planar], side: Metres) -> Self {
        let frame = Frame::around(points, side.0);
        let order = frame.sort(points);
        let mut list = Self {
            x: order.par_iter().map(|&(_, index)| points[index as usize].x).collect(),
            y: order.par_iter().map(|&(_, index)| points[index as usize].y).collect(),
            source: order.iter().map(|&(_, index)| index).collect(),
            start: Vec::new(),
            column: Vec::new(),
            rows: Vec::new(),
            frame,
        };
        list.find_cells(&order);
        list
    }

    fn find_cells(&mut self, order: &[(Key, u32)]) {
        let mut last = None;
        for (position, &(key, _)) in order.iter().enumerate() {
            if last == Some(key) {
                continue;
            }
            last = Some(key);
            let (row, column) = ((key >> 32) as u32, key as u32);
            if self.rows.last().is_none_or(|&(number, _)| number != row) {
                self.rows.push((row, self.column.len() as u32));
            }
            self.column.push(column);
            self.start.push(position as u32);
        }
        self.start.push(order.len() as u32);
        self.rows.push((u32::MAX, self.column.len() as u32));
    }

    /// Number of occupied cells.
    pub fn n_cells(&self) -> usize {
        self.column.len()
    }

    /// Positions in this list of the points of some consecutive cells.
    pub fn positions(&self, cells: &Range<usize>) -> Range<usize> {
        self.start[cells.start] as usize..self.start[cells.end] as usize
    }

    /// Where the point at each position of this list stood in the slice that the list was made of.
    pub fn source(&self) -> &[u32] {
        &self.source
    }

    /// The point at `position` of this list.
    pub fn at(&self, position: usize) -> Planar {
        Planar { x: self.x[position], y: self.y[position] }
    }

    /// Runs of occupied cells at most `reach` rows and columns from the occupied `cell` (itself included), one a row.
    pub fn neighbours(&self, cell: usize, reach: u32) -> impl Iterator<Item = Range<usize>> + '_ {
        let row = self.rows.partition_point(|&(_, first)| first as usize <= cell) - 1;
        self.runs(self.rows[row].0, self.column[cell], reach)
    }

    /// Runs of occupied cells that hold every point at most one cell's side from `at`, one a row.
    pub fn around(&self, at: Planar) -> impl Iterator<Item = Range<usize>> + '_ {
        let key = self.frame.key(at);
        self.runs((key >> 32) as u32, key as u32, 1)
    }

    fn runs(&self, row: u32, column: u32, reach: u32) -> impl Iterator<Item = Range<usize>> + '_ {
        let last = self.rows.len() - 1;
        let first = self.rows[..last].partition_point(|&(number, _)| number < row.saturating_sub(reach));
        (first..last).take_while(move |&at| self.rows[at].0 <= row.saturating_add(reach)).map(move |at| {
            let cells = self.rows[at].1 as usize..self.rows[at + 1].1 as usize;
            let columns = &self.column[cells.clone()];
            let from = columns.partition_point(|&number| number < column.saturating_sub(reach));
            let to = columns.partition_point(|&number| number <= column.saturating_add(reach));
            cells.start + from..cells.start + to
        })
    }

    /// How many points of a run of cells lie within `radius` of `at` (distance <= radius).
    pub fn count_in(&self, cells: &Range<usize>, at: Planar, radius: Metres) -> u32 {
        let points = self.positions(cells);
        count_near(&self.x[points.clone()], &self.y[points], at.x, at.y, radius.0 * radius.0)
    }

    /// For each query, how many points lie within `radius` (distance <= radius), in the order of `queries`.
    ///
    /// `radius` is at most the side of a cell. Cost: a sort of the queries, then the points of nine cells a query.
    pub fn count_within(&self, queries: &[Planar], radius: Metres) -> Vec<u32> {
        assert!(radius.0 <= self.frame.side, "a radius beyond one cell misses neighbours");
        let order = self.frame.sort(queries);
        let groups: Vec<&[(Key, u32)]> = order.par_chunk_by(|a, b| a.0 == b.0).collect();
        let found: Vec<u32> =
            groups.par_iter().flat_map_iter(|group| self.count_group(group, queries, radius)).collect();
        let mut counts = vec![0; queries.len()];
        for (&(_, index), count) in order.iter().zip(found) {
            counts[index as usize] = count;
        }
        counts
    }

    fn count_group<'a>(
        &'a self,
        group: &'a [(Key, u32)],
        queries: &'a [Planar],
        radius: Metres,
    ) -> impl Iterator<Item = u32> + 'a {
        let key = group[0].0;
        let runs: Vec<Range<usize>> = self.runs((key >> 32) as u32, key as u32, 1).collect();
        group
            .iter()
            .map(move |&(_, index)| runs.iter().map(|run| self.count_in(run, queries[index as usize], radius)).sum())
    }

    /// `of_cell` of every occupied cell, laid end to end, computed on all cores in the order of the cells.
    pub fn per_cell<T: Send>(&self, of_cell: impl Fn(usize, &mut Vec<T>) + Sync) -> Vec<T> {
        let tasks: Vec<Vec<T>> = (0..self.n_cells().div_ceil(CELLS_PER_TASK))
            .into_par_iter()
            .map(|task| {
                let cells = task * CELLS_PER_TASK..((task + 1) * CELLS_PER_TASK).min(self.n_cells());
                let mut found = Vec::new();
                cells.for_each(|cell| of_cell(cell, &mut found));
                found
            })
            .collect();
        tasks.into_iter().flatten().collect()
    }
}

/// Cells handled by one thread at a time: enough to outweigh handing them out.
const CELLS_PER_TASK: usize = 512;

#[multiversion(targets("x86_64+avx2", "x86_64+avx512f+avx512vl+avx512dq"))]
fn count_near(x: &[f64], y: &[f64], x0: f64, y0: f64, radius_squared: f64) -> u32 {
    let mut count = 0_u64;
    for (&x, &y) in x.iter().zip(y) {
        let (dx, dy) = (x - x0, y - y0);
        count += u64::from(dx * dx + dy * dy <= radius_squared);
    }
    count as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop, prop_assert_eq, proptest};

    use super::*;

    fn brute(points: &[Planar], queries: &[Planar], radius: f64) -> Vec<u32> {
        let near = |a: &Planar, b: &Planar| (a.x - b.x).powi(2) + (a.y - b.y).powi(2) <= radius * radius;
        queries.iter().map(|query| points.iter().filter(|point| near(point, query)).count() as u32).collect()
    }

    fn places() -> impl Strategy<Value = Vec<Planar>> {
        let whole = (0..400_i32, -300..100_i32).prop_map(|(x, y)| Planar { x: f64::from(x), y: f64::from(y) });
        prop::collection::vec(whole, 0..200)
    }

    proptest! {
        #[test]
        fn counts_are_those_of_every_pair(points in places(), queries in places(), radius in 1..60_i32) {
            let radius = f64::from(radius);
            let list = CellList::new(&points, Metres(radius));
            prop_assert_eq!(list.count_within(&queries, Metres(radius)), brute(&points, &queries, radius));
        }
    }

    #[test]
    fn a_point_on_the_circle_counts() {
        let points = [Planar { x: 30.0, y: 40.0 }, Planar { x: 30.0, y: 40.1 }];
        let list = CellList::new(&points, Metres(50.0));
        assert_eq!(list.count_within(&[Planar { x: 0.0, y: 0.0 }], Metres(50.0)), [1]);
    }

    #[test]
    fn no_points_and_far_outliers() {
        assert_eq!(CellList::new(&[], Metres(50.0)).count_within(&[Planar { x: 1.0, y: 1.0 }], Metres(50.0)), [0]);
        let points = [Planar { x: 0.0, y: 0.0 }, Planar { x: 9e6, y: -9e6 }];
        let list = CellList::new(&points, Metres(50.0));
        assert_eq!(list.n_cells(), 2);
        assert_eq!(list.count_within(&points, Metres(50.0)), [1, 1]);
        assert_eq!(list.count_within(&[Planar { x: -1e7, y: 1e7 }], Metres(50.0)), [0]);
    }
}
