use h3o::{CellIndex, Resolution};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::incident::Incidents;
use crate::space::{LngLat, cells_of};

/// The resolution that incidents are assigned at: cells of about 0.015 km².
pub const FINEST: Resolution = Resolution::Ten;
/// The coarsest resolution that is tabulated: cells of about 250 km².
pub const COARSEST: Resolution = Resolution::Five;
const LEVELS: usize = 6;
const NO_CELL: u32 = u32::MAX;

/// Each incident's H3 cell, and those cells' ancestors.
///
/// An incident is in the cell of resolution 10 that it lies in, and in that cell's ancestors. (An ancestor's outline is not
/// exactly the union of its children's, so near a hexagon's edge that may be the neighbour of the hexagon it lies in.)
#[derive(Debug)]
pub struct Cells {
    /// Row of the finest level, one an incident.
    of_incident: Vec<u32>,
    /// From [`COARSEST`] to [`FINEST`].
    levels: Vec<Level>,
}

/// The cells of one resolution that hold an incident.
#[derive(Debug)]
struct Level {
    /// Ascending.
    cells: Vec<CellIndex>,
    /// For each cell of the finest level its row here.
    row_of_finest: Vec<u32>,
}

impl Cells {
    pub(super) fn of(incidents: &Incidents) -> Self {
        let (located, places): (Vec<usize>, Vec<LngLat>) =
            (0..incidents.len()).filter_map(|row| incidents.place(row).map(|place| (row, place))).unzip();
        let (distinct, numbers) = number(&cells_of(&places, FINEST));
        let mut of_incident = vec![NO_CELL; incidents.len()];
        for (&row, number) in located.iter().zip(numbers) {
            of_incident[row] = number;
        }
        let levels = (0..LEVELS).map(|level| Level::above(&distinct, level)).collect();
        Self { of_incident, levels }
    }

    /// The cells of `resolution` that hold an incident, ascending; `None` unless [`COARSEST`] to [`FINEST`].
    pub fn at(&self, resolution: Resolution) -> Option<&[CellIndex]> {
        self.level(resolution).map(|level| level.cells.as_slice())
    }

    /// The row of an incident's cell among [`at`](Self::at) of [`FINEST`]; `None` where it has no place.
    pub fn finest_row(&self, row: usize) -> Option<usize> {
        let cell = self.of_incident[row];
        (cell != NO_CELL).then_some(cell as usize)
    }

    /// For each cell of [`FINEST`] the row of its ancestor among [`at`](Self::at) of `resolution`.
    pub fn ancestors(&self, resolution: Resolution) -> Option<&[u32]> {
        self.level(resolution).map(|level| level.row_of_finest.as_slice())
    }

    fn level(&self, resolution: Resolution) -> Option<&Level> {
        usize::from(u8::from(resolution))
            .checked_sub(usize::from(u8::from(COARSEST)))
            .and_then(|at| self.levels.get(at))
    }
}

impl Level {
    fn above(finest: &[CellIndex], level: usize) -> Self {
        let number = u8::from(COARSEST) + level as u8;
        let resolution = Resolution::try_from(number).expect("five to ten are resolutions");
        let mut cells: Vec<CellIndex> = Vec::new();
        let mut row_of_finest = Vec::with_capacity(finest.len());
        for cell in finest {
            let ancestor = cell.parent(resolution).unwrap_or(*cell);
            // Ascending cells have ascending ancestors: the index sorts by base cell, then digit by digit.
            if cells.last() != Some(&ancestor) {
                cells.push(ancestor);
            }
            row_of_finest.push(cells.len() as u32 - 1);
        }
        Self { cells, row_of_finest }
    }
}

/// The distinct cells, ascending, and each cell's position among them.
fn number(cells: &[CellIndex]) -> (Vec<CellIndex>, Vec<u32>) {
    let mut rows: FxHashMap<CellIndex, u32> = FxHashMap::default();
    let provisional: Vec<u32> = cells
        .iter()
        .map(|&cell| {
            let next = rows.len() as u32;
            *rows.entry(cell).or_insert(next)
        })
        .collect();
    let mut distinct: Vec<(CellIndex, u32)> = rows.into_iter().collect();
    distinct.par_sort_unstable();
    let mut rank = vec![0_u32; distinct.len()];
    for (row, &(_, provisional)) in distinct.iter().enumerate() {
        rank[provisional as usize] = row as u32;
    }
    let numbers = provisional.iter().map(|&at| rank[at as usize]).collect();
    (distinct.into_iter().map(|(cell, _)| cell).collect(), numbers)
}
