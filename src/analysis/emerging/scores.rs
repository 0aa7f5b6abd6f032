use super::parameters::Null;
use crate::analysis::hot_spots::deviate;
use crate::analysis::spatial_weights::SpatialWeights;
use crate::index::Cube;

/// Gi* of each cell in each period, over a neighbourhood in space and time.
///
/// The neighbourhood of a cell in period t is the cell itself and its neighbours, in period t and the `span` before: W bins. With the
/// mean x̄ and the variance s² of the N bins that the null hypothesis compares with (all of the cube, or all cells in the
/// neighbourhood's periods),
///
/// z = (Σx − W x̄) / (s √((N W − W²) / (N − 1)))
///
/// The first `span` periods have no whole neighbourhood: they count in later ones, and have no score.
///
/// Ord and Getis (1995), doi:10.1111/j.1538-4632.1995.tb00912.x.
pub(super) struct Scores<'a> {
    cube: &'a Cube,
    weights: &'a SpatialWeights,
    width: usize,
    /// What each period with a score is compared with.
    references: Vec<Reference>,
}

/// The bins that a neighbourhood is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Reference {
    bins: f64,
    mean: f64,
    variance: f64,
}

impl<'a> Scores<'a> {
    pub fn new(cube: &'a Cube, weights: &'a SpatialWeights, null: Null, span: usize) -> Self {
        let (mut sums, mut squares) = (vec![0.0; cube.n_periods()], vec![0.0; cube.n_periods()]);
        for entry in (0..cube.n_cells()).flat_map(|row| cube.cell(row)) {
            sums[entry.period as usize] += entry.count;
            squares[entry.period as usize] += entry.count * entry.count;
        }
        let reference = |from: usize, to: usize| {
            let bins = (cube.n_cells() * (to - from)) as f64;
            let mean = sums[from..to].iter().sum::<f64>() / bins;
            let variance = squares[from..to].iter().sum::<f64>() / bins - mean * mean;
            Reference { bins, mean, variance }
        };
        let width = span + 1;
        let tested = (cube.n_periods() + 1).saturating_sub(width);
        let references = match null {
            Null::WholeCube => vec![reference(0, cube.n_periods()); tested],
            Null::Step => (0..tested).map(|period| reference(period, period + width)).collect(),
        };
        Self { cube, weights, width, references }
    }

    /// How many periods have a score.
    pub fn periods(&self) -> usize {
        self.references.len()
    }

    /// Whether there is nothing in a cell and its neighbours in any period: all such cells with as many neighbours score the same.
    pub fn is_empty(&self, row: usize) -> bool {
        let neighbours = self.weights.of(row).iter().map(|&other| other as usize);
        neighbours.chain([row]).all(|row| self.cube.cell(row).is_empty())
    }

    /// The scores of cell `row` into `z`, one a period that has one.
    pub fn of(&self, row: usize, z: &mut [f64]) {
        let neighbours = self.weights.of(row);
        let mut by_period = vec![0.0; self.cube.n_periods()];
        for row in neighbours.iter().map(|&other| other as usize).chain([row]) {
            for entry in self.cube.cell(row) {
                by_period[entry.period as usize] += entry.count;
            }
        }
        self.of_sums(neighbours.len(), &by_period, z);
    }

    /// The scores of a cell with so many neighbours and nothing in any of them.
    pub fn of_nothing(&self, neighbours: usize, z: &mut [f64]) {
        self.of_sums(neighbours, &vec![0.0; self.cube.n_periods()], z);
    }

    fn of_sums(&self, neighbours: usize, by_period: &[f64], z: &mut [f64]) {
        let bins = ((neighbours + 1) * self.width) as f64;
        for ((z, window), reference) in z.iter_mut().zip(by_period.windows(self.width)).zip(&self.references) {
            *z = deviate(window.iter().sum(), bins, reference.bins, reference.mean, reference.variance);
        }
    }
}
