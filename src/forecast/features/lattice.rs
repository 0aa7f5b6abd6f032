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
///
/// Masses are laid out in blocks of four rows, in a block column after column: see [`Lattice::point`].
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    x0: f64,
    y0: f64,
    pitch_m: f64,
    nx: usize,
    ny: usize,
    variance_m2: f64,
}

/// Rows that lie interleaved, so that they are read side by side.
const ROWS_AT_ONCE: usize = 4;

/// Blocks of rows that a Gaussian touches at the most, beginning anywhere in one.
const MOST_BLOCKS: usize = (TAPS + 2 * ROWS_AT_ONCE - 2) / ROWS_AT_ONCE;

/// Where and with what weights a place reads a lattice.
#[derive(Debug)]
pub(super) struct Reading {
    row: u32,
    column: u32,
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

    /// Points, and some beside them that nothing reads, so that the last block is whole.
    pub(super) fn len(&self) -> usize {
        self.nx * self.ny.next_multiple_of(ROWS_AT_ONCE)
    }

    /// Where the masses have a point.
    fn point(&self, row: usize, column: usize) -> usize {
        (row / ROWS_AT_ONCE * self.nx + column) * ROWS_AT_ONCE + row % ROWS_AT_ONCE
    }

    /// The lattice points that a mass goes to and its parts, which add up to 1; `None` beyond the lattice.
    pub(super) fn corners(&self, at: Planar) -> Option<[(usize, f32); 4]> {
        let (column, across) = split((at.x - self.x0) / self.pitch_m, self.nx - 1)?;
        let (row, up) = split((at.y - self.y0) / self.pitch_m, self.ny - 1)?;
        let part = |x: f64, y: f64| (x * y) as f32;
        Some([
            (self.point(row, column), part(1.0 - across, 1.0 - up)),
            (self.point(row, column + 1), part(across, 1.0 - up)),
            (self.point(row + 1, column), part(1.0 - across, up)),
            (self.point(row + 1, column + 1), part(across, up)),
        ])
    }

    /// How the place `at`, which must be a cell's centre, reads the lattice, times `area_m2`.
    fn reading(&self, at: Planar, area_m2: f64) -> Reading {
        let scale = area_m2 / (TAU * self.variance_m2);
        let (column, x) = self.taps((at.x - self.x0) / self.pitch_m, scale);
        let (row, y) = self.taps((at.y - self.y0) / self.pitch_m, 1.0);
        Reading { row: row as u32, column: column as u32, x, y }
    }

    fn taps(&self, position: f64, scale: f64) -> (usize, [f32; TAPS]) {
        let first = (position.floor() as usize).saturating_sub(TAPS / 2 - 1);
        let weight = |tap: usize| {
            let distance_m = (position - (first + tap) as f64) * self.pitch_m;
            (scale * (-0.5 * distance_m * distance_m / self.variance_m2).exp()) as f32
        };
        (first, array::from_fn(weight))
    }

    /// What a place reads: each row's sum, four rows side by side, and then the rows in their order.
    pub(super) fn read(&self, masses: &[f32], reading: &Reading) -> f64 {
        let (row, column) = (reading.row as usize, reading.column as usize);
        let (first, above) = (row - row % ROWS_AT_ONCE, row % ROWS_AT_ONCE);
        let mut rows = [0.0_f32; MOST_BLOCKS * ROWS_AT_ONCE];
        for (block, sums) in rows.chunks_exact_mut(ROWS_AT_ONCE).enumerate().take((above + TAPS).div_ceil(ROWS_AT_ONCE))
        {
            let start = self.point(first + block * ROWS_AT_ONCE, column);
            let points = masses[start..start + TAPS * ROWS_AT_ONCE].chunks_exact(ROWS_AT_ONCE);
            for (points, x) in points.zip(&reading.x) {
                sums.iter_mut().zip(points).for_each(|(sum, mass)| *sum += mass * x);
            }
        }
        let rows = rows[above..above + TAPS].iter().zip(&reading.y);
        f64::from(rows.fold(0.0_f32, |sum, (row, weight)| sum + weight * row))
    }

    /// What each lattice point has round it: Σ mass × a Gaussian of its distance with a peak of 1, along the rows and then along the columns.
    pub(super) fn smoothed(&self, masses: &[f32]) -> Vec<f32> {
        self.smoothed_along(&self.smoothed_along(masses, [0, 1]), [1, 0])
    }

    /// `step`: rows and columns from one point to the next.
    fn smoothed_along(&self, masses: &[f32], step: [usize; 2]) -> Vec<f32> {
        let weight = |steps: usize| {
            let distance_m = steps as f64 * self.pitch_m;
            (-0.5 * distance_m * distance_m / self.variance_m2).exp() as f32
        };
        let weights: [f32; TAPS / 2] = array::from_fn(weight);
        let mass = |row: Option<usize>, column: Option<usize>| match (row, column) {
            (Some(row), Some(column)) if row < self.ny && column < self.nx => masses[self.point(row, column)],
            _ => 0.0,
        };
        let mut smoothed = vec![0.0; self.len()];
        for (row, column) in (0..self.ny).flat_map(|row| (0..self.nx).map(move |column| (row, column))) {
            let mut sum = mass(Some(row), Some(column));
            for (steps, weight) in weights.iter().enumerate().skip(1) {
                let [rows, columns] = step.map(|step| step * steps);
                let before = mass(row.checked_sub(rows), column.checked_sub(columns));
                sum += weight * (before + mass(Some(row + rows), Some(column + columns)));
            }
            smoothed[self.point(row, column)] = sum;
        }
        smoothed
    }

    /// How each of `cells` reads the lattice, in their order.
    pub(super) fn readings(&self, cells: &Cells) -> Vec<Reading> {
        let places = cells.centres().iter().zip(cells.area_km2());
        places.map(|(centre, area_km2)| self.reading(*centre, area_km2 * 1e6)).collect()
    }

    /// What all `readings` together read of one unit of mass at each lattice point.
    pub(super) fn reached(&self, readings: &[Reading]) -> Vec<f32> {
        let mut reached = vec![0.0_f32; self.len()];
        for reading in readings {
            for (row, y) in (reading.row as usize..).zip(&reading.y) {
                for (column, x) in (reading.column as usize..).zip(&reading.x) {
                    reached[self.point(row, column)] += x * y;
                }
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
        lattice.readings(cells).iter().map(|reading| lattice.read(&masses, reading)).collect()
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
        let reached = lattice.reached(&lattice.readings(&cells));
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
            assert!((f64::from(smoothed[lattice.point(row, column)]) - read).abs() < 0.005, "{column} {row}: {read}");
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
