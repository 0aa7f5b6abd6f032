use jiff::fmt::strtime::BrokenDownTime;

use crate::ingest::profile::Resolution;
use crate::ingest::reject::Reason;

/// A time as a file gives it: on the civil clock, or tied to UTC by an offset of its own; known to a resolution.
///
/// Parts finer than the resolution are at their first value (a month: day 1, midnight). The parts are in the clock's and the
/// calendar's range; whether the day exists in its month has been checked too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub year: i16,
    pub month: i8,
    pub day: i8,
    /// Seconds since midnight.
    pub second: i32,
    /// Seconds east of UTC, when the text says so.
    pub offset_s: Option<i32>,
    pub resolution: Resolution,
}

impl Moment {
    /// Checks the parts; months and days count from 1.
    pub fn new(date: [i32; 3], time: [i32; 3], offset_s: Option<i32>, resolution: Resolution) -> Result<Self, Reason> {
        let [year, month, day] = date;
        let [hour, minute, second] = time;
        // A leap second is the minute's last.
        let second = if second == 60 { 59 } else { second };
        let on_the_clock = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
        let in_the_calendar =
            (0..10_000).contains(&year) && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        if !on_the_clock || !in_the_calendar || offset_s.is_some_and(|offset| offset.abs() > 86_399) {
            return Err(Reason::ImpossibleDate);
        }
        let (year, month, day) = (year as i16, month as i8, day as i8);
        Ok(Self { year, month, day, second: hour * 3600 + minute * 60 + second, offset_s, resolution })
    }

    /// The same, known no better than to `coarsest`.
    pub fn no_finer_than(mut self, coarsest: Resolution) -> Self {
        self.resolution = self.resolution.max(coarsest);
        match self.resolution {
            Resolution::Second => {}
            Resolution::Minute => self.second -= self.second % 60,
            Resolution::Hour => self.second -= self.second % 3600,
            Resolution::Day => self.second = 0,
            Resolution::Month => (self.day, self.second) = (1, 0),
            Resolution::Year => (self.month, self.day, self.second) = (1, 1, 0),
        }
        self
    }
}

fn days_in(year: i32, month: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads the forms of ISO 8601 that data come in: `2021-03`, `2021-03-09`, `2021/03/09`, `2021-03-09 21:05`,
/// `2021-03-09T21:05:30.123Z`, `…+01:00`, `…+0100`. The resolution is that of the last part given.
pub fn read_iso(text: &str) -> Result<Moment, Reason> {
    let mut rest = Digits(text.as_bytes());
    let unreadable = Reason::UnreadableDate;
    let year = rest.number(4).ok_or(unreadable)?;
    let dash = rest.one_of(b"-/").ok_or(unreadable)?;
    let month = rest.number(2).ok_or(unreadable)?;
    if rest.0.is_empty() {
        return Moment::new([year, month, 1], [0; 3], None, Resolution::Month);
    }
    let day = rest.one_of(&[dash]).and_then(|_| rest.number(2)).ok_or(unreadable)?;
    let date = [year, month, day];
    if rest.0.is_empty() {
        return Moment::new(date, [0; 3], None, Resolution::Day);
    }
    let hour = rest.one_of(b"T t").and_then(|_| rest.number(2)).ok_or(unreadable)?;
    let minute = rest.one_of(b":").and_then(|_| rest.number(2)).ok_or(unreadable)?;
    let second = rest.one_of(b":").map(|_| rest.number(2).ok_or(unreadable)).transpose()?;
    if second.is_some() && rest.one_of(b".,").is_some() {
        rest.skip_digits();
    }
    let offset_s = rest.offset().ok_or(unreadable)?;
    let resolution = if second.is_some() { Resolution::Second } else { Resolution::Minute };
    Moment::new(date, [hour, minute, second.unwrap_or(0)], offset_s, resolution)
}

/// Reads a time by a strptime pattern. The resolution is that of the finest part the pattern names.
pub fn read_by_pattern(text: &str, pattern: &str) -> Result<Moment, Reason> {
    let parts = BrokenDownTime::parse(pattern, text).map_err(|_| Reason::UnreadableDate)?;
    if let Some(stamp) = parts.timestamp() {
        let utc = jiff::tz::Offset::UTC.to_datetime(stamp);
        let date = [i32::from(utc.year()), i32::from(utc.month()), i32::from(utc.day())];
        let time = [i32::from(utc.hour()), i32::from(utc.minute()), i32::from(utc.second())];
        return Moment::new(date, time, Some(0), Resolution::Second);
    }
    let year = parts.year().ok_or(Reason::UnreadableDate)?;
    let resolution = match (parts.month(), parts.day(), parts.hour(), parts.minute(), parts.second()) {
        (.., Some(_)) => Resolution::Second,
        (.., Some(_), None) => Resolution::Minute,
        (_, _, Some(_), ..) => Resolution::Hour,
        (_, Some(_), ..) => Resolution::Day,
        (Some(_), ..) => Resolution::Month,
        _ => Resolution::Year,
    };
    let part = |value: Option<i8>, first: i8| i32::from(value.unwrap_or(first));
    Moment::new(
        [i32::from(year), part(parts.month(), 1), part(parts.day(), 1)],
        [part(parts.hour(), 0), part(parts.minute(), 0), part(parts.second(), 0)],
        parts.offset().map(jiff::tz::Offset::seconds),
        resolution,
    )
}

/// A text that is eaten from the front.
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn number(&mut self, digits: usize) -> Option<i32> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i32::from(byte - b'0')))
    }

    fn one_of(&mut self, wanted: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        wanted.contains(&first).then(|| {
            self.0 = rest;
            first
        })
    }

    fn skip_digits(&mut self) {
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.0 = &self.0[digits..];
    }

    /// Nothing, `Z`, or `+01:00` with or without the colon and the minutes; `None` when anything else follows.
    fn offset(&mut self) -> Option<Option<i32>> {
        if self.0.is_empty() {
            return Some(None);
        }
        if self.one_of(b"Zz").is_some() {
            return self.0.is_empty().then_some(Some(0));
        }
        let sign = if self.one_of(b"+-")? == b'-' { -1 } else { 1 };
        let hours = self.number(2)?;
        self.one_of(b":");
        let minutes = if self.0.is_empty() { 0 } else { self.number(2)? };
        self.0.is_empty().then_some(Some(sign * (hours * 3600 + minutes * 60)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_forms() {
        let moment = |date, time, offset, resolution| Moment::new(date, time, offset, resolution);
        assert_eq!(read_iso("2021-03"), moment([2021, 3, 1], [0; 3], None, Resolution::Month));
        assert_eq!(read_iso("2016/08/10"), moment([2016, 8, 10], [0; 3], None, Resolution::Day));
        assert_eq!(read_iso("2010-01-01 00:05"), moment([2010, 1, 1], [0, 5, 0], None, Resolution::Minute));
        let second = moment([2019, 4, 23], [12, 30, 1], Some(0), Resolution::Second);
        assert_eq!(read_iso("2019-04-23T12:30:01Z"), second);
        assert_eq!(read_iso("2019-04-23T12:30:01.250Z"), second);
        assert_eq!(read_iso("2019-04-23T12:30+0530").unwrap().offset_s, Some(5 * 3600 + 30 * 60));
        assert_eq!(read_iso("2019-04-23T12:30-05:00").unwrap().offset_s, Some(-5 * 3600));
    }

    #[test]
    fn wrong_dates_say_how() {
        for unreadable in
            ["", "2021", "23/04/2019", "2021-03-09T", "2021-03-09 21", "2021-03/09", "2021-03-09 21:05 pm"]
        {
            assert_eq!(read_iso(unreadable), Err(Reason::UnreadableDate), "{unreadable:?}");
        }
        for impossible in ["2021-13", "2021-02-29", "2021-04-31", "2021-03-09 24:00", "2021-03-09 21:60"] {
            assert_eq!(read_iso(impossible), Err(Reason::ImpossibleDate), "{impossible:?}");
        }
        assert!(read_iso("2020-02-29").is_ok() && read_iso("2016-12-31T23:59:60Z").is_ok());
    }

    #[test]
    fn patterns() {
        let moment = read_by_pattern("23/04/2019 21:05", "%d/%m/%Y %H:%M").unwrap();
        assert_eq!(moment, Moment::new([2019, 4, 23], [21, 5, 0], None, Resolution::Minute).unwrap());
        assert_eq!(read_by_pattern("Apr 2019", "%b %Y").unwrap().resolution, Resolution::Month);
        assert_eq!(read_by_pattern("04/23/19 09:05 PM", "%m/%d/%y %I:%M %p").unwrap().second, 21 * 3600 + 5 * 60);
        assert_eq!(read_by_pattern("1556022600", "%s").unwrap().offset_s, Some(0));
        assert_eq!(read_by_pattern("31/02/2019", "%d/%m/%Y"), Err(Reason::ImpossibleDate));
        assert_eq!(read_by_pattern("yesterday", "%d/%m/%Y"), Err(Reason::UnreadableDate));
    }

    #[test]
    fn coarser() {
        let moment = read_iso("2019-04-23T12:30:01Z").unwrap();
        assert_eq!(moment.no_finer_than(Resolution::Minute).second, 12 * 3600 + 30 * 60);
        assert_eq!(
            moment.no_finer_than(Resolution::Month),
            Moment::new([2019, 4, 1], [0; 3], Some(0), Resolution::Month).unwrap()
        );
    }
}
