use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use thiserror::Error;

/// How far a long analysis has come, and whether anybody still wants it. Shared between the analysis, which counts its steps, and
/// whoever waits, who reads them and may cancel.
#[derive(Debug, Default)]
pub struct Progress {
    steps: AtomicU64,
    done: AtomicU64,
    cancelled: AtomicBool,
}

/// The analysis stopped because it was cancelled.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the analysis was cancelled")]
pub struct Cancelled;

impl Progress {
    pub fn new() -> Self {
        Self::default()
    }

    /// Says how many steps there will be, all of them yet to do.
    pub fn begin(&self, steps: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.steps.store(steps, Ordering::Relaxed);
    }

    /// Counts `more` steps as done; to be called often enough that a cancelled analysis stops within a tenth of a second.
    pub fn advance(&self, more: u64) -> Result<(), Cancelled> {
        self.done.fetch_add(more, Ordering::Relaxed);
        self.check()
    }

    /// Whether to go on.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.cancelled.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }

    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// The part that is done, 0..=1; `None` while nobody has said how much there is to do.
    pub fn done_fraction(&self) -> Option<f64> {
        let steps = self.steps.load(Ordering::Relaxed);
        let done = self.done.load(Ordering::Relaxed);
        (steps > 0).then(|| (done as f64 / steps as f64).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_cancels() {
        let progress = Progress::new();
        assert_eq!(progress.done_fraction(), None);
        progress.begin(4);
        assert_eq!(progress.advance(1), Ok(()));
        assert_eq!(progress.done_fraction(), Some(0.25));
        progress.cancel();
        assert_eq!(progress.advance(1), Err(Cancelled));
        assert_eq!(progress.check(), Err(Cancelled));
    }
}
