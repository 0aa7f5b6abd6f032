use multiversion::multiversion;
use rayon::prelude::*;

use super::bands::{Bands, Buckets};
use super::frame::Frame;
use super::points::Points;
use crate::space::Metres;

/// Points added in single precision before the sums move to double: 4096 additions lose 1.2e-4 at most.
const POINTS_PER_FLUSH: usize = 4096;
const M2_PER_KM2: f64 = 1e6;

/// The sum of quartic kernels at the nodes of `frame`, per km², in single precision.
///
/// value(u) = Σ 3 / πb² · (1 - |u - p|² / b²)² over the points p nearer than b. Each point is added to every node in reach, so
/// nodes carry no error but rounding. Cost: π (b/h)² additions a point.
pub(super) fn quartic_density(points: &Points<'_>, frame: &Frame, bandwidth: Metres) -> Vec<f32> {
    let radius = bandwidth.0 / frame.spacing().0;
    let reach = radius as f32;
    let (low, high) = ([-reach; 2], [frame.n_x() as f32 - 1.0 + reach, frame.n_y() as f32 - 1.0 + reach]);
    let weighted = |chunk| {
        let points = points.in_frame(chunk, frame, 0.0, low, high);
        points.into_iter().map(|[x, y]| [x, y, 1.0]).collect()
    };
    let scale = 3.0 * M2_PER_KM2 / (std::f64::consts::PI * bandwidth.0 * bandwidth.0);
    let mut values = vec![0.0_f32; frame.n_x() * frame.n_y()];
    let finish = |row: &mut [f32], _: &[f64], sums: &[f64]| {
        row.iter_mut().zip(sums).for_each(|(value, sum)| *value = (sum * scale) as f32);
    };
    add_hills(points.chunks(), weighted, frame, radius, finish, &mut values);
    values
}

/// The share of a quartic kernel centred on each node of `frame` that lies in an area, 0..=1.
///
/// `coverage(i, j)` is the share of the cell round node (i, j) that lies in the area; nodes outside the frame are asked too.
/// Along a row the share changes from node to node only by the hills at the nodes where the coverage changes, so those hills
/// are summed and added up from the west.
pub(super) fn quartic_mass(
    coverage: impl Fn(isize, isize) -> f64 + Sync,
    frame: &Frame,
    bandwidth: Metres,
) -> Vec<f32> {
    let radius = bandwidth.0 / frame.spacing().0;
    let reach = radius.ceil() as isize;
    let changes = |row: usize| {
        let j = row as isize - reach;
        // What lies west of the frame's own reach arrives as one step at its border.
        let mut before = 0.0;
        let mut steps = Vec::new();
        for i in -reach..frame.n_x() as isize + reach {
            let here = coverage(i, j);
            if here != before {
                steps.push([i as f32, j as f32, (here - before) as f32]);
                before = here;
            }
        }
        steps
    };
    let scale = 3.0 / (std::f64::consts::PI * radius * radius);
    let mut values = vec![0.0_f32; frame.n_x() * frame.n_y()];
    let finish = |row: &mut [f32], west: &[f64], sums: &[f64]| {
        let mut mass = west.iter().sum::<f64>() * scale;
        for (value, sum) in row.iter_mut().zip(sums) {
            mass += sum * scale;
            *value = mass as f32;
        }
    };
    add_hills(frame.n_y() + 2 * reach as usize, changes, frame, radius, finish, &mut values);
    values
}

/// Sums weighted hills `(1 - d²)²` of `radius` spacings at the nodes; `finish` makes a row of values of the sums west of the frame
/// and of those from its first node on.
fn add_hills(
    chunks: usize,
    points: impl Fn(usize) -> Vec<[f32; 3]> + Sync,
    frame: &Frame,
    radius: f64,
    finish: impl Fn(&mut [f32], &[f64], &[f64]) + Sync,
    values: &mut [f32],
) {
    let hill = Hill::new(frame.n_x(), radius);
    let bands = Bands::new(frame.n_y(), hill.stride * size_of::<f32>(), hill.reach);
    let buckets = Buckets::new(&bands, chunks, points);
    let scratch = || (vec![0.0_f32; bands.height() * hill.stride], vec![0.0_f64; bands.height() * hill.stride]);
    values.par_chunks_mut(bands.height() * frame.n_x()).enumerate().for_each_init(
        scratch,
        |(part, whole), (band, out)| {
            for points in buckets.band(band).flat_map(|points| points.chunks(POINTS_PER_FLUSH)) {
                add_points(points, &hill, (band * bands.height()) as f32, part);
                whole
                    .iter_mut()
                    .zip(part.iter_mut())
                    .for_each(|(whole, part)| *whole += f64::from(std::mem::take(part)));
            }
            for (row, sums) in out.chunks_exact_mut(frame.n_x()).zip(whole.chunks_exact(hill.stride)) {
                finish(row, &sums[..hill.margin], &sums[hill.margin..]);
            }
            whole.fill(0.0);
        },
    );
}

/// The shape of a hill in a band's rows, which have a margin so that no hill is cut in the middle of a vector.
struct Hill {
    per_radius2: f32,
    radius: f32,
    reach: usize,
    /// Nodes of a row that a hill is added to.
    width: usize,
    margin: usize,
    stride: usize,
}

impl Hill {
    fn new(n_x: usize, radius: f64) -> Self {
        let reach = radius.ceil() as usize + 1;
        let width = (2 * reach + 1).next_multiple_of(16);
        let margin = reach + width;
        let stride = (n_x + 2 * margin).next_multiple_of(16) | 16;
        Self { per_radius2: (1.0 / (radius * radius)) as f32, radius: radius as f32, reach, width, margin, stride }
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn add_points(points: &[[f32; 3]], hill: &Hill, first_row: f32, rows: &mut [f32]) {
    let height = (rows.len() / hill.stride) as f32;
    let mut along = vec![0.0_f32; hill.width];
    for &[x, y, weight] in points {
        let first = (x - hill.radius).ceil();
        for (k, along) in along.iter_mut().enumerate() {
            let dx = first + k as f32 - x;
            *along = dx * dx * hill.per_radius2;
        }
        let column = (first + hill.margin as f32) as usize;
        let y = y - first_row;
        let low = (y - hill.radius).ceil().max(0.0);
        let high = (y + hill.radius).floor().min(height - 1.0);
        let mut row = low;
        while row <= high {
            let left = 1.0 - (row - y) * (row - y) * hill.per_radius2;
            let nodes = &mut rows[row as usize * hill.stride + column..][..hill.width];
            for (node, along) in nodes.iter_mut().zip(&along) {
                let height = (left - along).max(0.0);
                *node += weight * height * height;
            }
            row += 1.0;
        }
    }
}
