use super::build::Index;
use super::cells::FINEST;
use super::selection::Selection;
use crate::space::Grid;
use crate::time::{Periods, period_shares};

/// Counts by cell and period, `[n_cells × n_periods]`, of which only what is not zero is kept.
///
/// An incident adds 1 to its cell, shared out over the periods that its window touches: share = |window ∩ period| / |window|
/// (aoristic, see [`period_shares`]). What lies outside the periods is lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Cube {
    n_periods: usize,
    /// Where each cell's entries start, and the end.
    starts: Vec<usize>,
    entries: Vec<CubeEntry>,
}

/// How many incidents a cell has in one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CubeEntry {
    pub period: u32,
    pub count: f64,
}

impl Cube {
    pub fn n_cells(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn n_periods(&self) -> usize {
        self.n_periods
    }

    /// The periods in which cell `row` has incidents, ascending.
    pub fn cell(&self, row: usize) -> &[CubeEntry] {
        &self.entries[self.starts[row]..self.starts[row + 1]]
    }

    pub fn count(&self, row: usize, period: usize) -> f64 {
        let cell = self.cell(row);
        cell.binary_search_by_key(&(period as u32), |entry| entry.period).map_or(0.0, |at| cell[at].count)
    }

    /// The sum over all cells and periods.
    pub fn total(&self) -> f64 {
        self.entries.iter().map(|entry| entry.count).sum()
    }

    /// The sums of `contributions`, each a cell below `n_cells`, a period below `n_periods` and a share; added in their order.
    pub fn of_shares(n_cells: usize, n_periods: usize, mut contributions: Vec<(u32, u32, f64)>) -> Self {
        contributions.sort_by_key(|&(cell, period, _)| (cell, period));
        let mut cube = Self { n_periods, starts: Vec::with_capacity(n_cells + 1), entries: Vec::new() };
        let mut rest = contributions.into_iter().peekable();
        for cell in 0..n_cells as u32 {
            let start = cube.entries.len();
            cube.starts.push(start);
            while let Some((_, period, share)) = rest.next_if(|&(of, _, _)| of == cell) {
                match cube.entries[start..].last_mut() {
                    Some(last) if last.period == period => last.count += share,
                    _ => cube.entries.push(CubeEntry { period, count: share }),
                }
            }
        }
        cube.starts.push(cube.entries.len());
        cube
    }
}

impl Index {
    /// Selected incidents a cell of `grid`, one a row; those without a place, or in no cell, are not counted.
    ///
    /// On hexagons of resolution 10 and coarser an incident counts in the ancestor of its cell of resolution 10, as everywhere
    /// (see [`Cells`](super::Cells)).
    pub fn counts(&self, selection: &Selection, grid: &Grid) -> Vec<f64> {
        let row_of = self.rows_in_grid(grid);
        let mut counts = vec![0.0; grid.len()];
        for row in selection.map_chunks(|rows| rows.filter_map(&row_of).collect::<Vec<_>>()).into_iter().flatten() {
            counts[row] += 1.0;
        }
        counts
    }

    /// Selected incidents by cell and period.
    pub fn cube(&self, selection: &Selection, grid: &Grid, periods: &Periods) -> Cube {
        let row_of = self.rows_in_grid(grid);
        let parts = selection.map_chunks(|rows| {
            let mut part = Vec::new();
            for row in rows {
                let Some(cell) = row_of(row) else { continue };
                let shares = period_shares(self.incidents().when(row), periods);
                part.extend(shares.map(|(period, share)| (cell as u32, period as u32, share)));
            }
            part
        });
        Cube::of_shares(grid.len(), periods.len(), parts.concat())
    }

    /// The row in `grid` of an incident's row: on hexagons of resolution 10 and coarser that of its cell of resolution 10.
    pub fn rows_in_grid<'a>(&'a self, grid: &'a Grid) -> Box<dyn Fn(usize) -> Option<usize> + Sync + 'a> {
        match grid {
            Grid::Hex(hexagons) if hexagons.resolution() <= FINEST => {
                let finest = self.cells().at(FINEST).unwrap_or_default();
                let rows: Vec<Option<usize>> = finest.iter().map(|&cell| hexagons.row_of_cell(cell)).collect();
                Box::new(move |row| rows[self.cells().finest_row(row)?])
            }
            _ => Box::new(move |row| grid.row_of(self.incidents().place(row)?)),
        }
    }
}
