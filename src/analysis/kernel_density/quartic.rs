use rayon::prelude::*;

use super::bands::Bands;
use super::coverage::Coverage;
use super::crowds::Crowds;
use super::frame::Frame;
use super::hills::{Hill, HillSums};
use super::points::Points;
use crate::space::Metres;

const M2_PER_KM2: f64 = 1e6;

/// The sum of quartic kernels at the nodes of `frame`, per km².
///
/// value(u) = Σ 3 / πb² · (1 - |u - p|² / b²)² over the points p nearer than b. Each point is added to every node in reach; where they
/// crowd, those within half a spacing of each other are added as one at their mean ([`Crowds`]). Cost: π (b/h)² additions a point, or
/// for each of four squares a node, whichever are fewer.
pub(super) fn quartic_density(points: &Points<'_>, frame: &Frame, bandwidth: Metres) -> Vec<f32> {
    let hill = Hill::new(frame, bandwidth);
    let bands = hill.bands(frame);
    let reach = hill.radius;
    let wanted = (-reach, [frame.n_x() as f32 - 1.0 + reach, frame.n_y() as f32 - 1.0 + reach]);
    let buckets = points.sorted(0..points.chunks(), &bands, frame, 0, wanted);
    let fill = |band: usize, sums: &mut HillSums<'_>, crowds: &mut Crowds| {
        if !crowds.is_worth(buckets.band(band).map(<[_]>::len).sum()) {
            buckets.band(band).for_each(|points| sums.add(points));
            return;
        }
        let first_row = band * bands.height();
        buckets.band(band).for_each(|points| crowds.add(points, first_row));
        sums.add(crowds.take(first_row));
    };
    let scale = 3.0 * M2_PER_KM2 / (std::f64::consts::PI * bandwidth.0 * bandwidth.0);
    add_hills(frame, &hill, &bands, fill, |row, _, sums| {
        row.iter_mut().zip(sums).for_each(|(value, sum)| *value = (sum * scale) as f32);
    })
}

/// The share of a quartic kernel centred on each node of `frame` that lies in the covered area, 0..=1.
///
/// Along a row the share changes from node to node only by the hills at the nodes where the coverage changes, so those hills
/// are summed and added up from the west.
pub(super) fn quartic_mass(coverage: &Coverage, frame: &Frame, bandwidth: Metres) -> Vec<f32> {
    let hill = Hill::new(frame, bandwidth);
    let bands = hill.bands(frame);
    let reach = hill.reach as isize;
    let fill = |band: usize, sums: &mut HillSums<'_>, _: &mut Crowds| {
        let first = (band * bands.height()) as isize;
        for j in first - reach..first + bands.height() as isize + reach {
            let mut before = 0.0;
            for i in 0..=frame.n_x() as isize {
                let here = coverage.share(i, j);
                if here != before {
                    sums.add(&[[i as f32, j as f32, (here - before) as f32]]);
                    before = here;
                }
            }
        }
    };
    let per_node = 3.0 / (std::f64::consts::PI * f64::from(hill.radius).powi(2));
    add_hills(frame, &hill, &bands, fill, |row, west, sums| {
        let mut mass = west.iter().sum::<f64>() * per_node;
        for (value, sum) in row.iter_mut().zip(sums) {
            mass += sum * per_node;
            *value = mass as f32;
        }
    })
}

/// Sums hills band by band; `finish` makes a row of values of the sums west of the frame and of those from its first node on.
fn add_hills(
    frame: &Frame,
    hill: &Hill,
    bands: &Bands,
    fill: impl Fn(usize, &mut HillSums<'_>, &mut Crowds) + Sync,
    finish: impl Fn(&mut [f32], &[f64], &[f64]) + Sync,
) -> Vec<f32> {
    let mut values = vec![0.0_f32; frame.n_x() * frame.n_y()];
    let scratch = || (HillSums::new(hill, bands.height()), Crowds::new(frame, hill, bands.height()));
    let rows = values.par_chunks_mut(bands.height() * frame.n_x()).enumerate();
    rows.for_each_init(scratch, |(sums, crowds), (band, out)| {
        sums.begin(band * bands.height());
        fill(band, sums, crowds);
        for (row, sums) in out.chunks_exact_mut(frame.n_x()).zip(sums.rows()) {
            finish(row, &sums[..hill.margin], &sums[hill.margin..]);
        }
    });
    values
}
