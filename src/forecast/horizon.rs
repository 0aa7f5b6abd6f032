use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::time::{CivilZone, TimeWindow};

/// How far a forecast reaches from its origin, in civil time: `7d`, `2w`, `1mo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Horizon {
    Days(u16),
    Months(u8),
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is no horizon: write 1d to 366d, 1w to 52w or 1mo to 24mo")]
pub struct HorizonError(String);

impl Horizon {
    /// The window from the start of `origin`, a civil day.
    pub fn window(self, origin: Date, zone: &CivilZone) -> TimeWindow {
        let window = TimeWindow::new(zone.day_start(origin), zone.day_start(self.after(origin, 1)));
        window.expect("a horizon is at least a day, and calendars go on")
    }

    /// The civil day `steps` horizons after (or, negative, before) a day; the day itself at the calendar's ends.
    pub fn after(self, day: Date, steps: i32) -> Date {
        let moved = match self {
            Self::Days(days) => day.checked_add((i64::from(days) * i64::from(steps)).days()),
            Self::Months(months) => day.checked_add((i64::from(months) * i64::from(steps)).months()),
        };
        moved.unwrap_or(day)
    }

    /// Its length in days; a month counts as 365.25 / 12.
    pub fn days(self) -> f64 {
        match self {
            Self::Days(days) => f64::from(days),
            Self::Months(months) => f64::from(months) * 365.25 / 12.0,
        }
    }
}

impl FromStr for Horizon {
    type Err = HorizonError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || HorizonError(text.to_owned());
        let unit = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let number: u16 = text[..unit].parse().map_err(|_| wrong())?;
        match (&text[unit..], number) {
            ("d", 1..=366) => Ok(Self::Days(number)),
            ("w", 1..=52) => Ok(Self::Days(7 * number)),
            ("mo", 1..=24) => Ok(Self::Months(number as u8)),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Horizon {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(days) => write!(formatter, "{days}d"),
            Self::Months(months) => write!(formatter, "{months}mo"),
        }
    }
}

impl Serialize for Horizon {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn horizons_as_they_are_written() {
        for (text, horizon) in [("7d", Horizon::Days(7)), ("2w", Horizon::Days(14)), ("3mo", Horizon::Months(3))] {
            assert_eq!(text.parse(), Ok(horizon));
        }
        assert_eq!("2w".parse::<Horizon>().unwrap().to_string(), "14d");
        for wrong in ["", "7", "0d", "d", "367d", "53w", "25mo", "1y", "99999999999d"] {
            assert!(wrong.parse::<Horizon>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn windows_are_civil() {
        let london = CivilZone::named("Europe/London").unwrap();
        let week = Horizon::Days(7).window(date(2021, 3, 25), &london);
        assert_eq!(week.seconds(), 7 * 86_400 - 3600, "the clocks go forward in that week");
        assert_eq!(Horizon::Months(1).window(date(2021, 3, 1), &london), london.month(2021, 3).unwrap());
        assert_eq!(Horizon::Months(1).after(date(2021, 3, 1), -2), date(2021, 1, 1));
    }
}
