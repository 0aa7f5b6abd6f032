use rayon::prelude::*;

use crate::analysis::kernel_density::points::Points;

/// A place with the incidents on it, metres from the points' origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub x: f64,
    pub y: f64,
    pub count: f64,
}

/// The distinct places of some points, from west to east and on one meridian from south to north.
pub(super) fn distinct_places(points: &Points<'_>) -> Vec<Place> {
    let mut all: Vec<(f32, f32)> = points.located().collect();
    all.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let place = |same: &[(f32, f32)]| Place { x: same[0].0.into(), y: same[0].1.into(), count: same.len() as f64 };
    all.chunk_by(|a, b| a == b).map(place).collect()
}
