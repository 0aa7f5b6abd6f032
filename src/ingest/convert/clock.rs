use jiff::civil::{Date, DateTime, Time};
use rustc_hash::FxHashMap;

use super::moment::Moment;
use crate::ingest::profile::Resolution;
use crate::time::{CivilZone, TimeWindow};

const DAY_S: i64 = 86_400;

/// Turns moments into UTC seconds and windows. Remembers the days it has met: files hold millions of rows of a few thousand days.
#[derive(Debug)]
pub struct Clock {
    zone: CivilZone,
    days: FxHashMap<(i16, i8, i8), Day>,
}

#[derive(Clone, Copy, Debug)]
struct Day {
    start: i64,
    /// No clock change on it: seconds since midnight can be added.
    even: bool,
}

impl Clock {
    pub fn new(zone: CivilZone) -> Self {
        Self { zone, days: FxHashMap::default() }
    }

    /// The window that a moment alone stands for: its second, minute, hour, civil day, month or year.
    ///
    /// `None` at the ends of the calendar.
    pub fn window(&mut self, moment: &Moment) -> Option<TimeWindow> {
        let start = self.start(moment)?;
        let end = match moment.resolution {
            Resolution::Second => start + 1,
            Resolution::Minute => start + 60,
            Resolution::Hour => start + 3600,
            Resolution::Day => self.zone.day(date(moment)?).end(),
            Resolution::Month => self.zone.month(moment.year, moment.month)?.end(),
            Resolution::Year => self.zone.month(moment.year, 12)?.end(),
        };
        TimeWindow::new(start, end).ok()
    }

    /// The UTC second at which a moment begins.
    pub fn start(&mut self, moment: &Moment) -> Option<i64> {
        if let Some(offset_s) = moment.offset_s {
            let midnight =
                jiff::tz::Offset::UTC.to_timestamp(DateTime::from_parts(date(moment)?, Time::midnight())).ok()?;
            return Some(midnight.as_second() + i64::from(moment.second) - i64::from(offset_s));
        }
        let key = (moment.year, moment.month, moment.day);
        let day = match self.days.get(&key) {
            Some(&day) => day,
            None => {
                let civil = self.zone.day(date(moment)?);
                let steady = self.zone.offset_s(civil.start()) == self.zone.offset_s(civil.end() - 1);
                let day = Day { start: civil.start(), even: steady && civil.seconds() == DAY_S };
                self.days.insert(key, day);
                day
            }
        };
        if day.even || moment.second == 0 {
            return Some(day.start + i64::from(moment.second));
        }
        let (hour, minute, second) = (moment.second / 3600, moment.second / 60 % 60, moment.second % 60);
        let time = Time::new(hour as i8, minute as i8, second as i8, 0).ok()?;
        Some(self.zone.second(DateTime::from_parts(date(moment)?, time)))
    }
}

fn date(moment: &Moment) -> Option<Date> {
    Date::new(moment.year, moment.month, moment.day).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::super::moment::read_iso;
    use super::*;

    fn london() -> Clock {
        Clock::new(CivilZone::named("Europe/London").unwrap())
    }

    #[test]
    fn each_resolution_has_its_window() {
        let mut clock = london();
        let mut seconds = |text| clock.window(&read_iso(text).unwrap()).unwrap().seconds();
        assert_eq!(seconds("2021-03-09 21:05"), 60);
        assert_eq!(seconds("2021-03-09T21:05:30Z"), 1);
        assert_eq!(seconds("2021-03-28"), 23 * 3600);
        assert_eq!(seconds("2021-03"), 31 * 86_400 - 3600);
        let year = Moment { resolution: Resolution::Year, ..read_iso("2020-01").unwrap() };
        assert_eq!(london().window(&year).unwrap().seconds(), 366 * 86_400);
    }

    #[test]
    fn clock_changes_and_offsets() {
        let zone = CivilZone::named("Europe/London").unwrap();
        let mut clock = london();
        for (text, civil) in [
            ("2021-03-28 01:30", datetime(2021, 3, 28, 1, 30, 0, 0)),
            ("2021-10-31 01:30", datetime(2021, 10, 31, 1, 30, 0, 0)),
            ("2021-07-01 12:00", datetime(2021, 7, 1, 12, 0, 0, 0)),
        ] {
            assert_eq!(clock.start(&read_iso(text).unwrap()), Some(zone.second(civil)), "{text}");
        }
        let noon = clock.start(&read_iso("2021-07-01T12:00:00Z").unwrap()).unwrap();
        assert_eq!(clock.start(&read_iso("2021-07-01 13:00").unwrap()), Some(noon));
        assert_eq!(clock.start(&read_iso("2021-07-01T07:00-05:00").unwrap()), Some(noon));
    }
}
