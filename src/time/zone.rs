use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use thiserror::Error;

use super::window::TimeWindow;

/// Hours from Monday 00:00 to Sunday 24:00.
pub const HOURS_PER_WEEK: usize = 168;

/// An hour of the civil week: 0 is Monday 00:00 to 01:00, 167 is Sunday 23:00 to 24:00.
pub type HourOfWeek = u8;

const WEEK_S: i64 = 7 * 86_400;
/// 1970-01-01 was a Thursday: Monday 00:00 of that week lies three days earlier.
const MONDAY_S: i64 = 3 * 86_400;
const FIRST_YEAR: i16 = 1900;
const LAST_YEAR: i16 = 2100;

/// A civil time zone with its clock changes, for example Europe/London.
///
/// Offsets from 1900 to 2100 are tabulated once, so that a conversion is a search among a few hundred numbers.
#[derive(Clone, Debug)]
pub struct CivilZone {
    zone: TimeZone,
    name: String,
    /// (first second, seconds to add for civil time), ascending; the first entry starts at `i64::MIN`.
    offsets: Vec<(i64, i64)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no time zone is called {0:?}: use a name such as Europe/London")]
pub struct CivilZoneError(pub String);

impl CivilZone {
    /// `name` as in the IANA database.
    pub fn named(name: &str) -> Result<Self, CivilZoneError> {
        let zone = TimeZone::get(name).map_err(|_| CivilZoneError(name.to_owned()))?;
        let (first, last) = (year_start(FIRST_YEAR), year_start(LAST_YEAR));
        let mut offsets = vec![(i64::MIN, i64::from(zone.to_offset(first).seconds()))];
        for change in zone.following(first).take_while(|change| change.timestamp() < last) {
            offsets.push((change.timestamp().as_second(), i64::from(change.offset().seconds())));
        }
        Ok(Self { zone, name: name.to_owned(), offsets })
    }

    pub fn time_zone(&self) -> &TimeZone {
        &self.zone
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Seconds to add to `second` (UTC) for the civil clock.
    pub fn offset_s(&self, second: i64) -> i64 {
        let next = self.offsets.partition_point(|&(from, _)| from <= second);
        self.offsets[next - 1].1
    }

    /// The hour of the civil week that `second` (UTC) lies in.
    pub fn hour_of_week(&self, second: i64) -> HourOfWeek {
        let civil = second + self.offset_s(second);
        ((civil + MONDAY_S).rem_euclid(WEEK_S) / 3600) as HourOfWeek
    }

    /// The civil date and time at `second` (UTC).
    pub fn civil(&self, second: i64) -> DateTime {
        let stamp = Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
        self.zone.to_datetime(stamp)
    }

    /// The civil date and time at `second` (UTC) with the offset that holds then: `2021-03-01T00:00:00+00:00` (RFC 3339).
    pub fn written(&self, second: i64) -> String {
        let minutes = self.offset_s(second) / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        format!("{}{sign}{hours:02}:{minutes:02}", self.civil(second).strftime("%Y-%m-%dT%H:%M:%S"))
    }

    /// The UTC second of a civil date and time. In the hour that spring skips, the time after the gap; in the hour that
    /// autumn repeats, the first of the two (jiff's "compatible" rule).
    pub fn second(&self, civil: DateTime) -> i64 {
        self.zone.to_ambiguous_timestamp(civil).compatible().map_or(0, Timestamp::as_second)
    }

    /// The UTC second at which a civil date begins.
    pub fn day_start(&self, date: Date) -> i64 {
        self.second(date.to_datetime(jiff::civil::Time::midnight()))
    }

    /// A whole civil day: 23, 24 or 25 hours.
    pub fn day(&self, date: Date) -> TimeWindow {
        let next = date.checked_add(1.day()).unwrap_or(date);
        TimeWindow::new(self.day_start(date), self.day_start(next)).expect("a civil day has a positive length")
    }

    /// A whole civil month; `None` unless 1 <= `month` <= 12.
    pub fn month(&self, year: i16, month: i8) -> Option<TimeWindow> {
        let first = Date::new(year, month, 1).ok()?;
        let next = first.checked_add(1.month()).ok()?;
        TimeWindow::new(self.day_start(first), self.day_start(next)).ok()
    }
}

fn year_start(year: i16) -> Timestamp {
    Date::new(year, 1, 1)
        .and_then(|date| date.to_zoned(TimeZone::UTC))
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    #[test]
    fn london_changes_its_clocks() {
        let london = CivilZone::named("Europe/London").unwrap();
        assert_eq!(london.day(date(2024, 3, 31)).seconds(), 23 * 3600);
        assert_eq!(london.day(date(2024, 10, 27)).seconds(), 25 * 3600);
        assert_eq!(london.day(date(2024, 7, 1)).seconds(), 24 * 3600);
        let month = london.month(2021, 3).unwrap();
        assert_eq!(month.seconds(), 31 * 86_400 - 3600);
        assert!(london.month(2021, 13).is_none());
    }

    #[test]
    fn hours_of_the_week_are_civil() {
        let london = CivilZone::named("Europe/London").unwrap();
        // Monday 2024-07-01 00:30 BST is Sunday 23:30 UTC.
        let second = london.second(datetime(2024, 7, 1, 0, 30, 0, 0));
        assert_eq!(london.offset_s(second), 3600);
        assert_eq!(london.hour_of_week(second), 0);
        assert_eq!(london.hour_of_week(second - 3600), 167);
        let friday = london.second(datetime(2024, 1, 5, 22, 59, 59, 0));
        assert_eq!(london.hour_of_week(friday), 4 * 24 + 22);
    }

    #[test]
    fn civil_and_back() {
        let london = CivilZone::named("Europe/London").unwrap();
        for when in [datetime(1999, 12, 31, 23, 59, 59, 0), datetime(2024, 7, 1, 12, 0, 0, 0)] {
            assert_eq!(london.civil(london.second(when)), when);
        }
        // 01:30 does not exist on the spring change; the answer lies after the gap.
        let skipped = london.second(datetime(2024, 3, 31, 1, 30, 0, 0));
        assert_eq!(london.civil(skipped), datetime(2024, 3, 31, 2, 30, 0, 0));
    }

    #[test]
    fn written_with_the_offset() {
        let london = CivilZone::named("Europe/London").unwrap();
        assert_eq!(london.written(0), "1970-01-01T01:00:00+01:00");
        assert_eq!(london.written(1_704_067_200), "2024-01-01T00:00:00+00:00");
        let newfoundland = CivilZone::named("America/St_Johns").unwrap();
        assert_eq!(newfoundland.written(1_704_067_200), "2023-12-31T20:30:00-03:30");
    }

    #[test]
    fn unknown_zone() {
        assert_eq!(CivilZone::named("Mars/Base").unwrap_err(), CivilZoneError("Mars/Base".into()));
    }
}
