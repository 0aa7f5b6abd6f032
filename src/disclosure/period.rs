use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

use crate::time::{CivilZone, Periods, TimeWindow};

/// What an incident's time is known to once it is disclosed: a civil month, quarter or year, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReleasePeriod {
    Month,
    Quarter,
    Year,
}

impl ReleasePeriod {
    pub fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The consecutive periods that cover `window` and are over, `delay_days` included, at `known_until` (UTC seconds).
    pub fn released(self, window: TimeWindow, delay_days: u32, known_until: i64, zone: &CivilZone) -> Periods {
        let mut first = self.first_date(zone.civil(window.start()).date());
        let mut bounds = vec![zone.day_start(first)];
        while bounds.last().is_some_and(|&bound| bound < window.end()) {
            let Ok(next) = first.checked_add(self.length()) else { break };
            let Ok(from) = next.checked_add(i64::from(delay_days).days()) else { break };
            if zone.day_start(from) > known_until {
                break;
            }
            bounds.push(zone.day_start(next));
            first = next;
        }
        Periods::between(bounds)
    }

    fn first_date(self, date: Date) -> Date {
        let month = match self {
            Self::Month => date.month(),
            Self::Quarter => (date.month() - 1) / 3 * 3 + 1,
            Self::Year => 1,
        };
        Date::new(date.year(), month, 1).unwrap_or(date)
    }

    fn length(self) -> Span {
        match self {
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
            Self::Year => 1.year(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn released(period: ReleasePeriod, delay_days: u32, until: Date) -> (usize, Option<usize>, Option<usize>) {
        let london = CivilZone::named("Europe/London").unwrap();
        let day = |date| london.day_start(date);
        let span = TimeWindow::new(day(date(2024, 2, 10)), day(date(2025, 2, 3))).unwrap();
        let found = period.released(span, delay_days, day(until), &london);
        (found.len(), found.index_of(day(date(2024, 2, 10))), found.index_of(day(date(2025, 1, 31))))
    }

    #[test]
    fn only_what_is_over() {
        assert_eq!(released(ReleasePeriod::Month, 0, date(2025, 2, 3)), (12, Some(0), Some(11)), "not February 2025");
        assert_eq!(released(ReleasePeriod::Month, 0, date(2025, 1, 31)), (11, Some(0), None));
        assert_eq!(released(ReleasePeriod::Month, 14, date(2025, 2, 14)), (11, Some(0), None));
        assert_eq!(released(ReleasePeriod::Month, 14, date(2025, 2, 15)), (12, Some(0), Some(11)));
        assert_eq!(released(ReleasePeriod::Quarter, 0, date(2025, 2, 3)), (4, Some(0), None));
        assert_eq!(released(ReleasePeriod::Year, 0, date(2025, 2, 3)), (1, Some(0), None));
        assert_eq!(released(ReleasePeriod::Year, 0, date(2024, 12, 31)), (0, None, None));
    }

    #[test]
    fn periods_are_civil() {
        let london = CivilZone::named("Europe/London").unwrap();
        let day = |date| london.day_start(date);
        let span = TimeWindow::new(day(date(2024, 5, 10)), day(date(2024, 8, 1))).unwrap();
        let quarters = ReleasePeriod::Quarter.released(span, 0, i64::MAX, &london);
        let second = quarters.window(1);
        assert_eq!((second.start(), second.end()), (day(date(2024, 7, 1)), day(date(2024, 10, 1))));
        assert_eq!(quarters.index_of(second.start()), Some(1));
        assert_eq!(quarters.index_of(second.start() - 1), Some(0));
    }
}
