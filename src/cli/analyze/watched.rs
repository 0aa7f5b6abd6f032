use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::analysis::Progress;

/// What ends sooner shows no bar.
const QUIET: Duration = Duration::from_millis(300);
const BETWEEN: Duration = Duration::from_millis(100);
/// The bar's steps: tenths of a percent.
const STEPS: u64 = 1000;
const TEMPLATE: &str = "{spinner} {bar:40} {percent}% {elapsed}";

/// Runs a long analysis and shows on standard error how far it is; nothing where that is no terminal.
pub fn watched<T>(analyse: impl FnOnce(&Progress) -> T) -> T {
    let progress = &Progress::new();
    let (done, ended) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || show(progress, || ended.recv_timeout(BETWEEN) == Err(RecvTimeoutError::Timeout)));
        let result = analyse(progress);
        // The watcher ends when its channel does.
        drop(done);
        result
    })
}

/// Draws the bar for as long as `goes_on`, which waits.
fn show(progress: &Progress, goes_on: impl Fn() -> bool) {
    let bar = ProgressBar::new(STEPS);
    bar.set_style(ProgressStyle::with_template(TEMPLATE).expect("the template is a constant"));
    while goes_on() {
        if bar.elapsed() > QUIET {
            bar.set_position((progress.done_fraction().unwrap_or(0.0) * STEPS as f64) as u64);
            bar.tick();
        }
    }
    bar.finish_and_clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_comes_back_at_once() {
        let began = std::time::Instant::now();
        let found = watched(|progress| {
            progress.begin(2);
            progress.advance(1).map(|()| 7)
        });
        assert_eq!(found, Ok(7));
        assert!(began.elapsed() < Duration::from_secs(1));
    }

    #[test]
    fn a_panic_of_the_analysis_is_not_waited_for() {
        let panicked = thread::spawn(|| watched(|_| panic!("no answer"))).join();
        assert!(panicked.is_err());
    }
}
