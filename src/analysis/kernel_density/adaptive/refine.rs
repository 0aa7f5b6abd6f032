use rayon::prelude::*;

use crate::analysis::kernel_density::frame::Frame;
use crate::space::{Metres, Planar};

/// Coarse nodes outside a fine frame on its western and southern side.
const BEFORE: usize = 2;

/// The frame of twice the spacing that a frame can be interpolated from: node (i, j) of the fine one lies at (i + 4, j + 4) / 2.
pub(super) fn coarser(fine: &Frame) -> Frame {
    let step = 2.0 * fine.spacing().0;
    let origin = Planar { x: fine.origin().x - BEFORE as f64 * step, y: fine.origin().y - BEFORE as f64 * step };
    let nodes = |fine: usize| fine.div_ceil(2) + 2 * BEFORE + 1;
    Frame::new(origin, Metres(step), nodes(fine.n_x()), nodes(fine.n_y()))
}

/// Adds to `values` on `fine` what `from` on [`coarser`] of it says: cubic interpolation between nodes, whose leading error is
/// 3/128 h⁴ times the fourth derivative, h being the coarse spacing.
pub(super) fn add_refined(from: &[f32], fine: &Frame, values: &mut [f32]) {
    let coarse = coarser(fine);
    let width = coarse.n_x();
    let line = || vec![0.0_f32; width];
    values.par_chunks_mut(fine.n_x()).enumerate().for_each_init(line, |line, (j, out)| {
        let row = |j: usize| &from[j * width..(j + 1) * width];
        let below = j / 2 + BEFORE;
        if j % 2 == 0 {
            line.copy_from_slice(row(below));
        } else {
            let rows = row(below - 1).iter().zip(row(below)).zip(row(below + 1)).zip(row(below + 2));
            line.iter_mut().zip(rows).for_each(|(to, (((a, b), c), d))| *to = between([*a, *b, *c, *d]));
        }
        for (i, out) in out.iter_mut().enumerate() {
            let west = i / 2 + BEFORE;
            *out += if i % 2 == 0 {
                line[west]
            } else {
                between([line[west - 1], line[west], line[west + 1], line[west + 2]])
            };
        }
    });
}

fn between([a, b, c, d]: [f32; 4]) -> f32 {
    (9.0 * (b + c) - a - d) / 16.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cubics_are_refined_exactly() {
        let fine = Frame::new(Planar { x: 100.0, y: -50.0 }, Metres(10.0), 8, 7);
        let surface = |at: Planar| {
            let (x, y) = (at.x / 100.0, at.y / 100.0);
            (1.0 + x * x * x - 2.0 * y * y + x * y) as f32
        };
        let all = |frame: &Frame| -> Vec<f32> {
            (0..frame.n_x() * frame.n_y()).map(|k| surface(frame.node(k % frame.n_x(), k / frame.n_x()))).collect()
        };
        let mut values = vec![0.0; 56];
        add_refined(&all(&coarser(&fine)), &fine, &mut values);
        for (value, exact) in values.iter().zip(all(&fine)) {
            // Single precision.
            assert!((value - exact).abs() < 1e-5, "{value} {exact}");
        }
    }
}
