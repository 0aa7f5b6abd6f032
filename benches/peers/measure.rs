use std::hint::black_box;
use std::time::Instant;

const RUNS: usize = 7;

/// One warm-up, then seven runs: prints the minimum and the median, with what was computed, so that answers can be compared.
pub fn measure<T>(task: &str, name: &str, size: &str, computed: &str, run: impl Fn() -> T) {
    black_box(run());
    measure_runs(task, name, size, computed, RUNS, run);
}

/// So many runs without a warm-up, for what takes seconds.
pub fn measure_runs<T>(task: &str, name: &str, size: &str, computed: &str, runs: usize, run: impl Fn() -> T) {
    let mut seconds: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!(
        r#"{{"task": "{task}", "peer": "wherenext {name}", "n": "{size}", "seconds_min": {:.5}, "seconds_median": {:.5}, "runs": {runs}, "computed": "{computed}"}}"#,
        seconds[0],
        seconds[runs / 2]
    );
}
