use std::path::Path;

use wherenext::analysis::kernel_density::{Frame, Kernel, Lattice, Points, density_at_nodes};
use wherenext::space::{Metres, Planar};

use crate::inputs::incidents;
use crate::measure::measure;

/// The peers' box: 1200 × 1400 squares of 50 m, and a node in the middle of each.
pub const BOX_ORIGIN: Planar = Planar { x: 540_000.0, y: 180_000.0 };
pub const BOX_MIDDLE: Planar = Planar { x: 570_000.0, y: 215_000.0 };
pub const STEP: f64 = 50.0;
const GAUSSIAN_SD: f64 = 300.0;

pub fn run(data: &Path) {
    // The quartic with the Gaussian's spread on each axis, as the peers were given it.
    let kernels = [(Kernel::Gaussian, Metres(GAUSSIAN_SD)), (Kernel::Quartic, Metres(GAUSSIAN_SD * 8_f64.sqrt()))];
    let frame = frame();
    for size in ["10k", "100k", "1M", "10M"] {
        let places = incidents(data, size);
        let (x, y): (Vec<f32>, Vec<f32>) =
            places.iter().map(|at| ((at.x - BOX_MIDDLE.x) as f32, (at.y - BOX_MIDDLE.y) as f32)).unzip();
        let points = Points { origin: BOX_MIDDLE, x: &x, y: &y, selection: None };
        for (kernel, bandwidth) in kernels {
            let run = || density_at_nodes(&points, frame, kernel, bandwidth).expect("50 m is narrow enough");
            let lattice = run();
            let error = density_error(&lattice, &places, kernel, bandwidth);
            let computed = format!("max_error_share {error:.2e}; max_per_km2 {:.2}", lattice.max());
            measure("T1", kernel.slug(), size, &computed, run);
        }
    }
}

/// The middles of the squares.
pub fn frame() -> Frame {
    let node = Planar { x: BOX_ORIGIN.x + STEP / 2.0, y: BOX_ORIGIN.y + STEP / 2.0 };
    Frame::new(node, Metres(STEP), 1200, 1400)
}

/// The largest error at 60 nodes next to incidents, as a share of the largest exact value there.
fn density_error(lattice: &Lattice, places: &[Planar], kernel: Kernel, bandwidth: Metres) -> f64 {
    let (mut worst, mut largest) = (0.0_f64, 0.0_f64);
    for place in places.iter().step_by(places.len() / 60) {
        let (i, j) = (((place.x - BOX_ORIGIN.x) / STEP) as usize, ((place.y - BOX_ORIGIN.y) / STEP) as usize);
        let node = lattice.frame().node(i, j);
        let exact: f64 = places.iter().map(|&at| kernel.per_m2(bandwidth, node.distance(at)) * 1e6).sum();
        worst = worst.max((f64::from(lattice.value(i, j)) - exact).abs());
        largest = largest.max(exact);
    }
    worst / largest
}
