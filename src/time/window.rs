use serde::Serialize;
use thiserror::Error;

/// A half-open span of time `[start, end)`, in seconds since 1970-01-01T00:00:00Z; never empty.
///
/// A theft between 09:00 and 17:00 is eight hours, an incident logged to the minute is 60 s, a date alone is a civil day, and
/// a data.police.uk month is that month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct TimeWindow {
    start: i64,
    end: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the window ends at {end} s, which is not after its start at {start} s")]
pub struct TimeWindowError {
    pub start: i64,
    pub end: i64,
}

impl TimeWindow {
    /// `end` must lie after `start`.
    pub fn new(start: i64, end: i64) -> Result<Self, TimeWindowError> {
        if end > start { Ok(Self { start, end }) } else { Err(TimeWindowError { start, end }) }
    }

    /// First second of the window.
    pub fn start(self) -> i64 {
        self.start
    }

    /// First second after the window.
    pub fn end(self) -> i64 {
        self.end
    }

    /// Length in seconds, at least 1.
    pub fn seconds(self) -> i64 {
        self.end - self.start
    }

    /// The second in the middle (rounded down): the single best guess of when something in the window happened.
    pub fn midpoint(self) -> i64 {
        self.start + (self.end - self.start) / 2
    }

    pub fn contains(self, second: i64) -> bool {
        self.start <= second && second < self.end
    }

    /// What two windows share, if anything.
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_open() {
        let window = TimeWindow::new(10, 20).unwrap();
        assert!(window.contains(10) && !window.contains(20));
        assert_eq!((window.seconds(), window.midpoint()), (10, 15));
        assert_eq!(window.intersection(TimeWindow::new(20, 30).unwrap()), None);
        assert_eq!(window.intersection(TimeWindow::new(15, 30).unwrap()), TimeWindow::new(15, 20).ok());
        assert!(TimeWindow::new(5, 5).is_err());
    }
}
