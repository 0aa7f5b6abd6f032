use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::analysis::Progress;

/// Steps of the bar.
const STEPS: u64 = 1000;

/// Does `work` with a bar on standard error that follows `progress`; no bar where that is no terminal.
pub(super) fn with_bar<T>(progress: &Progress, work: impl FnOnce() -> T) -> T {
    let bar = ProgressBar::new(STEPS);
    let style = ProgressStyle::with_template("{bar:40} {percent} % {elapsed}, {eta} to go");
    bar.set_style(style.expect("the template is a constant"));
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                bar.set_position((progress.done_fraction().unwrap_or(0.0) * STEPS as f64) as u64);
                thread::sleep(Duration::from_millis(100));
            }
            bar.finish_and_clear();
        });
        let done = work();
        is_done.store(true, Ordering::Relaxed);
        done
    })
}
