//! Our side of the comparison with other programs: one JSON line a task and size, in the form that the peers print.
//!
//! `WHERENEXT_BENCH_DATA=DIR cargo bench --bench peers [-- TASK…]`, where DIR holds the peers' inputs (`incidents_1M.csv`, …).
//! Reading the input is not timed. One warm-up, then five runs; the minimum and the median are printed.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use wherenext::analysis::dbscan;
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

const TASKS: [(&str, Task); 2] = [("T4", clusters), ("T7", neighbours)];

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
