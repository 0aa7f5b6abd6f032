use std::fmt;

use crate::index::Day;
use crate::time::HOURS_PER_WEEK;

const DAYS_PER_WEEK: u8 = 7;
const HOURS_PER_DAY: u8 = 24;

/// The same hours on consecutive days: "Fri to Sat 21:00 to 02:00" is two nights, of which the second ends on Sunday.
///
/// A day is the one on which its hours begin; hours may go over midnight, days over Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekBlock {
    first_day: u8,
    days: u8,
    first_hour: u8,
    hours: u8,
}

impl WeekBlock {
    /// `days` in 1..=7 from `first_day`, `hours` in 1..=24 of each from `first_hour` (0..=23); `None` for other numbers. Whole days begin
    /// at 0.
    pub fn new(first_day: Day, days: u8, first_hour: u8, hours: u8) -> Option<Self> {
        let sizes = (1..=DAYS_PER_WEEK).contains(&days) && (1..=HOURS_PER_DAY).contains(&hours);
        let starts = first_hour < HOURS_PER_DAY && (hours < HOURS_PER_DAY || first_hour == 0);
        (sizes && starts).then_some(Self { first_day: first_day as u8, days, first_hour, hours })
    }

    /// The days on which its hours begin, in order.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (0..self.days).map(move |after| Day::ALL[usize::from((self.first_day + after) % DAYS_PER_WEEK)])
    }

    /// 0..=23.
    pub fn from_hour(self) -> u8 {
        self.first_hour
    }

    /// The civil hour at which it ends, 1..=24; not after [`from_hour`](Self::from_hour) when it goes over midnight.
    pub fn to_hour(self) -> u8 {
        let end = self.first_hour + self.hours;
        if end > HOURS_PER_DAY { end - HOURS_PER_DAY } else { end }
    }

    /// Hours of the week that it holds, 1..=168.
    pub fn hours(self) -> usize {
        usize::from(self.days) * usize::from(self.hours)
    }

    /// The hours of the week that it holds, day by day: 0 is Monday 00:00.
    pub fn hours_of_week(self) -> impl Iterator<Item = usize> {
        let start = move |day: u8| {
            usize::from(self.first_day + day) * usize::from(HOURS_PER_DAY) + usize::from(self.first_hour)
        };
        (0..self.days)
            .flat_map(move |day| (0..usize::from(self.hours)).map(move |hour| (start(day) + hour) % HOURS_PER_WEEK))
    }
}

impl fmt::Display for WeekBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |after: u8| NAMES[usize::from((self.first_day + after) % DAYS_PER_WEEK)];
        match self.days {
            DAYS_PER_WEEK => f.write_str("every day")?,
            1 => f.write_str(name(0))?,
            days => write!(f, "{} to {}", name(0), name(days - 1))?,
        }
        if self.hours == HOURS_PER_DAY {
            return Ok(());
        }
        write!(f, " {:02}:00 to {:02}:00", self.first_hour, self.to_hour())
    }
}

const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_midnight_and_over_sunday() {
        let block = WeekBlock::new(Day::Saturday, 2, 21, 5).unwrap();
        assert_eq!(block.to_string(), "Sat to Sun 21:00 to 02:00");
        let hours: Vec<usize> = block.hours_of_week().collect();
        assert_eq!(hours, [141, 142, 143, 144, 145, 165, 166, 167, 0, 1]);
        assert_eq!((block.hours(), block.from_hour(), block.to_hour()), (10, 21, 2));
        assert!(block.days().eq([Day::Saturday, Day::Sunday]));
    }

    #[test]
    fn written_as_people_do() {
        let written = |day, days, hour, hours| WeekBlock::new(day, days, hour, hours).unwrap().to_string();
        assert_eq!(written(Day::Monday, 7, 16, 8), "every day 16:00 to 24:00");
        assert_eq!(written(Day::Friday, 1, 9, 1), "Fri 09:00 to 10:00");
        assert_eq!(written(Day::Friday, 3, 0, 24), "Fri to Sun");
        for (days, hour, hours) in [(0, 0, 1), (8, 0, 1), (1, 24, 1), (1, 0, 0), (1, 0, 25), (1, 1, 24)] {
            assert_eq!(WeekBlock::new(Day::Monday, days, hour, hours), None);
        }
    }
}
