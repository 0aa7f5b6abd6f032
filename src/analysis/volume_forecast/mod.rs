//! How many incidents a month and a year are to be expected, one and two years ahead.
//!
//! What enters is an [`Index`](crate::index::Index), a [`Filter`](crate::index::Filter) and a category that may be left out; what leaves is
//! a [`SeriesForecast`] for everything and for each category: months and years with 80 and 95 % intervals, none below zero, and how often
//! such intervals held the truth when the same method was asked at earlier dates, beside a forecast that only repeats the last year.
//! It refuses series of fewer than 24 whole months without a gap, and categories that were not there for 24. It carries the past on: it knows
//! nothing of new laws, new ways of recording or another lockdown.

mod back_test;
mod forecast;
mod model;
mod naive;
mod parameters;
mod paths;
mod reading;
#[cfg(test)]
mod tests;
mod years;

pub use back_test::{BackTest, Coverage};
pub use forecast::{ForecastMonth, NotForecast, SeriesForecast, VolumeForecast, volume_forecast};
pub use parameters::{CheckedVolumeForecast, VolumeForecastError, VolumeForecastParameters};
pub use paths::Outlook;
pub use years::YearTotal;
