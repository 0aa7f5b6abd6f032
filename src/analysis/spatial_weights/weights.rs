use h3o::CellIndex;
use rayon::prelude::*;

use super::distance_band::within_band;
use super::neighbourhood::{CheckedNeighbourhood, Neighbourhood, NeighbourhoodError};
use super::ring::{rings_of_hexagons, rings_of_squares};
use crate::space::{Grid, Projection};

/// The neighbours of every cell, in compressed rows: symmetric, binary, without the cell itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpatialWeights {
    /// Where each row starts in `neighbours`, and the end.
    starts: Vec<usize>,
    neighbours: Vec<u32>,
}

/// How many cells one thread looks after at a time.
const CHUNK: usize = 4096;

impl SpatialWeights {
    /// The neighbours of a grid's cells; `projection` is the flat map that a band is measured on.
    ///
    /// Cost: cells × neighbours; 100,000 hexagons with one ring in some 20 ms of one core.
    pub fn on(
        grid: &Grid,
        neighbourhood: CheckedNeighbourhood,
        projection: &Projection,
    ) -> Result<Self, NeighbourhoodError> {
        match (neighbourhood.get(), grid) {
            (Neighbourhood::Ring(steps), Grid::Hex(hexagons)) => Ok(rings_of_hexagons(hexagons.cells(), steps)),
            (Neighbourhood::Ring(steps), Grid::Square(squares)) => {
                Ok(rings_of_squares(&squares.columns_and_lines(), steps))
            }
            (Neighbourhood::Band(band), _) => {
                let centres: Vec<_> = (0..grid.len()).map(|row| projection.forward(grid.centre(row))).collect();
                within_band(&centres, band)
            }
        }
    }

    /// The neighbours of any H3 cells of one resolution among each other, by steps over their sides.
    pub fn ring_of_hexagons(cells: &[CellIndex], steps: u32) -> Self {
        rings_of_hexagons(cells, steps)
    }

    /// The neighbours of any squares among each other, given by column and line, by steps over sides and corners.
    pub fn ring_of_squares(columns_and_lines: &[(i64, i64)], steps: u32) -> Self {
        rings_of_squares(columns_and_lines, steps)
    }

    /// Rows from lists of neighbours; `lists[i]` holds rows other than `i`, each once.
    pub fn of_lists<'a>(lists: impl IntoIterator<Item = &'a [u32]>) -> Self {
        let mut weights = Self { starts: vec![0], neighbours: Vec::new() };
        for list in lists {
            weights.neighbours.extend_from_slice(list);
            weights.starts.push(weights.neighbours.len());
        }
        weights
    }

    /// `n` rows; `fill` appends the neighbours of a row.
    pub(super) fn gather(n: usize, fill: impl Fn(usize, &mut Vec<u32>) + Sync) -> Self {
        let parts: Vec<(Vec<u32>, Vec<usize>)> = (0..n.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let (mut neighbours, mut ends) = (Vec::new(), Vec::with_capacity(CHUNK));
                for row in chunk * CHUNK..n.min((chunk + 1) * CHUNK) {
                    fill(row, &mut neighbours);
                    ends.push(neighbours.len());
                }
                (neighbours, ends)
            })
            .collect();
        let mut weights = Self { starts: Vec::with_capacity(n + 1), neighbours: Vec::new() };
        weights.starts.push(0);
        for (neighbours, ends) in parts {
            let before = weights.neighbours.len();
            weights.starts.extend(ends.into_iter().map(|end| before + end));
            weights.neighbours.extend(neighbours);
        }
        weights
    }

    /// The number of cells.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of a cell, without itself.
    pub fn of(&self, row: usize) -> &[u32] {
        &self.neighbours[self.starts[row]..self.starts[row + 1]]
    }

    /// Ordered pairs of neighbours.
    pub fn links(&self) -> usize {
        self.neighbours.len()
    }

    /// Only the cells of `rows` (ascending), numbered anew in their order.
    pub fn among(&self, rows: &[usize]) -> Self {
        let mut number = vec![None; self.len()];
        for (new, &row) in rows.iter().enumerate() {
            number[row] = Some(new as u32);
        }
        Self::gather(rows.len(), |new, neighbours| {
            neighbours.extend(self.of(rows[new]).iter().filter_map(|&old| number[old as usize]));
        })
    }
}
