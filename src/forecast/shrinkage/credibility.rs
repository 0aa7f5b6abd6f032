use crate::forecast::cells::Cells;
use crate::forecast::kernels::GaussianLattice;

/// The part of a prior mean that is the mean of all cells: a cell that had incidents may have them again where its neighbours have none.
const GLOBAL_FRACTION: f64 = 0.1;

/// A cell whose mean is mostly its own count cannot be held against it.
const MOST_OWN_FRACTION: f64 = 0.5;

/// Which cells are round which: a Gaussian over the distance of their centres.
#[derive(Debug)]
pub(in crate::forecast) struct Neighbourhood<'a> {
    cells: &'a Cells,
    lattice: GaussianLattice,
    /// Area round each cell, weighted, and which part of it is the cell's own.
    area: Vec<f64>,
    own: Vec<f64>,
}

/// How far counts are drawn to the mean of their neighbourhood.
///
/// A cell's true count θ has mean μ, that of its neighbourhood, and variance μ² / shape; what was counted, y, has mean θ and variance
/// r θ (r = 1 for a Poisson count; Σw² / Σw for one of faded incidents). The best linear guess of θ is μ + z (y − μ) with
/// z = μ / (μ + shape r): for r = 1 the posterior mean of a gamma-Poisson model, (shape + y) / (shape / μ + 1).
///
/// The shape is found by moments: 1 / shape = Σ ((y − μ)² / (1 − a)² − r μ) / Σ μ², a being the part of the mean that is the cell's own
/// count; `None` (no variance, z = 0) where that is not above 0. Cells with a above a half say nothing of it.
///
/// Source: Clayton D, Kaldor J (1987), doi:10.2307/2532003, for the model; Marshall R J (1991), doi:10.2307/2347593, for the moments and
/// the neighbourhood, which as there holds the cell itself: without it a cell whose neighbours are quiet could not be busy. Departures:
/// the neighbourhood is a kernel, its own part is allowed for, and a tenth of the mean is that of all cells.
#[derive(Clone, Debug)]
pub(in crate::forecast) struct Credibility {
    /// Incidents `[n_cells]` that the neighbourhood leads to expect.
    means: Vec<f64>,
    pub shape: Option<f64>,
    noise: f64,
    /// Which part of each mean is the cell's own count.
    own: Vec<f64>,
}

impl<'a> Neighbourhood<'a> {
    /// Cost: one smoothing of the cells.
    pub fn new(cells: &'a Cells, bandwidth_m: f64) -> Self {
        let lattice = GaussianLattice::over(cells.centres(), bandwidth_m);
        let mut neighbourhood = Self { cells, lattice, area: Vec::new(), own: Vec::new() };
        neighbourhood.area = neighbourhood.around(cells.area_km2());
        let areas = neighbourhood.area.iter().zip(cells.area_km2());
        let own = |(&at, (around, km2))| neighbourhood.lattice.own(at) * km2 / around;
        neighbourhood.own = cells.centres().iter().zip(areas).map(own).collect();
        neighbourhood
    }

    /// Weighted sums round each cell.
    fn around(&self, values: &[f64]) -> Vec<f64> {
        let centres = self.cells.centres();
        self.lattice.smooth(centres.iter().copied().zip(values.iter().copied())).at_all(centres)
    }

    /// Draws `counts` `[n_cells]`, of which each has `noise` times the variance of a Poisson count, towards the means round them.
    pub fn credibility(&self, counts: &[f64], noise: f64) -> Credibility {
        let area_km2 = self.cells.area_km2();
        let everywhere = counts.iter().sum::<f64>() / area_km2.iter().sum::<f64>();
        let around = self.around(counts);
        let local = around.iter().zip(&self.area).map(|(count, km2)| count / km2);
        let mean = |(local, km2)| km2 * (GLOBAL_FRACTION * everywhere + (1.0 - GLOBAL_FRACTION) * local);
        let means: Vec<f64> = local.zip(area_km2).map(mean).collect();
        let own: Vec<f64> = self.own.iter().map(|own| (1.0 - GLOBAL_FRACTION) * own).collect();
        let shape = shape_by_moments(counts, &means, &own, noise);
        Credibility { means, shape, noise, own }
    }
}

impl Credibility {
    /// How much of the difference between a cell's count and its mean is kept, 0..=1.
    pub fn kept_fraction(&self, cell: usize) -> f64 {
        let mean = self.means[cell];
        match self.shape {
            Some(shape) if mean > 0.0 => mean / (mean + shape * self.noise),
            _ => 0.0,
        }
    }

    /// Which part of a cell's count its guess holds, through the mean as well, 0..=1.
    pub fn own_fraction(&self, cell: usize) -> f64 {
        let kept = self.kept_fraction(cell);
        kept + (1.0 - kept) * self.own[cell]
    }

    /// The guess for a cell that counted `count` if `part` of that had not been.
    pub fn without(&self, cell: usize, count: f64, part: f64) -> f64 {
        let kept = self.kept_fraction(cell);
        let mean = (self.means[cell] - self.own[cell] * part).max(0.0);
        (1.0 - kept) * mean + kept * (count - part).max(0.0)
    }

    /// The guess for a cell that counted `count`.
    pub fn shrunk(&self, cell: usize, count: f64) -> f64 {
        let kept = self.kept_fraction(cell);
        (1.0 - kept) * self.means[cell] + kept * count
    }
}

fn shape_by_moments(counts: &[f64], means: &[f64], own: &[f64], noise: f64) -> Option<f64> {
    let (mut excess, mut squares) = (0.0, 0.0);
    for ((count, mean), own) in counts.iter().zip(means).zip(own).filter(|(_, own)| **own <= MOST_OWN_FRACTION) {
        excess += ((count - mean) / (1.0 - own)).powi(2) - noise * mean;
        squares += mean * mean;
    }
    (excess > 0.0).then(|| squares / excess)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Planar;

    fn line(n: usize) -> Cells {
        let centres = (0..n).map(|cell| Planar { x: 100.0 * cell as f64, y: 0.0 }).collect();
        Cells::new(centres, vec![0.01; n], 0.01 * n as f64)
    }

    #[test]
    fn shrunk_by_hand() {
        // Shape 2, mean 4, count 10: (2 + 10) / (2 / 4 + 1) = 8.
        let by_hand = Credibility { means: vec![4.0, 0.0], shape: Some(2.0), noise: 1.0, own: vec![0.0; 2] };
        assert!((by_hand.shrunk(0, 10.0) - 8.0).abs() < 1e-12);
        assert_eq!(by_hand.shrunk(1, 3.0), 0.0);
        // Moments: ((6 − 4)² − 4 + (1 − 2)² − 2) / 20 is below 0; ((10 − 4)² − 4 + (1 − 2)² − 2) / 20 = 31 / 20.
        assert_eq!(shape_by_moments(&[6.0, 1.0], &[4.0, 2.0], &[0.0; 2], 1.0), None);
        let shape = shape_by_moments(&[10.0, 1.0], &[4.0, 2.0], &[0.0; 2], 1.0).unwrap();
        assert!((shape - 20.0 / 31.0).abs() < 1e-12);
    }

    #[test]
    fn even_counts_are_left_as_they_are() {
        let cells = line(30);
        let credibility = Neighbourhood::new(&cells, 200.0).credibility(&[5.0; 30], 1.0);
        assert_eq!(credibility.shape, None);
        assert!((0..30).all(|cell| (credibility.shrunk(cell, 5.0) - 5.0).abs() < 1e-9));
    }

    #[test]
    fn a_guess_lies_between_count_and_mean() {
        let cells = line(40);
        let counts: Vec<f64> = (0..40).map(|cell| f64::from(cell * cell % 17)).collect();
        let credibility = Neighbourhood::new(&cells, 300.0).credibility(&counts, 1.0);
        assert!(credibility.shape.is_some());
        for (cell, &count) in counts.iter().enumerate() {
            let (mean, guess) = (credibility.means[cell], credibility.shrunk(cell, count));
            assert!(guess >= count.min(mean) && guess <= count.max(mean));
        }
    }

    #[test]
    fn nothing_and_one_cell() {
        let cells = line(3);
        let nothing = Neighbourhood::new(&cells, 200.0).credibility(&[0.0; 3], 1.0);
        assert!((0..3).all(|cell| nothing.shrunk(cell, 0.0) == 0.0));
        let cell = line(1);
        let alone = Neighbourhood::new(&cell, 200.0).credibility(&[7.0], 1.0);
        assert!((alone.shrunk(0, 7.0) - 7.0).abs() < 1e-9, "its own mean is all there is");
    }
}
