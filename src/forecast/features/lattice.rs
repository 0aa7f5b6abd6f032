use std::array;
use std::f64::consts::TAU;

use crate::forecast::cells::Cells;
use crate::space::Planar;

/// Points a side that a Gaussian is summed over: it ends at 3 standard deviations.
const TAPS: usize = 10;

/// Standard deviations are this many pitches, so that binning costs little: it is linear, and its mean variance is taken off.
const PITCHES_A_SIGMA: f64 = 1.5;

/// So that a fine grid over sparse ground stays within memory.
const MOST_POINTS: f64 = 4e6;

/// A lattice of masses from which a Gaussian of one width is read anywhere.
///
/// A mass goes to the four lattice points round it, linearly by its distances (cloud in cell), which spreads it by pitch² / 6 a direction on
/// the average. What is read at a place is Σ mass × N(distance; σ² − pitch² / 6) over 10 × 10 points: the density of the masses smoothed by a
/// Gaussian of variance σ², to about one per cent.
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    x0: f64,
    y0: f64,
    pitch_m: f64,
    nx: usize,
    ny: usize,
    variance_m2: f64,
}

/// Where and with what weights a place reads a lattice.
pub(super) struct Reading {
    first: usize,
    x: [f32; TAPS],
    y: [f32; TAPS],
}

impl Lattice {
    /// Over the cells and as far round them as a point may reach one.
    pub(super) fn over(cells: &Cells, sigma_m: f64) -> Self {
        let mut low = Planar { x: f64::INFINITY, y: f64::INFINITY };
        let mut high = Planar { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY };
        for centre in cells.centres() {
            low = Planar { x: low.x.min(centre.x), y: low.y.min(centre.y) };
            high = Planar { x: high.x.max(centre.x), y: high.y.max(centre.y) };
        }
        let reach = TAPS as f64 / PITCHES_A_SIGMA;
        let (width, height) = (high.x - low.x + reach * sigma_m, high.y - low.y + reach * sigma_m);
        let pitch_m = (sigma_m / PITCHES_A_SIGMA).max((width * height / MOST_POINTS).sqrt());
        let variance_m2 = (sigma_m * sigma_m).max((PITCHES_A_SIGMA * pitch_m).powi(2)) - pitch_m * pitch_m / 6.0;
        let margin = TAPS as f64 / 2.0 * pitch_m;
        let count = |extent: f64| (extent / pitch_m).ceil() as usize + TAPS + 2;
        let (nx, ny) = (count(high.x - low.x), count(high.y - low.y));
        Self { x0: low.x - margin, y0: low.y - margin, pitch_m, nx, ny, variance_m2 }
    }

    pub(super) fn len(&self) -> usize {
        self.nx * self.ny
    }

    /// The lattice points that a mass goes to and its parts, which add up to 1; `None` beyond the lattice.
    pub(super) fn corners(&self, at: Planar) -> Option<[(usize, f32); 4]> {
        let (column, across) = split((at.x - self.x0) / self.pitch_m, self.nx - 1)?;
        let (row, up) = split((at.y - self.y0) / self.pitch_m, self.ny - 1)?;
        let first = row * self.nx + column;
        let part = |x: f64, y: f64| (x * y) as f32;
        Some([
            (first, part(1.0 - across, 1.0 - up)),
            (first + 1, part(across, 1.0 - up)),
            (first + self.nx, part(1.0 - across, up)),
            (first + self.nx + 1, part(across, up)),
        ])
    }

    /// How the place `at`, which must be a cell's centre, reads the lattice, times `area_m2`.
    pub(super) fn reading(&self, at: Planar, area_m2: f64) -> Reading {
        let scale = area_m2 / (TAU * self.variance_m2);
        let (column, x) = self.taps((at.x - self.x0) / self.pitch_m, scale);
        let (row, y) = self.taps((at.y - self.y0) / self.pitch_m, 1.0);
        Reading { first: row * self.nx + column, x, y }
    }

    fn taps(&self, position: f64, scale: f64) -> (usize, [f32; TAPS]) {
        let first = (position.floor() as usize).saturating_sub(TAPS / 2 - 1);
        let weight = |tap: usize| {
            let distance_m = (position - (first + tap) as f64) * self.pitch_m;
            (scale * (-0.5 * distance_m * distance_m / self.variance_m2).exp()) as f32
        };
        (first, array::from_fn(weight))
    }

    /// What a place reads.
    pub(super) fn read(&self, masses: &[f32], reading: &Reading) -> f64 {
        let mut sum = 0.0_f32;
        for (step, weight) in reading.y.iter().enumerate() {
            let first = reading.first + step * self.nx;
            let row = &masses[first..first + TAPS];
            sum += weight * row.iter().zip(&reading.x).map(|(mass, weight)| mass * weight).sum::<f32>();
        }
        f64::from(sum)
    }

    /// What each lattice point has round it: Σ mass × a Gaussian of its distance with a peak of 1, along the rows and then along the columns.
    pub(super) fn smoothed(&self, masses: &[f32]) -> Vec<f32> {
        let weight = |steps: usize| {
            let distance_m = steps as f64 * self.pitch_m;
            (-0.5 * distance_m * distance_m / self.variance_m2).exp() as f32
        };
        let weights: [f32; TAPS / 2] = array::from_fn(weight);
        let along = |masses: &[f32], stride: usize, place: &dyn Fn(usize) -> usize, len: usize| -> Vec<f32> {
            let at = |point: usize| {
                let (place, mut sum) = (place(point), masses[point]);
                for (steps, weight) in weights.iter().enumerate().skip(1) {
                    let before = if place >= steps { masses[point - steps * stride] } else { 0.0 };
                    let after = if place + steps < len { masses[point + steps * stride] } else { 0.0 };
                    sum += weight * (before + after);
                }
                sum
            };
            (0..masses.len()).map(at).collect()
        };
        let rows = along(masses, 1, &|point| point % self.nx, self.nx);
        along(&rows, self.nx, &|point| point / self.nx, self.ny)
    }

    /// What all `cells` together read of one unit of mass at each lattice point.
    pub(super) fn reached(&self, cells: &Cells) -> Vec<f32> {
        let mut reached = vec![0.0_f32; self.len()];
        for (centre, area_km2) in cells.centres().iter().zip(cells.area_km2()) {
            let reading = self.reading(*centre, area_km2 * 1e6);
            for (step, y) in reading.y.iter().enumerate() {
                let first = reading.first + step * self.nx;
                let row = &mut reached[first..first + TAPS];
                row.iter_mut().zip(&reading.x).for_each(|(point, x)| *point += x * y);
            }
        }
        reached
    }
}

/// The whole part, below `end`, and what is beyond it.
fn split(position: f64, end: usize) -> Option<(usize, f64)> {
    (position >= 0.0 && position < end as f64).then(|| (position as usize, position.fract()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(side: usize) -> Cells {
        let centre = |i: usize| Planar { x: 100.0 * (i % side) as f64, y: 100.0 * (i / side) as f64 };
        Cells::new((0..side * side).map(centre).collect(), vec![0.01; side * side], 0.01 * (side * side) as f64)
    }

    fn read_all(cells: &Cells, lattice: &Lattice, at: Planar) -> Vec<f64> {
        let mut masses = vec![0.0; lattice.len()];
        for (point, part) in lattice.corners(at).expect("within the lattice") {
            masses[point] += part;
        }
        let centres = cells.centres().iter();
        centres.map(|centre| lattice.read(&masses, &lattice.reading(*centre, 1e4))).collect()
    }

    /// The Gaussian worked out directly, at places where binning is worst and best.
    #[test]
    fn reads_the_gaussian_of_a_point() {
        let cells = squares(21);
        for sigma in [70.0, 240.0] {
            let lattice = Lattice::over(&cells, sigma);
            for at in [Planar { x: 1000.0, y: 1000.0 }, Planar { x: 1033.0, y: 981.0 }] {
                let read = read_all(&cells, &lattice, at);
                let peak = 1e4 / (TAU * sigma * sigma);
                for (centre, read) in cells.centres().iter().zip(read) {
                    let squared = (centre.x - at.x).powi(2) + (centre.y - at.y).powi(2);
                    let exact = peak * (-0.5 * squared / (sigma * sigma)).exp();
                    assert!((read - exact).abs() < 0.06 * peak, "σ {sigma}: {read} for {exact}");
                }
            }
        }
    }

    #[test]
    fn a_point_well_inside_keeps_its_mass() {
        let (cells, at) = (squares(31), Planar { x: 1512.0, y: 1477.0 });
        let lattice = Lattice::over(&cells, 200.0);
        let read: f64 = read_all(&cells, &lattice, at).iter().sum();
        assert!((read - 1.0).abs() < 0.01, "{read}");
        let reached = lattice.reached(&cells);
        let adjoint: f32 = lattice.corners(at).unwrap().iter().map(|(point, part)| reached[*point] * part).sum();
        assert!((f64::from(adjoint) - read).abs() < 1e-5, "the cells' sum is the same from either side");
    }

    #[test]
    fn smoothed_is_what_the_points_read() {
        let cells = squares(9);
        let lattice = Lattice::over(&cells, 200.0);
        let mut masses = vec![0.0; lattice.len()];
        for (point, part) in lattice.corners(Planar { x: 412.0, y: 377.0 }).unwrap() {
            masses[point] += part;
        }
        let point = |column: usize, row: usize| Planar {
            x: lattice.x0 + lattice.pitch_m * column as f64,
            y: lattice.y0 + lattice.pitch_m * row as f64,
        };
        let smoothed = lattice.smoothed(&masses);
        for (column, row) in [(6, 6), (7, 8), (9, 7)] {
            let read = lattice.read(&masses, &lattice.reading(point(column, row), TAU * lattice.variance_m2));
            // A place reads a point more on one side, 5 pitches or 3.3 standard deviations away.
            assert!((f64::from(smoothed[row * lattice.nx + column]) - read).abs() < 0.005, "{column} {row}: {read}");
        }
    }

    #[test]
    fn beyond_the_lattice_there_is_nothing_and_one_cell_will_do() {
        let lattice = Lattice::over(&squares(1), 50.0);
        assert!(lattice.corners(Planar { x: 1e6, y: 0.0 }).is_none());
        assert!(lattice.corners(Planar { x: 0.0, y: -1e6 }).is_none());
        assert!(read_all(&squares(1), &lattice, Planar { x: 0.0, y: 0.0 })[0] > 0.0);
    }
}
