use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::at_nodes::level_of;
use super::ladder::Ladder;
use super::refine::{add_refined, coarser};
use crate::analysis::kernel_density::coverage::Coverage;
use crate::analysis::kernel_density::frame::Frame;
use crate::analysis::kernel_density::gaussian::gaussian_mass;
use crate::analysis::{Cancelled, Progress};
use crate::space::Metres;

/// The share of a Gaussian centred on each node that lies in `area`, 0..=1, where each node has a bandwidth of its own (metres, one a
/// node, within `ladder`).
///
/// Between two rungs it is interpolated linearly in the logarithm of the bandwidth, which is within 1e-3 of it.
/// Cost: a smoothing of the covered area and a pass over the nodes a rung.
pub(super) fn adaptive_mass(
    area: &MultiPolygon<f64>,
    bandwidths: &[f32],
    ladder: &Ladder,
    frame: &Frame,
    progress: &Progress,
) -> Result<Vec<f32>, Cancelled> {
    let places: Vec<(u16, f32)> = bandwidths
        .par_iter()
        .map(|&bandwidth| {
            let (rung, part) = ladder.between(f64::from(bandwidth));
            (rung as u16, part as f32)
        })
        .collect();
    let mut masses = vec![0.0_f32; bandwidths.len()];
    for rung in 1..ladder.len() - 1 {
        let share = |&(lower, part): &(u16, f32)| match usize::from(lower) {
            lower if lower == rung => 1.0 - part,
            lower if lower + 1 == rung => part,
            _ => 0.0,
        };
        if places.par_iter().any(|place| share(place) > 0.0) {
            let of_rung = mass_of(area, Metres(ladder.width(rung)), frame);
            let add = |((mass, of_rung), place): ((&mut f32, &f32), &(u16, f32))| *mass += share(place) * of_rung;
            masses.par_iter_mut().zip(&of_rung).zip(&places).for_each(add);
        }
        progress.advance(1)?;
    }
    Ok(masses)
}

/// The share of a Gaussian of one width at every node, from a lattice as coarse as the width allows.
fn mass_of(area: &MultiPolygon<f64>, width: Metres, frame: &Frame) -> Vec<f32> {
    if level_of(width.0, frame.spacing()) == 0 {
        return gaussian_mass(&Coverage::of(area, frame), frame, width);
    }
    let coarse = mass_of(area, width, &coarser(frame));
    let mut values = vec![0.0; frame.n_x() * frame.n_y()];
    add_refined(&coarse, frame, &mut values);
    values
}
