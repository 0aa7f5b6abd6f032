use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use crate::ingest::Progress;

/// A bar on standard error with bytes, rows and their rates; nothing when that is no terminal.
pub struct Bar {
    bar: ProgressBar,
    rows: AtomicU64,
}

impl Bar {
    pub fn new() -> Self {
        Self { bar: ProgressBar::no_length(), rows: AtomicU64::new(0) }
    }

    /// A line above the bar, shown also where there is no terminal.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, bytes: u64) {
        let template = if bytes == 0 {
            "{prefix:>10} {spinner} {bytes} {binary_bytes_per_sec}"
        } else {
            "{prefix:>10} {bar:40} {bytes}/{total_bytes} {binary_bytes_per_sec} {msg}"
        };
        self.bar.set_style(ProgressStyle::with_template(template).expect("the template is a constant"));
        self.bar.set_prefix(name);
        self.bar.reset();
        if bytes > 0 {
            self.bar.set_length(bytes);
        }
    }

    fn bytes(&self, more: u64) {
        self.bar.inc(more);
    }

    fn rows(&self, more: u64) {
        let rows = self.rows.fetch_add(more, Ordering::Relaxed) + more;
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        self.bar.set_message(format!("{rows} rows {:.0}/s", rows as f64 / seconds));
    }
}
