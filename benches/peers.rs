//! Our side of the comparison with other programs: one JSON line a task and size, in the form that the peers print.
//!
//! `WHERENEXT_BENCH_DATA=DIR cargo bench --bench peers [-- TASK…]`, where DIR holds the peers' inputs (`incidents_1M.csv`, …).
//! Reading the input is not timed. One warm-up, then five runs; the minimum and the median are printed.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use wherenext::analysis::dbscan;
use wherenext::analysis::kernel_density::{Frame, Kernel, Lattice, Points, density_at_nodes};
use wherenext::index::CellList;
use wherenext::space::{Metres, Planar};

const RUNS: usize = 5;

fn main() {
    let Ok(data) = std::env::var("WHERENEXT_BENCH_DATA") else {
        println!("skipped: WHERENEXT_BENCH_DATA names no folder with the peers' inputs");
        return;
    };
    let data = PathBuf::from(data);
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    for (task, run) in TASKS {
        if wanted.is_empty() || wanted.iter().any(|name| name == task) {
            run(&data);
        }
    }
}

/// Reads its inputs below the folder, then measures.
type Task = fn(&Path);

const TASKS: [(&str, Task); 3] = [("T1", density), ("T4", clusters), ("T7", neighbours)];

/// The peers' box: 1200 × 1400 squares of 50 m, and a node in the middle of each.
const BOX_ORIGIN: Planar = Planar { x: 540_000.0, y: 180_000.0 };
const BOX_MIDDLE: Planar = Planar { x: 570_000.0, y: 215_000.0 };
const STEP: f64 = 50.0;
const GAUSSIAN_SD: f64 = 300.0;

fn density(data: &Path) {
    // The quartic with the Gaussian's spread on each axis, as the peers were given it.
    let kernels = [(Kernel::Gaussian, Metres(GAUSSIAN_SD)), (Kernel::Quartic, Metres(GAUSSIAN_SD * 8_f64.sqrt()))];
    let node = Planar { x: BOX_ORIGIN.x + STEP / 2.0, y: BOX_ORIGIN.y + STEP / 2.0 };
    let frame = Frame::new(node, Metres(STEP), 1200, 1400);
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

fn clusters(data: &Path) {
    for (size, radius, min_points) in [("100k", 100.0, 20), ("1M", 50.0, 50)] {
        let points = incidents(data, size);
        let labels = dbscan(&points, Metres(radius), min_points);
        let found = labels.iter().flatten().max().map_or(0, |last| last + 1);
        let noise = labels.iter().filter(|label| label.is_none()).count();
        let computed = format!("clusters {found}; noise {noise}");
        measure("T4", "dbscan", size, &computed, || dbscan(&points, Metres(radius), min_points).len());
    }
}

fn neighbours(data: &Path) {
    let points = incidents(data, "1M");
    let queries = planar(&data.join("queries_1M.csv"));
    let radius = Metres(50.0);
    let count = |list: &CellList| list.count_within(&queries, radius).iter().map(|&n| u64::from(n)).sum::<u64>();
    let list = CellList::new(&points, radius);
    let computed = format!("pairs {}", count(&list));
    measure("T7", "cell list build", "1M", "", || CellList::new(&points, radius).n_cells());
    measure("T7", "cell list count within 50 m", "1M", &computed, || count(&list));
}

fn measure<T>(task: &str, name: &str, size: &str, computed: &str, run: impl Fn() -> T) {
    black_box(run());
    let mut seconds: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!(
        r#"{{"task": "{task}", "peer": "wherenext {name}", "n": "{size}", "seconds_min": {:.5}, "seconds_median": {:.5}, "runs": {RUNS}, "computed": "{computed}"}}"#,
        seconds[0],
        seconds[RUNS / 2]
    );
}

fn incidents(data: &Path, size: &str) -> Vec<Planar> {
    planar(&data.join(format!("incidents_{size}.csv")))
}

/// The columns `easting` and `northing`.
fn planar(file: &Path) -> Vec<Planar> {
    let mut reader = csv::Reader::from_path(file).expect("the peers' input");
    let headers = reader.headers().expect("a header").clone();
    let column = |name| headers.iter().position(|header| header == name).expect("the column");
    let (x, y) = (column("easting"), column("northing"));
    let number = |text: &str| text.parse().expect("a number");
    reader
        .records()
        .map(|record| record.expect("a row"))
        .map(|record| Planar { x: number(&record[x]), y: number(&record[y]) })
        .collect()
}
