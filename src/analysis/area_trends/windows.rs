use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::analysis::months::{Months, civil_days};
use crate::time::TimeWindow;

/// The window that is looked at and the same dates a year before, cut into months so that each has its counterpart.
///
/// Without dates the window is the last twelve whole months. It is cut to what the data reach. A window of more than a year
/// is compared with as many whole years before as keep the two apart. A month, or part of one, is compared only where it and its
/// counterpart were recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Windows {
    /// First civil date, and first date after the last.
    pub now: Range<Date>,
    /// The same dates before.
    pub before: Range<Date>,
    /// How many years lie between the two.
    pub years: i32,
    pairs: Vec<Pair>,
    span: TimeWindow,
    /// Of the months of the window, those that are compared with nothing.
    pub not_compared: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Pair {
    now: TimeWindow,
    before: TimeWindow,
}

/// Which part of [`Windows`] a moment lies in: the numbers of the bins of counts.
pub(super) const COMPARED: usize = 0;
pub(super) const BEFORE: usize = 1;
pub(super) const NOT_COMPARED: usize = 2;
pub(super) const BINS: usize = 3;

impl Windows {
    /// `None` where nothing of the window lies in the data.
    pub fn of(months: &Months, from: Option<Date>, to: Option<Date>) -> Option<Self> {
        let zone = months.zone();
        let reached_from = zone.civil(months.reach().start()).date();
        let reached_to = zone.civil(months.reach().end() - 1).date().tomorrow().ok()?;
        let to = match (from, to) {
            (None, None) => months.first_date(months.len()),
            (_, to) => to.unwrap_or(reached_to).min(reached_to),
        };
        let from = from.or_else(|| to.checked_sub(12.months()).ok())?.max(reached_from);
        let span = TimeWindow::new(zone.day_start(from), zone.day_start(to)).ok()?;
        let years = years_between(from, to)?;
        let earlier = |date: Date| date.checked_sub(years.years()).ok();
        let reach = TimeWindow::new(zone.day_start(reached_from), zone.day_start(reached_to)).ok()?;
        let known = |window: TimeWindow| {
            window.intersection(reach) == Some(window)
                && months.index_of(window.start()).is_none_or(|month| months.is_recorded(month))
        };
        let mut windows = Self {
            now: from..to,
            before: earlier(from)?..earlier(to)?,
            years,
            pairs: Vec::new(),
            span,
            not_compared: 0,
        };
        for piece in by_month(from, to) {
            let window = |from, to| TimeWindow::new(zone.day_start(from), zone.day_start(to)).ok();
            let now = window(piece.start, piece.end)?;
            // The 29th of February alone has no counterpart.
            match window(earlier(piece.start)?, earlier(piece.end)?) {
                Some(before) if known(now) && known(before) => windows.pairs.push(Pair { now, before }),
                _ => windows.not_compared += 1,
            }
        }
        Some(windows)
    }

    /// The whole of the window that is looked at.
    pub fn span(&self) -> TimeWindow {
        self.span
    }

    /// From the first to the last moment of what is compared before; `None` where nothing is.
    pub fn span_before(&self) -> Option<TimeWindow> {
        TimeWindow::new(self.pairs.first()?.before.start(), self.pairs.last()?.before.end()).ok()
    }

    /// How long the compared parts are, now and before, in days.
    pub fn days(&self) -> [f64; 2] {
        let days = |window: fn(&Pair) -> TimeWindow| self.pairs.iter().map(|pair| civil_days(window(pair))).sum();
        [days(|pair| pair.now), days(|pair| pair.before)]
    }

    /// The bin of counts that `second` belongs to.
    pub(super) fn bin(&self, second: i64) -> Option<usize> {
        if self.pairs.iter().any(|pair| pair.before.contains(second)) {
            return Some(BEFORE);
        }
        let compared = self.pairs.iter().any(|pair| pair.now.contains(second));
        self.span.contains(second).then_some(if compared { COMPARED } else { NOT_COMPARED })
    }
}

/// The fewest whole years back that keep the window and its counterpart apart.
fn years_between(from: Date, to: Date) -> Option<i32> {
    (1..=200).find(|&years| to.checked_sub(years.years()).is_ok_and(|moved| moved <= from))
}

/// The months of a window, the first and last cut where it begins and ends.
fn by_month(from: Date, to: Date) -> Vec<Range<Date>> {
    let mut pieces = Vec::new();
    let mut at = from;
    while at < to {
        let next = at.first_of_month().checked_add(1.month()).unwrap_or(to).min(to);
        pieces.push(at..next);
        at = next;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::analysis::months::Months;
    use crate::index::Selection;
    use crate::index::fixture::{incident, index};
    use crate::time::CivilZone;

    const DAY: i64 = 24 * 60;

    /// One incident a day from 2024-01-01 for `days` days, but for those of `without`.
    fn months(days: i64, without: Range<i64>) -> Months {
        let rows: Vec<_> =
            (0..days).filter(|day| !without.contains(day)).map(|day| incident(day as u32, None, day * DAY)).collect();
        Months::of(&index(&rows), &Selection::all(rows.len())).unwrap()
    }

    #[test]
    fn the_last_twelve_months_unless_told() {
        // To 14 February 2026, of which the last month is not whole.
        let windows = Windows::of(&months(776, 0..0), None, None).unwrap();
        assert_eq!(windows.now, date(2025, 2, 1)..date(2026, 2, 1));
        assert_eq!(windows.before, date(2024, 2, 1)..date(2025, 2, 1));
        assert_eq!((windows.days(), windows.not_compared), ([365.0, 366.0], 0));
        let noon = |day| CivilZone::named("Europe/London").unwrap().day_start(day) + 43_200;
        assert_eq!(windows.bin(noon(date(2025, 2, 1))), Some(COMPARED));
        assert_eq!(windows.bin(noon(date(2025, 1, 31))), Some(BEFORE));
        assert_eq!(windows.bin(noon(date(2024, 1, 31))), None);
    }

    #[test]
    fn two_years_are_compared_with_the_two_before() {
        let windows = Windows::of(&months(1500, 0..0), Some(date(2026, 1, 1)), Some(date(2028, 1, 1))).unwrap();
        assert_eq!((windows.years, windows.before), (2, date(2024, 1, 1)..date(2026, 1, 1)));
    }

    #[test]
    fn months_of_which_nothing_is_known_are_not_compared() {
        // Without March and April 2024.
        let windows = Windows::of(&months(731, 60..121), Some(date(2025, 1, 1)), Some(date(2026, 1, 1))).unwrap();
        assert_eq!((windows.not_compared, windows.days()), (2, [304.0, 305.0]));
        // The data begin in 2024: 2023 is not known.
        let windows = Windows::of(&months(731, 0..0), Some(date(2024, 7, 1)), Some(date(2025, 7, 1))).unwrap();
        assert_eq!((windows.not_compared, windows.span_before().is_some()), (6, true));
        assert!(Windows::of(&months(731, 0..0), Some(date(2031, 1, 1)), None).is_none());
    }

    #[test]
    fn a_window_beyond_the_data_ends_with_them() {
        let windows = Windows::of(&months(776, 0..0), Some(date(2026, 2, 1)), Some(date(2026, 3, 1))).unwrap();
        assert_eq!((windows.now.end, windows.days()), (date(2026, 2, 15), [14.0, 14.0]));
    }
}
