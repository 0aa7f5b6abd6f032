//! Our side of the comparison with other programs: one JSON line a task and size, in the form that the peers print.
//!
//! `WHERENEXT_BENCH_DATA=DIR cargo bench --bench peers [-- TASK…]`, where DIR holds the peers' inputs (`incidents_1M.csv`, …). The
//! task of reading a table (T6) takes its areas from `WHERENEXT_BENCH_AREAS`. Reading an input is not timed, but where reading is
//! the task.

mod adaptive;
mod cells;
mod clusters;
mod density;
mod hot_spots;
mod import;
mod inputs;
mod measure;
mod near_repeats;
mod neighbours;
mod projection;
mod self_exciting;
mod space_time_scan;

use std::path::{Path, PathBuf};

/// Reads its inputs below the folder, then measures.
type Task = fn(&Path);

const TASKS: [(&str, Task); 11] = [
    ("T1", density::run),
    ("T1-adaptive", adaptive::run),
    ("T2", hot_spots::run),
    ("T3", near_repeats::run),
    ("T4", clusters::run),
    ("T5", cells::run),
    ("T6", import::run),
    ("T7", neighbours::run),
    ("T10", projection::run),
    ("SCAN", space_time_scan::run),
    ("SEPP", self_exciting::run),
];

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
