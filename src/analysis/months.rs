use jiff::civil::Date;

use crate::incident::Incidents;
use crate::index::{Index, Selection};
use crate::time::{CivilZone, PeriodLength, Periods, TimeWindow};

/// The whole civil months that data cover, and in which of them anything was recorded: what a series by month runs along.
///
/// A month counts as recorded when the sources of the selected incidents recorded anything in it, of any category; a category that
/// has none is then a true zero. A month at either end that the data cover only in part is left out.
#[derive(Clone, Debug)]
pub struct Months {
    periods: Periods,
    recorded: Vec<bool>,
    zone: CivilZone,
    /// Where the data of these sources begin and end, part months included.
    reach: TimeWindow,
    partial_first: Option<Date>,
    partial_last: Option<Date>,
}

impl Months {
    /// The months of the sources that `selection` has incidents of; `None` where it has none, or no whole month.
    pub fn of(index: &Index, selection: &Selection) -> Option<Self> {
        let incidents = index.incidents();
        let zone = incidents.zone().clone();
        let wanted: Vec<bool> = index.by_source(selection).into_iter().map(|count| count > 0).collect();
        let of_sources = || (0..incidents.len()).filter(|&row| wanted[usize::from(incidents.sources()[row])]);
        let reach = reach(incidents, of_sources())?;
        let touched = Periods::covering(reach, PeriodLength::Month, &zone);
        let date = |second: i64| zone.civil(second).date();
        let (first, last) = (touched.window(0), touched.window(touched.len() - 1));
        let partial_first = (date(reach.start()) > date(first.start())).then(|| date(first.start()));
        let partial_last = (date(reach.end() - 1) < date(last.end() - 1)).then(|| date(last.start()));
        let start = if partial_first.is_some() { first.end() } else { first.start() };
        let end = if partial_last.is_some() { last.start() } else { last.end() };
        let periods = Periods::covering(TimeWindow::new(start, end).ok()?, PeriodLength::Month, &zone);
        let mut recorded = vec![false; periods.len()];
        of_sources().filter_map(|row| periods.index_of(incidents.midpoint(row))).for_each(|at| recorded[at] = true);
        Some(Self { periods, recorded, zone, reach, partial_first, partial_last })
    }

    pub fn len(&self) -> usize {
        self.periods.len()
    }

    pub fn is_empty(&self) -> bool {
        self.periods.is_empty()
    }

    /// The month that `second` lies in, if it is whole.
    pub fn index_of(&self, second: i64) -> Option<usize> {
        self.periods.index_of(second)
    }

    pub fn window(&self, month: usize) -> TimeWindow {
        self.periods.window(month)
    }

    /// The first date of month number `month`; that of the month after the last for `len()`.
    pub fn first_date(&self, month: usize) -> Date {
        let second = if month < self.len() { self.window(month).start() } else { self.window(self.len() - 1).end() };
        self.zone.civil(second).date()
    }

    /// How many days a month has.
    pub fn days(&self, month: usize) -> f64 {
        civil_days(self.window(month))
    }

    /// The calendar month, 0 for January.
    pub fn calendar(&self, month: usize) -> usize {
        usize::from(self.first_date(month).month().unsigned_abs()) - 1
    }

    /// Whether anything was recorded in the month.
    pub fn is_recorded(&self, month: usize) -> bool {
        self.recorded[month]
    }

    /// Where the data begin and end, part months included.
    pub fn reach(&self) -> TimeWindow {
        self.reach
    }

    pub fn zone(&self) -> &CivilZone {
        &self.zone
    }

    /// The first dates of the months at either end that the data cover only in part.
    pub fn partial(&self) -> [Option<Date>; 2] {
        [self.partial_first, self.partial_last]
    }

    /// Runs of months in which nothing was recorded: first month and month after the last.
    pub fn gaps(&self) -> Vec<(usize, usize)> {
        let mut gaps: Vec<(usize, usize)> = Vec::new();
        for month in (0..self.len()).filter(|&month| !self.recorded[month]) {
            match gaps.last_mut() {
                Some((_, end)) if *end == month => *end += 1,
                _ => gaps.push((month, month + 1)),
            }
        }
        gaps
    }

    /// The selected incidents a month; the middle of the window decides.
    pub fn counts(&self, index: &Index, selection: &Selection) -> Vec<usize> {
        let mut counts = vec![0; self.len()];
        let months = selection.rows().filter_map(|row| self.index_of(index.incidents().midpoint(row)));
        months.for_each(|month| counts[month] += 1);
        counts
    }
}

/// From the first start of a window to the last end.
fn reach(incidents: &Incidents, rows: impl Iterator<Item = usize>) -> Option<TimeWindow> {
    let windows = rows.map(|row| incidents.when(row));
    let spans = windows.map(|when| (when.start(), when.end()));
    let (start, end) = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    TimeWindow::new(start, end).ok()
}

/// How many civil days a window of whole days has, whether or not the clocks change in it.
pub(super) fn civil_days(window: TimeWindow) -> f64 {
    (window.seconds() as f64 / 86_400.0).round()
}

/// `2021-03`.
pub fn month_name(first: Date) -> String {
    first.strftime("%Y-%m").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::index::fixture::{incident, index};

    const DAY: i64 = 24 * 60;

    #[test]
    fn whole_months_and_gaps() {
        // 2024: from 1 January to 10 June, without March and April.
        let rows: Vec<_> = [0, 20, 31, 45, 130, 145, 161].map(|day| incident(day as u32, None, day * DAY)).into();
        let index = index(&rows);
        let all = Selection::all(rows.len());
        let months = Months::of(&index, &all).unwrap();
        assert_eq!((months.len(), months.first_date(0), months.first_date(5)), (5, date(2024, 1, 1), date(2024, 6, 1)));
        assert_eq!(months.partial(), [None, Some(date(2024, 6, 1))]);
        assert_eq!(months.gaps(), [(2, 4)]);
        assert_eq!(months.counts(&index, &all), [2, 2, 0, 0, 2]);
        assert_eq!(months.days(1), 29.0);
        assert_eq!(month_name(months.first_date(4)), "2024-05");
    }

    #[test]
    fn none_without_a_whole_month() {
        let rows = [incident(1, None, 3 * DAY), incident(2, None, 40 * DAY)];
        let index = index(&rows);
        assert!(Months::of(&index, &Selection::all(2)).is_none());
        assert!(Months::of(&index, &Selection::of_rows(2, [])).is_none());
    }

    #[test]
    fn another_source_does_not_stretch_it() {
        let mut rows: Vec<_> = (0..60).map(|day| incident(day as u32, None, i64::from(day) * DAY)).collect();
        let mut other = incident(99, None, 300 * DAY);
        other.source = 1;
        rows.push(other);
        let index = index(&rows);
        let months = Months::of(&index, &Selection::of_rows(61, [0, 30])).unwrap();
        assert_eq!(months.len(), 2);
    }
}
