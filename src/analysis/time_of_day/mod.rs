//! Time of day: how incidents spread over the hours of the week, and the windows in which they crowd.
//!
//! What enters is a selection; what leaves is its aoristic hour-by-weekday table and the peak windows, as blocks of days and hours that
//! a roster can hold ([`WeekBlock`]), each with how often chance alone would give one as crowded. Incidents whose window is longer than
//! a day say nothing about the hour and are counted apart: data that know only months get no table at all.

mod block;
mod peaks;
mod reading;
mod table;
#[cfg(test)]
mod tests;

pub use block::WeekBlock;
pub use peaks::{PeakWindow, peak_windows};
pub use table::{CheckedTimeOfDay, Resolution, TimeOfDay, TimeOfDayError, TimeOfDayParameters, time_of_day};
