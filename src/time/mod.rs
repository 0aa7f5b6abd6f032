//! Time as the field knows it: half-open windows, periods, the hours of a week, in the civil time of one zone.
//!
//! What enters is seconds since 1970-01-01T00:00Z and civil dates of a named zone; what leaves is windows, period numbers,
//! hours of the week and the share of a window that falls in each (aoristic weights). Instants are never guessed from a
//! window here: a month stays a month.

mod aoristic;
mod period;
mod window;
mod zone;

pub use aoristic::{hour_of_week_shares, period_shares};
pub use period::{PeriodLength, Periods};
pub use window::{TimeWindow, TimeWindowError};
pub use zone::{CivilZone, CivilZoneError, HOURS_PER_WEEK, HourOfWeek};
