use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::window::TimeWindow;
use super::zone::CivilZone;

/// How long one period of a series is, in civil time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodLength {
    Day,
    /// From Monday to Sunday.
    Week,
    Month,
}

impl PeriodLength {
    /// "day", "week" or "month".
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

/// Consecutive civil periods: period `i` is `[bounds[i], bounds[i + 1])` in UTC seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Periods {
    bounds: Vec<i64>,
}

impl Periods {
    /// Those between ascending `bounds`, of which there is at least one.
    pub(crate) fn between(bounds: Vec<i64>) -> Self {
        Self { bounds }
    }

    /// The whole civil periods that cover `window`: the first may begin before it and the last end after it.
    pub fn covering(window: TimeWindow, length: PeriodLength, zone: &CivilZone) -> Self {
        let mut date = first_date(zone.civil(window.start()).date(), length);
        let mut bounds = vec![zone.day_start(date)];
        while bounds.last().is_some_and(|&bound| bound < window.end()) {
            let Ok(next) = next_date(date, length) else { break };
            date = next;
            bounds.push(zone.day_start(date));
        }
        Self { bounds }
    }

    /// The whole civil periods that lie inside `window`; none when it is too short for one.
    pub fn within(window: TimeWindow, length: PeriodLength, zone: &CivilZone) -> Self {
        let mut bounds = Self::covering(window, length, zone).bounds;
        bounds.retain(|&bound| window.start() <= bound && bound <= window.end());
        if bounds.is_empty() {
            bounds.push(window.start());
        }
        Self { bounds }
    }

    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The period that `second` lies in, if any.
    pub fn index_of(&self, second: i64) -> Option<usize> {
        let after = self.bounds.partition_point(|&bound| bound <= second);
        (after > 0 && after < self.bounds.len()).then(|| after - 1)
    }

    /// Period `index`; it must be below [`len`](Self::len).
    pub fn window(&self, index: usize) -> TimeWindow {
        TimeWindow::new(self.bounds[index], self.bounds[index + 1]).expect("bounds ascend")
    }

    pub fn iter(&self) -> impl Iterator<Item = TimeWindow> + '_ {
        (0..self.len()).map(|index| self.window(index))
    }
}

fn first_date(date: Date, length: PeriodLength) -> Date {
    match length {
        PeriodLength::Day => date,
        PeriodLength::Week => {
            let back = i64::from(date.weekday().to_monday_zero_offset());
            date.checked_sub(back.days()).unwrap_or(date)
        }
        PeriodLength::Month => date.first_of_month(),
    }
}

fn next_date(date: Date, length: PeriodLength) -> Result<Date, jiff::Error> {
    match length {
        PeriodLength::Day => date.checked_add(1.day()),
        PeriodLength::Week => date.checked_add(7.days()),
        PeriodLength::Month => date.checked_add(1.month()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_cover_the_window_and_know_their_place() {
        let london = CivilZone::named("Europe/London").unwrap();
        let window = TimeWindow::new(london.day_start(date(2021, 3, 15)), london.day_start(date(2021, 6, 1))).unwrap();
        let months = Periods::covering(window, PeriodLength::Month, &london);
        assert_eq!(months.len(), 3);
        assert_eq!(months.window(0), london.month(2021, 3).unwrap());
        assert_eq!(months.index_of(london.day_start(date(2021, 5, 31))), Some(2));
        assert_eq!(months.index_of(london.day_start(date(2021, 6, 1))), None);
        assert_eq!(months.index_of(london.day_start(date(2021, 2, 28))), None);
    }

    #[test]
    fn only_whole_periods_lie_inside() {
        let london = CivilZone::named("Europe/London").unwrap();
        let window = TimeWindow::new(london.day_start(date(2021, 3, 15)), london.day_start(date(2021, 6, 1))).unwrap();
        let months = Periods::within(window, PeriodLength::Month, &london);
        assert_eq!((months.len(), months.window(0)), (2, london.month(2021, 4).unwrap()));
        assert!(Periods::within(london.day(date(2021, 3, 15)), PeriodLength::Month, &london).is_empty());
    }

    #[test]
    fn weeks_begin_on_monday() {
        let london = CivilZone::named("Europe/London").unwrap();
        let window = london.day(date(2024, 10, 27));
        let weeks = Periods::covering(window, PeriodLength::Week, &london);
        assert_eq!(weeks.len(), 1);
        assert_eq!(london.civil(weeks.window(0).start()).date(), date(2024, 10, 21));
        assert_eq!(weeks.window(0).seconds(), 7 * 86_400 + 3600);
    }
}
