use thiserror::Error;

use super::peaks::{PeakWindow, peak_windows};
use crate::analysis::finding::Evidence;
use crate::analysis::progress::{Cancelled, Progress};
use crate::index::{Index, Selection};
use crate::time::HOURS_PER_WEEK;

/// The shortest civil day: a window of it or more, up to a day, is a date without an hour.
const SHORTEST_DAY_S: i64 = 23 * 3600;
const MOST_WINDOWS: usize = 10;
/// Half of the week: what is more is no window.
const LONGEST_WINDOW: usize = HOURS_PER_WEEK / 2;
const REPLICAS: std::ops::RangeInclusive<usize> = 99..=99_999;

/// How peak windows are sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfDayParameters {
    /// 1..=10.
    pub most_windows: usize,
    /// Hours a week that a window may have, 1..=84: what can be staffed. Where only days are known, three days.
    pub most_hours: usize,
    /// Random weeks that each window is held against, 99..=99,999.
    pub replicas: usize,
    pub seed: u64,
}

impl Default for TimeOfDayParameters {
    fn default() -> Self {
        Self { most_windows: 3, most_hours: 20, replicas: 999, seed: 1 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TimeOfDayError {
    #[error("{0} windows are asked for; it must be 1 to {MOST_WINDOWS}")]
    Windows(usize),
    #[error("windows of {0} hours a week are asked for; it must be 1 to {LONGEST_WINDOW}")]
    Hours(usize),
    #[error("{0} replicas are asked for; it must be 99 to 99,999")]
    Replicas(usize),
}

/// Parameters that make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedTimeOfDay(TimeOfDayParameters);

impl TimeOfDayParameters {
    pub fn check(self) -> Result<CheckedTimeOfDay, TimeOfDayError> {
        if !(1..=MOST_WINDOWS).contains(&self.most_windows) {
            return Err(TimeOfDayError::Windows(self.most_windows));
        }
        if !(1..=LONGEST_WINDOW).contains(&self.most_hours) {
            return Err(TimeOfDayError::Hours(self.most_hours));
        }
        if !REPLICAS.contains(&self.replicas) {
            return Err(TimeOfDayError::Replicas(self.replicas));
        }
        Ok(CheckedTimeOfDay(self))
    }
}

impl TimeOfDayError {
    /// The name of the parameter at fault.
    pub fn parameter(&self) -> &'static str {
        match self {
            Self::Windows(_) => "windows",
            Self::Hours(_) => "most_hours",
            Self::Replicas(_) => "replicas",
        }
    }
}

impl CheckedTimeOfDay {
    pub fn most_windows(&self) -> usize {
        self.0.most_windows
    }

    pub fn most_hours(&self) -> usize {
        self.0.most_hours
    }

    pub fn replicas(&self) -> usize {
        self.0.replicas
    }

    pub fn seed(&self) -> u64 {
        self.0.seed
    }
}

/// What most of the incidents say about their time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    Hour,
    /// Most give a date without an hour.
    Day,
}

impl Resolution {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

/// The incidents of a selection by hour of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeOfDay {
    pub evidence: Evidence,
    /// Incidents in the table.
    pub hours_known: usize,
    /// Of those, how many give a date without an hour and are spread over the whole of it.
    pub days_only: usize,
    /// `None` when no incident's day is known.
    pub resolution: Option<Resolution>,
    /// Aoristic sums from Monday 00:00, civil time; `None` when no incident's day is known.
    pub hours: Option<[f64; HOURS_PER_WEEK]>,
    /// The most surprising first.
    pub windows: Vec<PeakWindow>,
}

impl TimeOfDay {
    /// Incidents in each hour of the week, were they spread evenly.
    pub fn even(&self) -> f64 {
        self.hours_known as f64 / HOURS_PER_WEEK as f64
    }
}

/// The hour-by-weekday table of a selection and its [`peak_windows`].
///
/// Each incident is one, shared out over the civil hours that its window touches, in proportion (aoristic; see
/// [`hour_of_week_shares`](crate::time::hour_of_week_shares)). Windows of more than a day are left out and counted as unknown. When more
/// than half of the others give a date alone, peaks are sought among whole days.
///
/// `selection` belongs to `index`. Without incidents, or with months alone, there is neither table nor window. Cost: a pass over the
/// selection, and the search for peaks, which does not depend on the number of incidents.
///
/// Source: Ratcliffe J H (2000), doi:10.1080/136588100424963; longer windows are left out where he spreads them, because over the hours
/// of a week they are all but even.
pub fn time_of_day(
    index: &Index,
    selection: &Selection,
    parameters: &CheckedTimeOfDay,
    progress: &Progress,
) -> Result<TimeOfDay, Cancelled> {
    let evidence = Evidence::of(index, selection);
    let hours_known = evidence.incidents - evidence.hours_unknown;
    let incidents = index.incidents();
    let date_alone =
        |&row: &usize| incidents.hour_of_week(row).is_some() && incidents.when(row).seconds() >= SHORTEST_DAY_S;
    let days_only = selection.rows().filter(date_alone).count();
    if hours_known == 0 {
        return Ok(TimeOfDay { evidence, hours_known, days_only, resolution: None, hours: None, windows: Vec::new() });
    }
    let resolution = if 2 * days_only > hours_known { Resolution::Day } else { Resolution::Hour };
    let hours = index.hour_of_week(selection).hours;
    let windows = peak_windows(&hours, resolution, parameters, progress)?;
    Ok(TimeOfDay { evidence, hours_known, days_only, resolution: Some(resolution), hours: Some(hours), windows })
}
