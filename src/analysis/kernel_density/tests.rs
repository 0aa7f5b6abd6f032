use super::density::{density_at_nodes, kernel_density};
use super::frame::Frame;
use super::parameters::{EdgeCorrection, Kernel, KernelDensityError, KernelDensityParameters};
use super::points::Points;
use crate::analysis::Progress;
use crate::index::fixture::{incident, index, place, uniform};
use crate::index::{Index, Selection};
use crate::space::{Metres, Planar};

/// What the issue asks of every value, relative to the largest exact one.
const TOLERANCE: f64 = 1e-3;

fn exact(points: &[Planar], at: Planar, kernel: Kernel, bandwidth: Metres) -> f64 {
    points.iter().map(|point| kernel.per_m2(bandwidth, at.distance(*point)) * 1e6).sum()
}

/// The largest error at the nodes and at places between them, as a share of the largest exact value among them.
fn worst_error(points: &[Planar], kernel: Kernel, bandwidth: Metres, spacing: f64) -> f64 {
    let (x, y) = (columns(points, |p| p.x), columns(points, |p| p.y));
    let origin = Planar { x: 0.0, y: 0.0 };
    let frame = Frame::new(Planar { x: -300.0, y: -200.0 }, Metres(spacing), 90, 70);
    let points_in = Points { origin, x: &x, y: &y, selection: None };
    let lattice = density_at_nodes(&points_in, frame, kernel, bandwidth).unwrap();
    let (mut worst, mut largest) = (0.0_f64, 0.0_f64);
    for j in 0..frame.n_y() {
        for i in 0..frame.n_x() {
            let node = frame.node(i, j);
            let value = exact(points, node, kernel, bandwidth);
            largest = largest.max(value);
            worst = worst.max((f64::from(lattice.value(i, j)) - value).abs());
            let between = Planar { x: node.x + 0.37 * spacing, y: node.y + 0.61 * spacing };
            if let Some(value) = lattice.at(between) {
                worst = worst.max((value - exact(points, between, kernel, bandwidth)).abs());
            }
        }
    }
    worst / largest
}

fn columns(points: &[Planar], axis: impl Fn(&Planar) -> f64) -> Vec<f32> {
    points.iter().map(|point| axis(point) as f32).collect()
}

#[test]
fn a_single_point_wherever_it_lies_in_its_cell() {
    for kernel in Kernel::ALL {
        let bandwidth = Metres(300.0);
        let spacing = kernel.spacing(bandwidth).0;
        for a in 0..8 {
            for b in 0..8 {
                let at = |k: i32| spacing * (25.0 + f64::from(k) / 8.0);
                let point = Planar { x: -300.0 + at(a), y: -200.0 + at(b) };
                let error = worst_error(&[point], kernel, bandwidth, spacing);
                assert!(error < TOLERANCE, "{kernel:?} at {a}/8, {b}/8: {error}");
            }
        }
    }
}

#[test]
fn many_points_also_beyond_the_frame() {
    let mut random = uniform(4);
    let points: Vec<Planar> =
        (0..300).map(|_| Planar { x: random() * 5000.0 - 800.0, y: random() * 4000.0 - 700.0 }).collect();
    for kernel in Kernel::ALL {
        let spacing = kernel.spacing(Metres(250.0)).0;
        let error = worst_error(&points, kernel, Metres(250.0), spacing);
        assert!(error < TOLERANCE, "{kernel:?}: {error}");
    }
}

/// One incident, Gaussian of 500 m: 1 / (2π · 0.25 km²) = 0.6366 per km² on top of it; quartic 3 / (π · 0.25 km²) = 3.8197.
#[test]
fn one_incident_by_hand() {
    let centre = place(0.5, 51.75);
    let index = index(&[incident(1, Some(centre), 0)]);
    for (kernel, peak) in [(Kernel::Gaussian, std::f64::consts::FRAC_2_PI), (Kernel::Quartic, 3.819_719)] {
        let lattice = density(&index, kernel, EdgeCorrection::None);
        let top = lattice.at(index.study_area().projection().forward(centre)).unwrap();
        // 1e-3 of the peak is what the lattice promises.
        assert!((top / peak - 1.0).abs() < TOLERANCE, "{kernel:?}: {top}");
    }
}

/// So many points that they are put together by squares, also where they crowd at the corners of one.
#[test]
fn crowds_keep_the_promise() {
    let mut random = uniform(41);
    let mut points: Vec<Planar> =
        (0..4000).map(|_| Planar { x: random() * 1000.0 - 300.0, y: random() * 700.0 - 200.0 }).collect();
    let spacing = Kernel::Quartic.spacing(Metres(250.0)).0;
    let error = worst_error(&points, Kernel::Quartic, Metres(250.0), spacing);
    assert!(error < TOLERANCE, "spread: {error}");
    let corner = |k: i32| Planar { x: 0.3 + f64::from(k % 2) * 6.0, y: 0.3 + f64::from(k / 2 % 2) * 6.0 };
    points = (0..4000).map(corner).collect();
    let error = worst_error(&points, Kernel::Quartic, Metres(250.0), spacing);
    assert!(error < TOLERANCE, "in four corners: {error}");
}

fn density(index: &Index, kernel: Kernel, edge: EdgeCorrection) -> super::lattice::Lattice {
    let parameters =
        KernelDensityParameters { kernel, bandwidth: Metres(500.0), edge, adaptive: false }.check().unwrap();
    kernel_density(index, &Selection::all(index.incidents().len()), &parameters, &Progress::new()).unwrap()
}

fn scattered(copies: u32) -> Vec<crate::incident::IncidentRow> {
    let mut random = uniform(9);
    let mut rows = Vec::new();
    for id in 0..400 {
        let at = place(0.2 + 0.6 * random(), 51.6 + 0.3 * random());
        rows.extend((0..copies).map(|copy| incident(id * copies + copy, Some(at), i64::from(id))));
    }
    rows
}

#[test]
fn nobody_and_nothing() {
    for kernel in Kernel::ALL {
        for edge in [EdgeCorrection::None, EdgeCorrection::Uniform] {
            assert_eq!(density(&index(&[]), kernel, edge).max(), 0.0);
            assert_eq!(density(&index(&[incident(1, None, 0)]), kernel, edge).max(), 0.0);
            assert_eq!(density(&index(&[incident(1, Some(place(0.9, 51.7)), 0)]), kernel, edge).max(), 0.0);
        }
    }
}

#[test]
fn doubling_doubles_and_order_does_not_matter() {
    for kernel in Kernel::ALL {
        let once = density(&index(&scattered(1)), kernel, EdgeCorrection::None);
        let twice = density(&index(&scattered(2)), kernel, EdgeCorrection::None);
        for (once, twice) in once.values().iter().zip(twice.values()) {
            // Single precision: a few units in the last of 24 bits.
            assert!((2.0 * once - twice).abs() <= 1e-6 * once.abs() + 1e-12);
        }
        let mut rows = scattered(1);
        rows.reverse();
        assert_eq!(density(&index(&rows), kernel, EdgeCorrection::None), once);
    }
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let index = index(&scattered(3));
    for kernel in Kernel::ALL {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| density(&index, kernel, EdgeCorrection::Uniform))
        };
        let one = run(1);
        assert_eq!(run(2), one);
        assert_eq!(run(8), one);
    }
}

/// More points than are sorted at a time.
#[test]
fn millions_of_points_are_the_sum_of_their_parts() {
    let mut random = uniform(6);
    let points: Vec<Planar> = (0..2200).map(|_| Planar { x: random() * 4000.0, y: random() * 3000.0 }).collect();
    let density = |copies: usize| {
        let x = columns(&points, |at| at.x).repeat(copies);
        let y = columns(&points, |at| at.y).repeat(copies);
        let frame = Frame::new(Planar { x: 0.0, y: 0.0 }, Metres(50.0), 81, 61);
        let points = Points { origin: frame.origin(), x: &x, y: &y, selection: None };
        density_at_nodes(&points, frame, Kernel::Gaussian, Metres(300.0)).unwrap()
    };
    let (one, thousand) = (density(1), density(1000));
    for (one, thousand) in one.values().iter().zip(thousand.values()) {
        assert!((1000.0 * one / thousand - 1.0).abs() < 1e-5, "{one} {thousand}");
    }
}

#[test]
fn a_uniform_pattern_is_level_up_to_the_edge_when_corrected() {
    let steps = 150;
    let mut rows = Vec::new();
    for i in 0..steps {
        for j in 0..steps {
            let at = place(
                0.2 + 0.6 * (f64::from(i) + 0.5) / f64::from(steps),
                51.6 + 0.3 * (f64::from(j) + 0.5) / f64::from(steps),
            );
            rows.push(incident((i * steps + j) as u32, Some(at), 0));
        }
    }
    let index = index(&rows);
    let mean = f64::from(steps * steps) / index.study_area().area_km2();
    for kernel in Kernel::ALL {
        let parameters = KernelDensityParameters {
            kernel,
            bandwidth: Metres(2500.0),
            edge: EdgeCorrection::Uniform,
            adaptive: false,
        }
        .check()
        .unwrap();
        let lattice = kernel_density(&index, &Selection::all(rows.len()), &parameters, &Progress::new()).unwrap();
        for (lng, lat) in [(0.2005, 51.6005), (0.5, 51.75), (0.2005, 51.75), (0.6, 51.899)] {
            let value = lattice.at(index.study_area().projection().forward(place(lng, lat))).unwrap();
            // The points stand 280 m apart, which a kernel of 2.5 km flattens to within a few percent.
            assert!((value / mean - 1.0).abs() < 0.05, "{kernel:?} at {lng},{lat}: {value} against {mean}");
        }
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let check = |bandwidth| {
        KernelDensityParameters {
            kernel: Kernel::Gaussian,
            bandwidth: Metres(bandwidth),
            edge: EdgeCorrection::None,
            adaptive: false,
        }
        .check()
    };
    assert_eq!(check(0.0).unwrap_err(), KernelDensityError::Bandwidth(0.0));
    assert!(check(f64::NAN).is_err() && check(f64::INFINITY).is_err() && check(-5.0).is_err());
    let fine = kernel_density(&index(&[]), &Selection::all(0), &check(2.0).unwrap(), &Progress::new()).unwrap_err();
    assert!(matches!(fine, KernelDensityError::TooFine { bandwidth_m: 2.0, .. }), "{fine}");
    let frame = Frame::new(Planar { x: 0.0, y: 0.0 }, Metres(50.0), 4, 4);
    let none = Points { origin: frame.origin(), x: &[], y: &[], selection: None };
    assert!(density_at_nodes(&none, frame, Kernel::Gaussian, Metres(100.0)).is_err());
}

#[test]
fn contours_lie_where_the_level_is() {
    let centre = place(0.5, 51.75);
    let index = index(&[incident(1, Some(centre), 0)]);
    let lattice = density(&index, Kernel::Gaussian, EdgeCorrection::None);
    let half = std::f64::consts::FRAC_1_PI;
    let found = super::contours::contours(&lattice, index.study_area(), &[half, 1e9]);
    assert!(found[1].shape.0.is_empty());
    // exp(-d²/2b²) = 1/2 at d = b √(2 ln 2) = 588.7 m.
    let projection = index.study_area().projection();
    let middle = projection.forward(centre);
    let ring = found[0].shape.0[0].exterior();
    for &corner in ring.coords() {
        let distance = middle.distance(projection.forward(place(corner.x, corner.y))).0;
        // Linear interpolation over 100 m of a curve that bends: 2 m.
        assert!((distance - 588.7).abs() < 2.0, "{distance}");
    }
}
