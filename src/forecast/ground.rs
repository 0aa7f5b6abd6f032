use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;
use thiserror::Error;

use super::cells::Cells;
use crate::index::{Index, Selection};
use crate::space::{Grid, GridChoice, GridError};

/// Which cells of a grid are forecast, and what coverage is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroundChoice {
    /// All cells over the study area; the ground is the study area.
    StudyArea,
    /// The cells that held an incident before the first origin; the ground is these cells together. For data without a boundary, whose
    /// hull would count lakes.
    Used,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is no ground: write study-area or used")]
pub struct GroundChoiceError(String);

/// The cells of a forecast and where they are in their grid.
#[derive(Clone, Debug)]
pub struct Ground {
    grid: Grid,
    /// The grid's row of each cell, ascending.
    rows: Vec<u32>,
    cells: Arc<Cells>,
    first_origin: Date,
}

impl Ground {
    /// The cells of `grid` over the index's study area that `choice` keeps; an incident of `selection` makes a cell used when it was over
    /// by `first_origin`, the first day that is forecast from.
    pub fn new(
        index: &Index,
        grid: GridChoice,
        choice: GroundChoice,
        selection: &Selection,
        first_origin: Date,
    ) -> Result<Self, GridError> {
        let grid = grid.over(index.study_area())?;
        Ok(match choice {
            GroundChoice::StudyArea => {
                let cells = Arc::new(Cells::of_grid(&grid, index.study_area()));
                Self { rows: (0..grid.len() as u32).collect(), cells, grid, first_origin }
            }
            GroundChoice::Used => {
                let rows = used_rows(index, &grid, selection, first_origin);
                let cells = Cells::of_grid_rows(&grid, &rows, index.study_area().projection());
                let rows = rows.into_iter().map(|row| row as u32).collect();
                Self { rows, cells: Arc::new(cells), grid, first_origin }
            }
        })
    }

    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    pub fn cells(&self) -> &Arc<Cells> {
        &self.cells
    }

    /// The first day that is forecast from: what is chosen once for all origins looks only at what was over by then.
    pub fn first_origin(&self) -> Date {
        self.first_origin
    }

    /// The grid's row of each cell, ascending.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The cell that a row of the grid is, if it is one.
    pub fn cell_of_row(&self, row: usize) -> Option<usize> {
        self.rows.binary_search(&u32::try_from(row).ok()?).ok()
    }
}

fn used_rows(index: &Index, grid: &Grid, selection: &Selection, before: Date) -> Vec<usize> {
    let incidents = index.incidents();
    let end_s = incidents.zone().day_start(before);
    let row_of = index.rows_in_grid(grid);
    let mut used = vec![false; grid.len()];
    for row in selection.rows().filter(|&row| incidents.when(row).end() <= end_s) {
        if let Some(row) = row_of(row) {
            used[row] = true;
        }
    }
    (0..grid.len()).filter(|&row| used[row]).collect()
}

impl FromStr for GroundChoice {
    type Err = GroundChoiceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "study-area" => Ok(Self::StudyArea),
            "used" => Ok(Self::Used),
            _ => Err(GroundChoiceError(text.to_owned())),
        }
    }
}
