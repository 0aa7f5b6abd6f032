use multiversion::multiversion;
use rayon::prelude::*;

use super::bands::{Buckets, nearest};
use super::coverage::Coverage;
use super::frame::Frame;
use super::points::Points;
use super::smoother::{HALO, Smoother};
use crate::space::Metres;

/// Variance, in squared spacings, of the quadratic B-spline that spreads a point over nine nodes.
pub(super) const SPLINE_VARIANCE: f64 = 0.25;
/// Variance, in squared spacings, of a value spread evenly over the cell round its node.
pub(super) const CELL_VARIANCE: f64 = 1.0 / 12.0;
pub(super) const METRES_PER_KM: f64 = 1000.0;
/// Chunks of points that are sorted before they are added: 16 MB.
const CHUNKS_AT_ONCE: usize = 64;
/// Points whose weights are computed together.
const POINTS_AT_ONCE: usize = 64;

/// The sum of Gaussian kernels at the nodes of `frame`, per km².
///
/// value(u) = Σ exp(-|u - p|² / 2b²) / 2πb² over the points p.
///
/// Each point is spread over 3 × 3 nodes by a quadratic B-spline. Wherever in a cell the point lies, that spread has the point
/// as its mean and h²/4 as its variance (splines of degree two reproduce polynomials of degree two: Unser 1999,
/// doi:10.1109/79.799930), so what is left to do is a Gaussian of variance b² - h²/4, which is separable. The first moment that
/// depends on where the point lies is the third, at most 0.048 h³: the error at a node is at most 0.048/6 · 1.38 (h/b)³ of the
/// peak an axis, 5e-5 at h = b/6.
///
/// Cost: one pass over the points, and 4.5 b/h multiplications a node and axis.
pub(super) fn gaussian_density(points: &Points<'_>, frame: &Frame, bandwidth: Metres) -> Vec<f32> {
    let smoother = Smoother::new(frame, bandwidth);
    let taps = smoother.taps(frame, bandwidth, SPLINE_VARIANCE, METRES_PER_KM);
    // Nodes on both sides of a point must lie in the margin.
    let wanted = (0.5, [smoother.width as f32 - 1.5, smoother.height as f32 - 1.5]);
    let sorted = |chunks| points.sorted(chunks, &smoother.bands, frame, smoother.margin, wanted);
    let spread = |buckets: &Buckets, band: usize, buffer: &mut [f64]| {
        let first_row = smoother.rows(band).start;
        buckets.band(band).map(|points| add_points(points, first_row, smoother.stride, buffer)).count() > 0
    };
    if points.chunks() <= CHUNKS_AT_ONCE {
        let buckets = sorted(0..points.chunks());
        return smoother.smooth(&taps, |band, buffer| spread(&buckets, band, buffer));
    }
    let mut sums = vec![0.0_f64; smoother.bands.count() * smoother.band_len()];
    for first in (0..points.chunks()).step_by(CHUNKS_AT_ONCE) {
        let buckets = sorted(first..points.chunks().min(first + CHUNKS_AT_ONCE));
        sums.par_chunks_mut(smoother.band_len()).enumerate().for_each(|(band, buffer)| {
            spread(&buckets, band, buffer);
        });
    }
    smoother.smooth(&taps, |band, buffer| {
        buffer.copy_from_slice(&sums[band * smoother.band_len()..][..smoother.band_len()]);
        true
    })
}

/// The share of a Gaussian kernel centred on each node of `frame` that lies in the covered area, 0..=1.
pub(super) fn gaussian_mass(coverage: &Coverage, frame: &Frame, bandwidth: Metres) -> Vec<f32> {
    let smoother = Smoother::new(frame, bandwidth);
    let margin = smoother.margin as isize;
    let fill = |band: usize, buffer: &mut [f64]| {
        for (row, values) in smoother.rows(band).zip(buffer.chunks_exact_mut(smoother.stride).skip(HALO)) {
            for (column, value) in values[..smoother.width].iter_mut().enumerate() {
                *value = coverage.share(column as isize - margin, row as isize - margin);
            }
        }
        true
    };
    smoother.smooth(&smoother.taps(frame, bandwidth, CELL_VARIANCE, frame.spacing().0), fill)
}

/// Spreads each point over the nine nodes round it. `buffer` starts `HALO` rows before `first_row`.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn add_points(points: &[[f32; 2]], first_row: usize, stride: usize, buffer: &mut [f64]) {
    let before = (first_row as i32 + 1 - HALO as i32) * stride as i32 + 1;
    let mut starts = [0_i32; POINTS_AT_ONCE];
    // A fourth weight of nothing, so that a row of nodes is one vector.
    let (mut along, mut up) = ([[0.0; 4]; POINTS_AT_ONCE], [[0.0; 3]; POINTS_AT_ONCE]);
    for points in points.chunks(POINTS_AT_ONCE) {
        for (k, &[x, y]) in points.iter().enumerate() {
            let (column, row) = (nearest(x), nearest(y));
            starts[k] = row * stride as i32 + column - before;
            let [west, here, east] = spline(x - column as f32);
            along[k] = [west, here, east, 0.0];
            up[k] = spline(y - row as f32);
        }
        for k in 0..points.len() {
            for (line, up) in up[k].into_iter().enumerate() {
                let nodes = buffer[starts[k] as usize + line * stride..]
                    .first_chunk_mut::<4>()
                    .expect("a point's nodes, and one more, lie in its band and the rows beside it");
                nodes.iter_mut().zip(along[k]).for_each(|(node, along)| *node += along * up);
            }
        }
    }
}

/// Quadratic B-spline weights of the nodes before, at and after, for a point `t` in -0.5..=0.5 beyond the middle one.
#[inline(always)]
pub(super) fn spline(t: f32) -> [f64; 3] {
    let t = f64::from(t);
    [0.5 * (0.5 - t) * (0.5 - t), 0.75 - t * t, 0.5 * (0.5 + t) * (0.5 + t)]
}
