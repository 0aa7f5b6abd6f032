use std::path::Path;

use wherenext::analysis::Progress;
use wherenext::analysis::kernel_density::{
    Frame, Kernel, Lattice, Points, abramson_bandwidths, adaptive_at_nodes, density_at_nodes, likelihood_bandwidth,
};
use wherenext::space::{Metres, Planar};

use crate::density::{BOX_MIDDLE, BOX_ORIGIN, STEP, frame};
use crate::inputs::incidents;
use crate::measure::measure;

/// Pilot and global bandwidth, as sparr was given them.
const BANDWIDTH: Metres = Metres(300.0);
/// What 50 m between nodes can show: sparr's pixels of 117 by 137 m show less.
const LEAST_M: f32 = 150.0;

/// Abramson's adaptive density: pilot, bandwidths and sum at the nodes of T1; and the search for a bandwidth.
pub fn run(data: &Path) {
    for (size, n, file) in
        [("10k", 10_000, "10k"), ("20k", 20_000, "100k"), ("100k", 100_000, "100k"), ("1M", 1_000_000, "1M")]
    {
        let mut places = incidents(data, file);
        places.truncate(n);
        let (x, y): (Vec<f32>, Vec<f32>) =
            places.iter().map(|at| ((at.x - BOX_MIDDLE.x) as f32, (at.y - BOX_MIDDLE.y) as f32)).unzip();
        let points = Points { origin: BOX_MIDDLE, x: &x, y: &y, selection: None };
        let run = || adaptive(&points, frame());
        let (lattice, bandwidths) = run();
        let error = error_share(&lattice, &places, &bandwidths);
        let computed = format!("max_error_share {error:.2e}; max_per_km2 {:.2}", lattice.max());
        measure("T1", "adaptive", size, &computed, run);
        let search = || likelihood_bandwidth(&points, Metres(20.0)..Metres(5000.0), &Progress::new());
        let found = search().expect("nobody cancels").expect("several places");
        let computed = format!("bandwidth_m {:.1}; evaluated {}", found.bandwidth.0, found.evaluated);
        measure("T1", "likelihood bandwidth", size, &computed, search);
    }
}

fn adaptive(points: &Points<'_>, frame: Frame) -> (Lattice, Vec<f32>) {
    let pilot = density_at_nodes(points, frame, Kernel::Gaussian, BANDWIDTH).expect("50 m is narrow enough");
    let mut bandwidths = abramson_bandwidths(points, &pilot, BANDWIDTH, BANDWIDTH);
    bandwidths.iter_mut().for_each(|bandwidth| *bandwidth = bandwidth.max(LEAST_M));
    let lattice = adaptive_at_nodes(points, &bandwidths, frame, &Progress::new()).expect("three spacings");
    (lattice, bandwidths)
}

/// The largest error at 60 nodes next to incidents, as a share of the largest exact value there.
fn error_share(lattice: &Lattice, places: &[Planar], bandwidths: &[f32]) -> f64 {
    let (mut worst, mut largest) = (0.0_f64, 0.0_f64);
    for place in places.iter().step_by(places.len() / 60) {
        let (i, j) = (((place.x - BOX_ORIGIN.x) / STEP) as usize, ((place.y - BOX_ORIGIN.y) / STEP) as usize);
        let node = lattice.frame().node(i, j);
        let height = |(at, &bandwidth): (&Planar, &f32)| {
            Kernel::Gaussian.per_m2(Metres(f64::from(bandwidth)), node.distance(*at)) * 1e6
        };
        let exact: f64 = places.iter().zip(bandwidths).map(height).sum();
        worst = worst.max((f64::from(lattice.value(i, j)) - exact).abs());
        largest = largest.max(exact);
    }
    worst / largest
}
