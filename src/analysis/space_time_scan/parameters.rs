use thiserror::Error;

use crate::analysis::progress::Cancelled;
use crate::space::Metres;

/// Which clusters are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Those that reach to the last day: what a daily watch asks.
    #[default]
    Prospective,
    /// Those of any days.
    Retrospective,
}

impl Mode {
    pub const ALL: [Self; 2] = [Self::Prospective, Self::Retrospective];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Prospective => "prospective",
            Self::Retrospective => "retrospective",
        }
    }
}

/// How to scan; [`check`](Self::check) it once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScanParameters {
    pub mode: Mode,
    /// The widest circle. None holds more than half of all incidents either.
    pub max_radius: Metres,
    /// The longest window, whole days.
    pub max_days: u32,
    /// How often the dates are shuffled among the incidents; 0 gives no p.
    pub replicas: u32,
    pub seed: u64,
}

/// [`ScanParameters`] that make sense.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CheckedScan(ScanParameters);

/// Why a scan cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum ScanError {
    #[error("the widest circle has a radius of {0} m; it must be above 0 m and at most {WIDEST_M} m")]
    Radius(f64),
    #[error("the longest window is {0} days; it must be 1 to {LONGEST_DAYS}")]
    Days(u32),
    #[error("{0} shuffles; there must be 0 to {MOST_REPLICAS}")]
    Replicas(u32),
    #[error(
        "a scan needs to know the day of each incident: {too_long} of {incidents} incidents have a window of more than a day (data by \
         the month have no days)"
    )]
    WindowsTooLong { too_long: usize, incidents: usize },
    #[error(
        "within {radius_m} m of every place there are more than {limit} incidents in sum, more than can be scanned: choose fewer \
         incidents (an area, a window, a category) or smaller circles"
    )]
    TooManyNeighbours { limit: usize, radius_m: f64 },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

const WIDEST_M: f64 = 100_000.0;
const LONGEST_DAYS: u32 = 366;
const MOST_REPLICAS: u32 = 9_999;

impl Default for ScanParameters {
    /// A neighbourhood and four weeks: what a tasking meeting can act on.
    fn default() -> Self {
        Self { mode: Mode::default(), max_radius: Metres(1000.0), max_days: 28, replicas: 999, seed: 1 }
    }
}

impl ScanParameters {
    pub fn check(self) -> Result<CheckedScan, ScanError> {
        if !(self.max_radius.0 > 0.0 && self.max_radius.0 <= WIDEST_M) {
            return Err(ScanError::Radius(self.max_radius.0));
        }
        if !(1..=LONGEST_DAYS).contains(&self.max_days) {
            return Err(ScanError::Days(self.max_days));
        }
        if self.replicas > MOST_REPLICAS {
            return Err(ScanError::Replicas(self.replicas));
        }
        Ok(CheckedScan(self))
    }
}

impl CheckedScan {
    pub fn mode(&self) -> Mode {
        self.0.mode
    }

    pub fn max_radius(&self) -> Metres {
        self.0.max_radius
    }

    pub fn max_days(&self) -> u32 {
        self.0.max_days
    }

    pub fn replicas(&self) -> u32 {
        self.0.replicas
    }

    pub fn seed(&self) -> u64 {
        self.0.seed
    }
}
