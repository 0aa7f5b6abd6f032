use crate::forecast::past::Past;

/// How long an incident is remembered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::forecast) enum Memory {
    /// Half as much for every so many days.
    HalfLife(f64),
    /// For ever.
    All,
    /// Only at the same time of the year, four weeks to either side, of the years before.
    Season,
}

pub(super) const MONTH: Memory = Memory::HalfLife(28.0);
pub(super) const YEAR: Memory = Memory::HalfLife(365.0);

pub(super) const YEAR_DAYS: f64 = 365.25;

/// To either side of the same day of an earlier year.
pub(super) const SEASON_DAYS: f64 = 28.0;

impl Memory {
    /// The days that an incident's weight is spread over: the integral of the weight over what the data cover. 0 where they cover nothing
    /// that is remembered.
    pub(super) fn days(self, past: Past<'_>) -> f64 {
        match self {
            Self::HalfLife(days) => past.decayed_days(days),
            Self::All => past.covered_days(past.days()),
            Self::Season => {
                seasons(past).map(|(youngest, oldest)| past.covered_days(oldest) - past.covered_days(youngest)).sum()
            }
        }
    }

    /// Weeks rather than years.
    pub(super) fn is_short(self) -> bool {
        matches!(self, Self::HalfLife(days) if days < 60.0)
    }
}

/// The ages in days, youngest and oldest, of the same weeks of each earlier year that the data reach.
pub(super) fn seasons(past: Past<'_>) -> impl Iterator<Item = (f64, f64)> {
    let days = past.days();
    let years = (1..).map(|year| f64::from(year) * YEAR_DAYS).take_while(move |age| age + SEASON_DAYS <= days);
    years.map(|age| (age - SEASON_DAYS, age + SEASON_DAYS))
}
