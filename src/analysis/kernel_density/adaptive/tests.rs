use super::*;
use crate::analysis::kernel_density::frame::Frame;
use crate::analysis::kernel_density::parameters::{
    EdgeCorrection, Kernel, KernelDensityError, KernelDensityParameters,
};
use crate::analysis::kernel_density::points::Points;
use crate::analysis::kernel_density::{Lattice, density_at_nodes, kernel_density};
use crate::analysis::{Cancelled, Progress};
use crate::incident::IncidentRow;
use crate::index::fixture::{incident, index, place, uniform};
use crate::index::{Index, Selection};
use crate::space::{Metres, Planar};

const ORIGIN: Planar = Planar { x: 0.0, y: 0.0 };

/// The largest error at the nodes, as a share of the largest exact value.
fn worst_error(points: &[(f32, f32)], bandwidths: &[f32], frame: Frame) -> f64 {
    let (x, y): (Vec<f32>, Vec<f32>) = points.iter().copied().unzip();
    let columns = Points { origin: ORIGIN, x: &x, y: &y, selection: None };
    let lattice = adaptive_at_nodes(&columns, bandwidths, frame, &Progress::new()).unwrap();
    let (mut worst, mut largest) = (0.0_f64, 0.0_f64);
    for j in 0..frame.n_y() {
        for i in 0..frame.n_x() {
            let node = frame.node(i, j);
            let of = |((x, y), &bandwidth): (&(f32, f32), &f32)| {
                let distance = node.distance(Planar { x: f64::from(*x), y: f64::from(*y) });
                Kernel::Gaussian.per_m2(Metres(f64::from(bandwidth)), distance) * 1e6
            };
            let exact: f64 = points.iter().zip(bandwidths).map(of).sum();
            worst = worst.max((f64::from(lattice.value(i, j)) - exact).abs());
            largest = largest.max(exact);
        }
    }
    worst / largest
}

#[test]
fn as_the_exact_sum() {
    let mut random = uniform(14);
    let points: Vec<(f32, f32)> =
        (0..200).map(|_| (random() as f32 * 5000.0 - 500.0, random() as f32 * 4000.0 - 500.0)).collect();
    let frame = Frame::new(Planar { x: 0.0, y: 0.0 }, Metres(25.0), 161, 121);
    let bandwidths: Vec<f32> = (0..200).map(|_| 100.0 * 20.0_f32.powf(random() as f32)).collect();
    let error = worst_error(&points, &bandwidths, frame);
    assert!(error < 1e-3, "{error}");
    for bandwidth in [80.0, 125.0, 131.0, 555.0, 1999.0] {
        let error = worst_error(&[(1987.0, 1511.0)], &[bandwidth], frame);
        assert!(error < 1e-3, "one point of {bandwidth} m: {error}");
    }
}

fn scattered(copies: u32) -> Vec<IncidentRow> {
    let mut random = uniform(9);
    let mut rows = Vec::new();
    for id in 0..300 {
        let spread = if id % 3 == 0 { 0.6 } else { 0.02 };
        let at = place(0.5 + spread * (random() - 0.5), 51.75 + spread / 2.0 * (random() - 0.5));
        rows.extend((0..copies).map(|copy| incident(id * copies + copy, Some(at), 0)));
    }
    rows
}

fn adaptive(index: &Index, bandwidth: f64, edge: EdgeCorrection) -> Lattice {
    let parameters =
        KernelDensityParameters { kernel: Kernel::Gaussian, bandwidth: Metres(bandwidth), edge, adaptive: true };
    let everything = Selection::all(index.incidents().len());
    kernel_density(index, &everything, &parameters.check().unwrap(), &Progress::new()).unwrap()
}

fn integral(lattice: &Lattice) -> f64 {
    let node_km2 = (lattice.frame().spacing().0 / 1000.0).powi(2);
    lattice.values().iter().map(|&value| f64::from(value)).sum::<f64>() * node_km2
}

#[test]
fn doubling_doubles_and_towns_stand_out() {
    let (once, twice) = (index(&scattered(1)), index(&scattered(2)));
    let (one, two) = (adaptive(&once, 1500.0, EdgeCorrection::None), adaptive(&twice, 1500.0, EdgeCorrection::None));
    for (one, two) in one.values().iter().zip(two.values()) {
        assert!((2.0 * one - two).abs() <= 1e-4 * one.abs() + 1e-6, "{one} {two}");
    }
    let fixed = KernelDensityParameters {
        kernel: Kernel::Gaussian,
        bandwidth: Metres(1500.0),
        edge: EdgeCorrection::None,
        adaptive: false,
    };
    let fixed = kernel_density(&once, once.in_study_area(), &fixed.check().unwrap(), &Progress::new()).unwrap();
    assert!(one.max() > 1.5 * fixed.max());
    // What lies beyond the lattice's edge is lost.
    assert!((255.0..300.5).contains(&integral(&one)), "{}", integral(&one));
}

#[test]
fn one_place_has_the_global_bandwidth_and_nobody_none() {
    let centre = place(0.5, 51.75);
    let one = index(&[incident(1, Some(centre), 0)]);
    let top = adaptive(&one, 500.0, EdgeCorrection::None).at(one.study_area().projection().forward(centre)).unwrap();
    assert!((top / std::f64::consts::FRAC_2_PI - 1.0).abs() < 1e-3, "{top}");
    for edge in [EdgeCorrection::None, EdgeCorrection::Uniform] {
        assert_eq!(adaptive(&index(&[]), 500.0, edge).max(), 0.0);
        assert_eq!(adaptive(&index(&[incident(1, None, 0)]), 500.0, edge).max(), 0.0);
    }
}

#[test]
fn the_correction_holds_a_uniform_pattern_level() {
    let steps = 60;
    let at = |k: u32| (f64::from(k) + 0.5) / f64::from(steps);
    let rows: Vec<_> = (0..steps * steps)
        .map(|k| incident(k, Some(place(0.2 + 0.6 * at(k % steps), 51.6 + 0.3 * at(k / steps))), 0))
        .collect();
    let index = index(&rows);
    let mean = f64::from(steps * steps) / index.study_area().area_km2();
    let lattice = adaptive(&index, 2500.0, EdgeCorrection::Uniform);
    for (lng, lat) in [(0.2005, 51.6005), (0.5, 51.75), (0.2005, 51.75), (0.6, 51.899)] {
        let value = lattice.at(index.study_area().projection().forward(place(lng, lat))).unwrap();
        assert!((value / mean - 1.0).abs() < 0.05, "at {lng},{lat}: {value} against {mean}");
    }
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let index = index(&scattered(1));
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| adaptive(&index, 2000.0, EdgeCorrection::Uniform))
    };
    let one = run(1);
    assert_eq!(run(2), one);
    assert_eq!(run(8), one);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let quartic = KernelDensityParameters {
        kernel: Kernel::Quartic,
        bandwidth: Metres(300.0),
        edge: EdgeCorrection::None,
        adaptive: true,
    };
    assert_eq!(quartic.check().unwrap_err(), KernelDensityError::Adaptive(Kernel::Quartic));
    let frame = Frame::new(ORIGIN, Metres(50.0), 8, 8);
    let points = Points { origin: ORIGIN, x: &[1.0], y: &[1.0], selection: None };
    let wide = adaptive_at_nodes(&points, &[100.0], frame, &Progress::new());
    assert!(matches!(wide, Err(KernelDensityError::Spacing { .. })));
    let progress = Progress::new();
    progress.cancel();
    let cancelled = adaptive_at_nodes(&points, &[300.0], frame, &progress);
    assert_eq!(cancelled, Err(KernelDensityError::Cancelled(Cancelled)));
    let one_width = adaptive_at_nodes(&points, &[300.0], frame, &Progress::new()).unwrap();
    let fixed = density_at_nodes(&points, frame, Kernel::Gaussian, Metres(300.0)).unwrap();
    for (one, other) in one_width.values().iter().zip(fixed.values()) {
        assert!((one - other).abs() < 1e-4 * fixed.max());
    }
}
