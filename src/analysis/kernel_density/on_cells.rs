use geo_types::Rect;
use h3o::{CellIndex, Resolution};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::cell_means::CellMeans;
use super::lattice::Lattice;
use crate::space::{StudyArea, cell_centre, cells_over};

/// A density is sampled at the centres of cells whose edges are at most this many lattice spacings long. That is one standard
/// deviation of a Gaussian kernel or less, where a sum over a hexagonal lattice is within 1 part in 1,000 of the integral.
const EDGE_SPACINGS: f64 = 5.0;

/// How many of the selected incidents each cell of one resolution holds: two columns, cells ascending.
#[derive(Clone, Copy, Debug)]
pub struct CellCounts<'a> {
    pub resolution: Resolution,
    pub cells: &'a [CellIndex],
    pub counts: &'a [u32],
}

/// A cell with what was counted in it, and its density.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellDensity {
    pub cell: CellIndex,
    pub count: u32,
    /// Mean over the cell, per km²; see [`cell_density`].
    pub intensity: f64,
}

impl CellCounts<'_> {
    pub(super) fn of(&self, cell: CellIndex) -> u32 {
        self.cells.binary_search(&cell).map_or(0, |row| self.counts[row])
    }
}

/// The cells over `bounds` (longitude and latitude, degrees) that hold an incident or whose density reaches `least` (per km²),
/// ascending.
///
/// Where `bounds` would hold millions of cells, those with an incident alone are listed. `means` is the lattice's table, if there
/// is one. Cost: the cells over `bounds`; without a table, at the resolution that the density is sampled at.
pub fn density_on_cells(
    lattice: &Lattice,
    means: Option<&CellMeans>,
    study_area: &StudyArea,
    counted: CellCounts<'_>,
    bounds: Rect<f64>,
    least: f64,
) -> Vec<CellDensity> {
    let cells = cells_over(bounds, counted.resolution).unwrap_or_else(|_too_many| counted.cells.to_vec());
    let mean =
        |cell| means.and_then(|means| means.mean(cell)).unwrap_or_else(|| cell_density(lattice, study_area, cell));
    let with_density = |cell| CellDensity { cell, count: counted.of(cell), intensity: mean(cell) };
    cells.into_par_iter().map(with_density).filter(|it| it.count > 0 || it.intensity >= least).collect()
}

/// The mean density over the part of a cell inside the study area, per km²; 0 where none of it is.
///
/// It is the mean at the centres of the cell's descendants, at the coarsest resolution that does not miss a peak between two
/// centres; of a cell as fine as that, the density at its own centre. A cell wider than the bandwidth would else be as high as
/// its middle happens to be.
pub fn cell_density(lattice: &Lattice, study_area: &StudyArea, cell: CellIndex) -> f64 {
    let at = |cell: CellIndex| {
        let centre = cell_centre(cell);
        let inside = study_area.contains(centre);
        inside.then(|| lattice.at(study_area.projection().forward(centre)).unwrap_or(0.0))
    };
    let sampled = sampling_resolution(lattice).max(cell.resolution());
    let (sum, n) = cell.children(sampled).filter_map(at).fold((0.0, 0), |(sum, n), density| (sum + density, n + 1));
    if n == 0 { 0.0 } else { sum / f64::from(n) }
}

pub(super) fn sampling_resolution(lattice: &Lattice) -> Resolution {
    let longest = EDGE_SPACINGS * lattice.frame().spacing().0;
    Resolution::range(Resolution::Zero, Resolution::Fifteen)
        .find(|resolution| resolution.edge_length_m() <= longest)
        .unwrap_or(Resolution::Fifteen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Progress;
    use crate::analysis::kernel_density::{EdgeCorrection, Kernel, KernelDensityParameters, kernel_density};
    use crate::index::fixture::{incident, index, place};
    use crate::space::Metres;

    #[test]
    fn counts_join_the_density() {
        let rows: Vec<_> = (0..50).map(|id| incident(id, Some(place(0.5, 51.75)), 0)).collect();
        let index = index(&rows);
        let everything = index.in_study_area();
        let parameters = KernelDensityParameters {
            kernel: Kernel::Gaussian,
            bandwidth: Metres(300.0),
            edge: EdgeCorrection::None,
            adaptive: false,
        };
        let lattice = kernel_density(&index, everything, &parameters.check().unwrap(), &Progress::new()).unwrap();
        let (cells, counts) = index.by_cell(everything, Resolution::Nine);
        let counted = CellCounts { resolution: Resolution::Nine, cells, counts: &counts };
        let max = f64::from(lattice.max());

        let near = Rect::new((0.49, 51.74), (0.51, 51.76));
        let found = density_on_cells(&lattice, None, index.study_area(), counted, near, max / 100.0);
        assert_eq!(found.iter().map(|it| it.count).sum::<u32>(), 50);
        assert!(found.len() > 10 && found.is_sorted_by_key(|it| it.cell));
        let hottest = found.iter().max_by(|a, b| a.intensity.total_cmp(&b.intensity)).unwrap();
        assert_eq!(hottest.count, 50);
        assert!(hottest.intensity > 0.5 * max);

        let elsewhere = Rect::new((0.6, 51.65), (0.61, 51.66));
        assert!(density_on_cells(&lattice, None, index.study_area(), counted, elsewhere, max / 100.0).is_empty());
    }

    #[test]
    fn outside_the_study_area_there_is_no_density() {
        let index = index(&[incident(1, Some(place(0.79, 51.61)), 0)]);
        let parameters = KernelDensityParameters {
            kernel: Kernel::Gaussian,
            bandwidth: Metres(3000.0),
            edge: EdgeCorrection::None,
            adaptive: false,
        };
        let lattice =
            kernel_density(&index, index.in_study_area(), &parameters.check().unwrap(), &Progress::new()).unwrap();
        let outside = h3o::LatLng::new(51.58, 0.79).unwrap().to_cell(Resolution::Nine);
        assert_eq!(cell_density(&lattice, index.study_area(), outside), 0.0);
    }

    #[test]
    fn a_wide_cell_has_the_mean_of_its_ground() {
        // 50 incidents in one place, a few hundred metres from the centre of a cell 2.5 km wide.
        let rows: Vec<_> = (0..50).map(|id| incident(id, Some(place(0.5, 51.75)), 0)).collect();
        let index = index(&rows);
        let parameters = KernelDensityParameters {
            kernel: Kernel::Gaussian,
            bandwidth: Metres(100.0),
            edge: EdgeCorrection::None,
            adaptive: false,
        };
        let lattice =
            kernel_density(&index, index.in_study_area(), &parameters.check().unwrap(), &Progress::new()).unwrap();
        let cell = h3o::LatLng::new(51.75, 0.5).unwrap().to_cell(Resolution::Seven);
        let around: f64 = cell
            .grid_disk::<Vec<_>>(1)
            .into_iter()
            .map(|cell| cell_density(&lattice, index.study_area(), cell) * cell.area_km2())
            .sum();
        // Descendants do not quite tile their ancestor: a hundredth is theirs.
        assert!((around - 50.0).abs() < 0.5, "{around} of 50 incidents");
    }
}
