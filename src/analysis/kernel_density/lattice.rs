use rayon::prelude::*;

use super::frame::Frame;
use crate::space::{Grid, Planar, Projection};

/// A density on a lattice: one value a node, incidents per km² over the whole of the time that was selected.
#[derive(Clone, Debug, PartialEq)]
pub struct Lattice {
    frame: Frame,
    values: Vec<f32>,
}

impl Lattice {
    /// `values` are `n_x` × `n_y`, the southernmost row first, each from west to east.
    pub(super) fn new(frame: Frame, values: Vec<f32>) -> Self {
        debug_assert_eq!(values.len(), frame.n_x() * frame.n_y());
        Self { frame, values }
    }

    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Per km², `[n_y × n_x]`: the southernmost row first, each from west to east.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The value at node (i, j), per km².
    pub fn value(&self, i: usize, j: usize) -> f32 {
        self.values[j * self.frame.n_x() + i]
    }

    /// The largest value, per km².
    pub fn max(&self) -> f32 {
        self.values.par_chunks(1 << 16).map(|part| part.iter().copied().fold(0.0, f32::max)).reduce(|| 0.0, f32::max)
    }

    /// The density at `place`, per km²; `None` outside the lattice.
    ///
    /// By cubic interpolation among the 16 nodes around it, whose leading error is 3/128 h⁴ times the fourth derivative.
    pub fn at(&self, place: Planar) -> Option<f64> {
        // Between a high node and a low one a cubic may dip below zero, which no density does.
        self.interpolated(place).map(|value| value.max(0.0))
    }

    /// The value at `place` of any surface, as [`at`](Self::at) interpolates it; it may be negative.
    pub(super) fn interpolated(&self, place: Planar) -> Option<f64> {
        let (x, y) = self.frame.coordinates(place);
        let (i, wx) = stencil(x, self.frame.n_x())?;
        let (j, wy) = stencil(y, self.frame.n_y())?;
        let mut sum = 0.0;
        for (row, wy) in wy.iter().enumerate() {
            let start = (j + row) * self.frame.n_x() + i;
            let along: f64 = self.values[start..].iter().zip(&wx).map(|(&value, wx)| f64::from(value) * wx).sum();
            sum += along * wy;
        }
        Some(sum)
    }

    /// The density in the middle of each cell of `grid`, per km², one a row; `None` where that lies outside the lattice.
    pub fn on(&self, grid: &Grid, projection: &Projection) -> Vec<Option<f64>> {
        let at = |row| self.at(projection.forward(grid.centre(row)));
        (0..grid.len()).into_par_iter().with_min_len(1024).map(at).collect()
    }
}

/// The first of four nodes around `at`, and the weight of each (Lagrange); `None` outside the nodes, of which there are four or more.
fn stencil(at: f64, nodes: usize) -> Option<(usize, [f64; 4])> {
    let last = nodes as f64 - 1.0;
    if !(0.0..=last).contains(&at) {
        return None;
    }
    let first = (at.floor() - 1.0).clamp(0.0, last - 3.0);
    let t = at - first;
    let (a, b, c, d) = (t, t - 1.0, t - 2.0, t - 3.0);
    Some((first as usize, [-b * c * d / 6.0, a * c * d / 2.0, -a * b * d / 2.0, a * b * c / 6.0]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Metres;

    #[test]
    fn cubics_are_interpolated_exactly() {
        let frame = Frame::new(Planar { x: 100.0, y: -50.0 }, Metres(10.0), 7, 6);
        let surface = |x: f64, y: f64| 3.0 + 0.2 * x + 0.01 * x * x * x + y * y;
        let values = (0..42).map(|k| surface((k % 7) as f64, (k / 7) as f64) as f32).collect();
        let lattice = Lattice::new(frame, values);
        for (x, y) in [(0.0, 0.0), (6.0, 5.0), (2.5, 3.25), (5.9, 0.1), (0.3, 4.9)] {
            let at = lattice.at(Planar { x: 100.0 + 10.0 * x, y: -50.0 + 10.0 * y }).unwrap();
            assert!((at - surface(x, y)).abs() < 1e-5, "{x},{y}: {at}");
        }
        assert_eq!(lattice.at(Planar { x: 99.9, y: 0.0 }), None);
        assert_eq!(lattice.at(Planar { x: 160.1, y: 0.0 }), None);
    }
}
