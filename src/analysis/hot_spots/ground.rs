use super::parameters::HotSpotError;
use crate::analysis::spatial_weights::{CheckedNeighbourhood, SpatialWeights};
use crate::space::{Grid, StudyArea};

/// The cells that are tested and which of them are neighbours: the same for every filter.
#[derive(Clone, Debug)]
pub struct Ground {
    grid: Grid,
    weights: SpatialWeights,
    neighbourhood: CheckedNeighbourhood,
}

impl Ground {
    pub fn new(grid: Grid, neighbourhood: CheckedNeighbourhood, study_area: &StudyArea) -> Result<Self, HotSpotError> {
        let weights = SpatialWeights::on(&grid, neighbourhood, study_area.projection())?;
        Ok(Self { grid, weights, neighbourhood })
    }

    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    pub fn weights(&self) -> &SpatialWeights {
        &self.weights
    }

    pub fn neighbourhood(&self) -> CheckedNeighbourhood {
        self.neighbourhood
    }

    /// An H3 index, or a square's column and line.
    pub fn cell_name(&self, row: usize) -> String {
        match &self.grid {
            Grid::Hex(hexagons) => hexagons.cells()[row].to_string(),
            Grid::Square(squares) => {
                let (column, line) = squares.column_and_line_of(row);
                format!("{column},{line}")
            }
        }
    }
}
