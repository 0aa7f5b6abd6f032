use rayon::prelude::*;

use super::abramson::{Abramson, TRIM, least_density, pilot_at_points};
use super::at_nodes::adaptive_at_nodes;
use super::ladder::Ladder;
use super::mass::adaptive_mass;
use crate::analysis::Progress;
use crate::analysis::kernel_density::density::{LEAST_MASS, fixed_density, frame_over};
use crate::analysis::kernel_density::lattice::Lattice;
use crate::analysis::kernel_density::parameters::{CheckedKernelDensity, EdgeCorrection, KernelDensityError};
use crate::analysis::kernel_density::points::Points;
use crate::space::{Metres, StudyArea};

/// An adaptive density has at most this many nodes: 32 MB of values.
const MOST_NODES: f64 = (1 << 23) as f64;
/// Spacings that the narrowest bandwidth gets, so that places between nodes are as good as nodes.
const SPACINGS: f64 = 5.0;
/// Spacings that it keeps when the lattice may have no more nodes; narrower bandwidths are raised to this.
const FEWEST_SPACINGS: f64 = 4.0;

/// See [`kernel_density`](crate::analysis::kernel_density::kernel_density): the pilot is the fixed density with the global bandwidth.
pub fn adaptive_density(
    points: &Points<'_>,
    study_area: &StudyArea,
    parameters: &CheckedKernelDensity,
    progress: &Progress,
) -> Result<Lattice, KernelDensityError> {
    let global = parameters.bandwidth();
    let pilot = fixed_density(points, study_area, parameters)?;
    let at_points = pilot_at_points(points, &pilot, least_density(global));
    let Some(abramson) = Abramson::new(global, &at_points) else { return Ok(pilot) };
    let mut bandwidths: Vec<f32> = at_points.par_iter().map(|&density| abramson.bandwidth(density) as f32).collect();
    let narrowest = f64::from(bandwidths.iter().copied().fold(f32::INFINITY, f32::min));
    let frame = frame_over(study_area, spacing(narrowest, &pilot));
    let least = narrowest.max(FEWEST_SPACINGS * frame.spacing().0);
    bandwidths.iter_mut().for_each(|bandwidth| *bandwidth = bandwidth.max(least as f32));
    let lattice = adaptive_at_nodes(points, &bandwidths, frame, progress)?;
    if parameters.edge() == EdgeCorrection::None {
        return Ok(lattice);
    }
    let at_nodes: Vec<f32> = (0..frame.n_x() * frame.n_y())
        .into_par_iter()
        .with_min_len(1024)
        .map(|k| pilot.at(frame.node(k % frame.n_x(), k / frame.n_x())).unwrap_or(0.0))
        .map(|density| abramson.bandwidth(density).max(least) as f32)
        .collect();
    let ladder = Ladder::over(least, (TRIM * global.0).max(least));
    progress.begin(ladder.len() as u64);
    let masses = adaptive_mass(study_area.planar_shape(), &at_nodes, &ladder, &frame, progress)?;
    let divide = |(&value, &mass): (&f32, &f32)| if mass < LEAST_MASS { 0.0 } else { value / mass };
    Ok(Lattice::new(frame, lattice.values().par_iter().zip(&masses).map(divide).collect()))
}

/// As fine as the narrowest bandwidth asks for, but with no more nodes than can be held; never coarser than the pilot's.
fn spacing(narrowest: f64, pilot: &Lattice) -> Metres {
    let frame = pilot.frame();
    let held = frame.spacing().0 * ((frame.n_x() * frame.n_y()) as f64 / MOST_NODES).sqrt();
    Metres((narrowest / SPACINGS).max(held).min(frame.spacing().0))
}
