use h3o::{CellIndex, Resolution};
use rayon::prelude::*;

use super::lattice::Lattice;
use super::on_cells::sampling_resolution;
use crate::space::{Planar, StudyArea, cell_centre, cells_over};

/// Tables of more cells are not made: 24 MB.
const MOST_CELLS: usize = 1_000_000;

/// The cells of one resolution with their middle in a study area, ascending, and where that is on the flat map.
///
/// They depend on no density: one table serves all that are sampled at the same resolution.
#[derive(Debug)]
pub struct SampledCells {
    resolution: Resolution,
    cells: Vec<CellIndex>,
    centres: Vec<Planar>,
}

/// The mean of a density over every cell of a study area, for all resolutions from a coarse one to that it is sampled at.
#[derive(Debug)]
pub struct CellMeans {
    /// From the finest to the coarsest.
    levels: Vec<Level>,
}

#[derive(Debug)]
struct Level {
    resolution: Resolution,
    cells: Vec<CellIndex>,
    sums: Vec<f64>,
    samples: Vec<u32>,
}

impl SampledCells {
    /// The resolution that a lattice is sampled at.
    pub fn resolution(lattice: &Lattice) -> Resolution {
        sampling_resolution(lattice)
    }

    /// The cells of `resolution`; `None` where they are more than a million. Cost: about a microsecond a cell.
    pub fn at(resolution: Resolution, study_area: &StudyArea) -> Option<Self> {
        let cells = cells_over(study_area.bounds(), resolution).ok().filter(|cells| cells.len() <= MOST_CELLS)?;
        let inside = |&cell: &CellIndex| {
            let centre = cell_centre(cell);
            study_area.contains(centre).then(|| (cell, study_area.projection().forward(centre)))
        };
        let (cells, centres) = cells.par_iter().filter_map(inside).unzip();
        Some(Self { resolution, cells, centres })
    }
}

impl CellMeans {
    /// Memory that a cell of the finest resolution keeps, its ancestors' share included.
    pub const BYTES_PER_CELL: usize = 24;

    /// Means of `lattice` from the resolution of `sampled` up to `coarsest`, as [`cell_density`](super::cell_density) says.
    pub fn of(lattice: &Lattice, sampled: &SampledCells, coarsest: Resolution) -> Self {
        Self::where_known(sampled, coarsest, &|centre| Some(lattice.at(centre).unwrap_or(0.0)))
    }

    /// The like of any surface, over the places where it is known.
    pub(super) fn where_known(
        sampled: &SampledCells,
        coarsest: Resolution,
        at: &(dyn Fn(Planar) -> Option<f64> + Sync),
    ) -> Self {
        let known: Vec<Option<f64>> = sampled.centres.par_iter().with_min_len(1024).map(|&centre| at(centre)).collect();
        let rows = || sampled.cells.iter().zip(&known).filter_map(|(cell, value)| Some((*cell, (*value)?)));
        let (cells, sums): (Vec<_>, Vec<_>) = rows().unzip();
        let samples = vec![1; cells.len()];
        let mut levels = vec![Level { resolution: sampled.resolution, cells, sums, samples }];
        while let Some(coarser) = levels.last().filter(|level| level.resolution > coarsest).and_then(Level::coarser) {
            levels.push(coarser);
        }
        Self { levels }
    }

    /// The mean over the part of `cell` that is known, 0 where none of it is; `None` for a resolution that is not tabulated.
    pub fn mean(&self, cell: CellIndex) -> Option<f64> {
        let level = self.levels.iter().find(|level| level.resolution == cell.resolution())?;
        let mean = |row: usize| level.sums[row] / f64::from(level.samples[row]);
        Some(level.cells.binary_search(&cell).map_or(0.0, mean))
    }
}

impl Level {
    fn coarser(&self) -> Option<Self> {
        let resolution = self.resolution.pred()?;
        let (mut cells, mut sums, mut samples) = (Vec::new(), Vec::new(), Vec::new());
        for (row, cell) in self.cells.iter().enumerate() {
            let parent = cell.parent(resolution)?;
            // Ascending cells have ascending parents: the index sorts by base cell, then digit by digit.
            if cells.last() != Some(&parent) {
                cells.push(parent);
                sums.push(0.0);
                samples.push(0);
            }
            let last = cells.len() - 1;
            sums[last] += self.sums[row];
            samples[last] += self.samples[row];
        }
        Some(Self { resolution, cells, sums, samples })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Progress;
    use crate::analysis::kernel_density::{
        EdgeCorrection, Kernel, KernelDensityParameters, cell_density, kernel_density,
    };
    use crate::index::fixture::{incident, index, place, uniform};
    use crate::space::Metres;

    #[test]
    fn the_table_is_the_mean_over_descendants() {
        let mut random = uniform(17);
        let rows: Vec<_> =
            (0..200).map(|id| incident(id, Some(place(0.3 + 0.4 * random(), 51.65 + 0.2 * random())), 0)).collect();
        let index = index(&rows);
        let study_area = index.study_area();
        let parameters = KernelDensityParameters {
            kernel: Kernel::Gaussian,
            bandwidth: Metres(400.0),
            edge: EdgeCorrection::None,
            adaptive: false,
        };
        let lattice =
            kernel_density(&index, index.in_study_area(), &parameters.check().unwrap(), &Progress::new()).unwrap();
        let sampled = SampledCells::at(SampledCells::resolution(&lattice), study_area).unwrap();
        let means = CellMeans::of(&lattice, &sampled, Resolution::Five);
        for resolution in [Resolution::Five, Resolution::Six, Resolution::Seven, Resolution::Eight, Resolution::Nine] {
            for cell in cells_over(study_area.bounds(), resolution).unwrap() {
                let (table, direct) = (means.mean(cell).unwrap(), cell_density(&lattice, study_area, cell));
                // The order of a sum.
                assert!((table - direct).abs() <= 1e-12 * direct, "{cell}: {table} {direct}");
            }
        }
        let fine = h3o::LatLng::new(51.75, 0.5).unwrap().to_cell(Resolution::Ten);
        assert_eq!(means.mean(fine), None);
    }
}
