use multiversion::multiversion;
use rayon::prelude::*;

use super::bands::{Bands, Buckets};
use super::convolve::{columns, rows};
use super::frame::Frame;
use super::points::Points;
use crate::space::Metres;

/// Standard deviations at which the kernel is cut: what is lost is exp(-4.5²/2) = 4e-5 of the peak at most.
const REACH: f64 = 4.5;
/// Variance, in squared spacings, of the quadratic B-spline that spreads a point over nine nodes.
const SPLINE_VARIANCE: f64 = 0.25;
/// Variance, in squared spacings, of a value spread evenly over the cell round its node.
const CELL_VARIANCE: f64 = 1.0 / 12.0;
const METRES_PER_KM: f64 = 1000.0;
/// Rows above and below a band that its own points may touch.
const HALO: usize = 2;

/// The sum of Gaussian kernels at the nodes of `frame`, per km².
///
/// value(u) = Σ exp(-|u - p|² / 2b²) / 2πb² over the points p.
///
/// Each point is spread over 3 × 3 nodes by a quadratic B-spline. Wherever in a cell the point lies, that spread has the point
/// as its mean and h²/4 as its variance (Unser 1999, doi:10.1109/79.799930, section on polynomial reproduction), so what is
/// left to do is a Gaussian of variance b² - h²/4, which is separable. The first moment that depends on where the point lies is
/// the third, at most 0.048 h³: the error at a node is at most 0.048/6 · 1.38 (h/b)³ of the peak an axis, 5e-5 at h = b/6.
///
/// Cost: one pass over the points, and 4.5 b/h multiplications a node and axis.
pub(super) fn gaussian_density(points: &Points<'_>, frame: &Frame, bandwidth: Metres) -> Vec<f32> {
    let padded = Padded::new(frame, bandwidth);
    let bands = padded.bands();
    let (low, high) = ([0.5; 2], [padded.width as f32 - 1.5, padded.height as f32 - 1.5]);
    let shift = padded.margin as f32;
    let buckets = Buckets::new(&bands, points.chunks(), |chunk| points.in_frame(chunk, frame, shift, low, high));
    let fill = |band: usize, buffer: &mut [f64]| {
        let first_row = band * bands.height();
        buckets.band(band).map(|points| add_points(points, first_row, padded.stride, buffer)).count() > 0
    };
    padded.smooth(&taps(frame, bandwidth, SPLINE_VARIANCE, METRES_PER_KM), fill)
}

/// The share of a Gaussian kernel centred on each node of `frame` that lies in an area, 0..=1.
///
/// `coverage(i, j)` is the share of the cell round node (i, j) that lies in the area; nodes outside the frame are asked too.
pub(super) fn gaussian_mass(
    coverage: impl Fn(isize, isize) -> f64 + Sync,
    frame: &Frame,
    bandwidth: Metres,
) -> Vec<f32> {
    let padded = Padded::new(frame, bandwidth);
    let bands = padded.bands();
    let margin = padded.margin as isize;
    let fill = |band: usize, buffer: &mut [f64]| {
        let first = band * bands.height();
        for row in first..padded.height.min(first + bands.height()) {
            let values = &mut buffer[(row - first + HALO) * padded.stride..][..padded.width];
            for (column, value) in values.iter_mut().enumerate() {
                *value = coverage(column as isize - margin, row as isize - margin);
            }
        }
        true
    };
    padded.smooth(&taps(frame, bandwidth, CELL_VARIANCE, frame.spacing().0), fill)
}

/// The frame with a margin as wide as the kernel reaches.
struct Padded {
    n_x: usize,
    n_y: usize,
    margin: usize,
    width: usize,
    height: usize,
    /// Width of a row in memory.
    stride: usize,
}

impl Padded {
    fn new(frame: &Frame, bandwidth: Metres) -> Self {
        let margin = reach(frame, bandwidth) + 2;
        let (width, height) = (frame.n_x() + 2 * margin, frame.n_y() + 2 * margin);
        // An odd number of cache lines, lest the rows of a column compete for the same cache sets.
        let stride = (width + 4).next_multiple_of(16) | 16;
        Self { n_x: frame.n_x(), n_y: frame.n_y(), margin, width, height, stride }
    }

    fn bands(&self) -> Bands {
        Bands::new(self.height, self.stride * size_of::<f64>(), 1)
    }

    /// Smooths what `fill(band, rows)` puts into each band, `HALO` rows before and after it included; it says whether it did.
    fn smooth(&self, taps: &[f32], fill: impl Fn(usize, &mut [f64]) -> bool + Sync) -> Vec<f32> {
        let bands = self.bands();
        let line = (self.n_x + 16).next_multiple_of(16) | 16;
        let first = self.margin + 1 - taps.len();
        let mut across = vec![0.0_f32; self.height * line];
        let scratch = || (vec![0.0_f64; (bands.height() + 2 * HALO) * self.stride], vec![0.0_f32; self.stride]);
        across.par_chunks_mut(bands.height() * line).enumerate().for_each_init(
            scratch,
            |(buffer, row), (band, out)| {
                if fill(band, buffer) {
                    for (from, out) in buffer.chunks_exact(self.stride).skip(HALO).zip(out.chunks_exact_mut(line)) {
                        row.iter_mut().zip(from).for_each(|(to, &from)| *to = from as f32);
                        rows(&row[first..], taps, &mut out[..self.n_x]);
                    }
                    buffer.fill(0.0);
                }
            },
        );
        let mut values = vec![0.0_f32; self.n_x * self.n_y];
        values.par_chunks_mut(ROWS_AT_ONCE * self.n_x).enumerate().for_each(|(block, out)| {
            columns(&across[(first + block * ROWS_AT_ONCE) * line..], line, taps, out, self.n_x);
        });
        values
    }
}

/// Output rows that one thread takes at a time.
const ROWS_AT_ONCE: usize = 32;

/// How far the kernel reaches, in nodes.
fn reach(frame: &Frame, bandwidth: Metres) -> usize {
    (REACH * bandwidth.0 / frame.spacing().0).ceil() as usize
}

/// The kernel along one axis at 0, 1, .. nodes from its middle, times `unit` metres; `spread` has been done already.
fn taps(frame: &Frame, bandwidth: Metres, spread: f64, unit: f64) -> Vec<f32> {
    let step = frame.spacing().0;
    let variance = bandwidth.0 * bandwidth.0 - spread * step * step;
    let peak = unit / (std::f64::consts::TAU * variance).sqrt();
    let tap = |node: usize| (peak * (-(node as f64 * step).powi(2) / (2.0 * variance)).exp()) as f32;
    (0..=reach(frame, bandwidth)).map(tap).collect()
}

/// Spreads each point over the nine nodes round it. `buffer` starts `HALO` rows before `first_row`.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn add_points(points: &[[f32; 2]], first_row: usize, stride: usize, buffer: &mut [f64]) {
    for &[x, y] in points {
        let (column, row) = ((x + 0.5) as usize, (y + 0.5) as usize);
        let along = spline(x - column as f32);
        let up = spline(y - row as f32);
        let start = (row + HALO - 1 - first_row) * stride + column - 1;
        for (line, up) in up.iter().take(3).enumerate() {
            let nodes = &mut buffer[start + line * stride..][..4];
            nodes.iter_mut().zip(&along).for_each(|(node, along)| *node += along * up);
        }
    }
}

/// Quadratic B-spline weights of the nodes before, at and after, for a point `t` in -0.5..=0.5 beyond the middle one; the fourth
/// is zero, for the sake of a vector of four.
#[inline(always)]
fn spline(t: f32) -> [f64; 4] {
    let t = f64::from(t);
    [0.5 * (0.5 - t) * (0.5 - t), 0.75 - t * t, 0.5 * (0.5 + t) * (0.5 + t), 0.0]
}
