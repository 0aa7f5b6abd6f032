use thiserror::Error;

use crate::analysis::progress::Cancelled;
use crate::space::Metres;

/// How far apart two places are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Metric {
    /// As the crow flies.
    #[default]
    Euclidean,
    /// East-west and north-south distance added, as along a grid of streets.
    Manhattan,
}

/// How far apart two times are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// Whole civil days between the dates: 0 is the same date. What police data with a date alone can say.
    #[default]
    Dates,
    /// The time elapsed between the middles of the two windows, to the second.
    Times,
}

/// Which pairs of incidents to count together; [`check`](Self::check) it once.
///
/// Every band is half-open, `[from, to)`: a pair at exactly 100 m belongs to the band that begins at 100 m.
#[derive(Clone, Debug, PartialEq)]
pub struct NearRepeatParameters {
    pub metric: Metric,
    pub clock: Clock,
    /// Whether pairs at exactly the same coordinates have a band of their own before the others.
    pub same_place: bool,
    /// Outer edges of the distance bands, ascending; the first band begins at 0.
    pub distances: Vec<Metres>,
    /// Outer edges of the time bands, ascending; the first band begins at 0. Whole days with [`Clock::Dates`].
    pub times_days: Vec<f64>,
    /// How often the times are shuffled among the incidents.
    pub replicas: u32,
    pub seed: u64,
}

/// [`NearRepeatParameters`] that make sense.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedNearRepeat(NearRepeatParameters);

/// Why near repeats cannot be counted.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum NearRepeatError {
    #[error(
        "the distance bands end at {0:?} m; they must be 1 to {MOST_BANDS} ascending numbers above 0 and up to {FARTHEST_M}"
    )]
    Distances(Vec<f64>),
    #[error(
        "the time bands end at {0:?} days; they must be 1 to {MOST_BANDS} ascending numbers above 0 and up to {LONGEST_DAYS}"
    )]
    Times(Vec<f64>),
    #[error("the time bands end at {0:?} days; between dates there are whole days only")]
    PartOfDay(Vec<f64>),
    #[error("the incidents span more than 68 years, too long to compare to the second: compare their dates")]
    Span,
    #[error("{0} shuffles; there must be 1 to {MOST_REPLICAS}")]
    Replicas(u32),
    #[error(
        "near repeats need to know when each incident happened: {too_long} of {incidents} incidents have a window longer than the \
         narrowest time band of {band_days} days (data by the month have no days)"
    )]
    WindowsTooLong { too_long: usize, incidents: usize, band_days: f64 },
    #[error(
        "more than {limit} pairs of incidents lie within {radius_m} m of each other: choose fewer incidents (an area, a window, a \
         category) or shorter distances"
    )]
    TooManyPairs { limit: usize, radius_m: f64 },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

const MOST_BANDS: usize = 12;
const FARTHEST_M: f64 = 100_000.0;
const LONGEST_DAYS: f64 = 3_660.0;
const MOST_REPLICAS: u32 = 9_999;
const DAY_S: f64 = 86_400.0;
/// In autumn a civil day has an hour more.
const CLOCK_CHANGE_S: i64 = 3_600;

impl Default for NearRepeatParameters {
    /// Bands of 100 m to 500 m and of a week to four weeks. In ten areas of five countries burglary came back within 200 m for at
    /// least two weeks (Johnson S D et al. 2007, Journal of Quantitative Criminology 23, 201-219), which these bands reach beyond.
    fn default() -> Self {
        Self {
            metric: Metric::default(),
            clock: Clock::default(),
            same_place: true,
            distances: [100.0, 200.0, 300.0, 400.0, 500.0].map(Metres).to_vec(),
            times_days: vec![7.0, 14.0, 21.0, 28.0],
            replicas: 999,
            seed: 1,
        }
    }
}

impl NearRepeatParameters {
    pub fn check(self) -> Result<CheckedNearRepeat, NearRepeatError> {
        let distances_m: Vec<f64> = self.distances.iter().map(|edge| edge.0).collect();
        if !are_edges(&distances_m, FARTHEST_M) {
            return Err(NearRepeatError::Distances(distances_m));
        }
        if !are_edges(&self.times_days, LONGEST_DAYS) {
            return Err(NearRepeatError::Times(self.times_days));
        }
        if self.clock == Clock::Dates && self.times_days.iter().any(|days| days.fract() != 0.0) {
            return Err(NearRepeatError::PartOfDay(self.times_days));
        }
        if !(1..=MOST_REPLICAS).contains(&self.replicas) {
            return Err(NearRepeatError::Replicas(self.replicas));
        }
        Ok(CheckedNearRepeat(self))
    }
}

fn are_edges(edges: &[f64], most: f64) -> bool {
    let ascending = edges.windows(2).all(|pair| pair[0] < pair[1]);
    (1..=MOST_BANDS).contains(&edges.len()) && ascending && edges.iter().all(|edge| *edge > 0.0 && *edge <= most)
}

impl CheckedNearRepeat {
    pub fn metric(&self) -> Metric {
        self.0.metric
    }

    pub fn clock(&self) -> Clock {
        self.0.clock
    }

    pub fn has_same_place(&self) -> bool {
        self.0.same_place
    }

    pub fn distances(&self) -> &[Metres] {
        &self.0.distances
    }

    pub fn times_days(&self) -> &[f64] {
        &self.0.times_days
    }

    pub fn replicas(&self) -> u32 {
        self.0.replicas
    }

    pub fn seed(&self) -> u64 {
        self.0.seed
    }

    /// Beyond this distance pairs are only counted in total.
    pub(super) fn radius(&self) -> Metres {
        *self.0.distances.last().expect("there is at least one distance band")
    }

    /// Outer edges of the time bands in the clock's unit (days or seconds): a gap belongs to the first band whose edge exceeds it.
    pub(super) fn edge_ticks(&self) -> Vec<i32> {
        // A gap is a whole number of ticks, so that rounding an edge up moves none; ten years of seconds fit 32 bits.
        let per_day = match self.0.clock {
            Clock::Dates => 1.0,
            Clock::Times => DAY_S,
        };
        self.0.times_days.iter().map(|days| (days * per_day).ceil() as i32).collect()
    }

    pub(super) fn narrowest_band_days(&self) -> f64 {
        let starts = std::iter::once(&0.0).chain(&self.0.times_days);
        starts.zip(&self.0.times_days).map(|(from, to)| to - from).fold(f64::INFINITY, f64::min)
    }

    /// The longest window of an incident that can be put into a time band.
    pub(super) fn longest_window_s(&self) -> i64 {
        (self.narrowest_band_days() * DAY_S) as i64 + CLOCK_CHANGE_S
    }
}
