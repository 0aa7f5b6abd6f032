use jiff::ToSpan;
use jiff::civil::Date;

use crate::index::{Filter, Index, Selection};
use crate::time::{CivilZone, PeriodLength, TimeWindow};

/// The civil days that a filter looks at and the data cover.
///
/// From the filter's dates, or else the data's; the data's first and last day bound both. `None` without incidents, or where the filter
/// looks beside the data.
pub fn observed_window(index: &Index, filter: &Filter) -> Option<TimeWindow> {
    let (incidents, zone) = (index.incidents(), index.incidents().zone());
    let span = incidents.span()?;
    let first = zone.day_start(zone.civil(span.start()).date());
    let last = zone.civil(span.end() - 1).date();
    let end = zone.day_start(last.checked_add(1.day()).unwrap_or(last));
    let from = filter.from.map_or(first, |date| zone.day_start(date).max(first));
    let to = filter.to.map_or(end, |date| zone.day_start(date).min(end));
    TimeWindow::new(from, to).ok()
}

/// How many civil days [`observed_window`] has, without those that the filter's weekdays leave out and without the civil months in which
/// the data hold nothing at all: a month that was never imported is no quiet month.
///
/// The filter's hours do not matter. 0 where there is no window. Cost: a pass over all incidents.
pub fn observed_days(index: &Index, filter: &Filter) -> usize {
    let Some(window) = observed_window(index, filter) else { return 0 };
    let zone = index.incidents().zone();
    let everything = Selection::all(index.incidents().len());
    let Some(months) = index.by_period(&everything, PeriodLength::Month) else { return 0 };
    let covered = |date: &Date| {
        let month = months.periods.index_of(zone.day_start(*date));
        month.is_some_and(|month| months.counts[month] > 0)
    };
    let chosen = |date: &Date| {
        let weekday = date.weekday().to_monday_zero_offset();
        filter.days.is_empty() || filter.days.iter().any(|&day| day as i8 == weekday)
    };
    days_of(window, zone).filter(|date| chosen(date) && covered(date)).count()
}

fn days_of(window: TimeWindow, zone: &CivilZone) -> impl Iterator<Item = Date> {
    let (first, end) = (zone.civil(window.start()).date(), zone.civil(window.end()).date());
    first.series(1.day()).take_while(move |date| *date < end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixture::{incident, index, place};

    const DAY: i64 = 24 * 60;

    /// One incident on Monday 2024-01-01 and one on 2024-03-04; nothing in February.
    fn gap() -> Index {
        index(&[incident(1, Some(place(0.3, 51.7)), 60), incident(2, Some(place(0.3, 51.7)), 63 * DAY + 60)])
    }

    #[test]
    fn days_by_hand() {
        let days = |text: &str| observed_days(&gap(), &Filter::from_query(text).unwrap());
        assert_eq!(days(""), 31 + 4, "February was not imported");
        assert_eq!(days("from=2024-01-10&to=2024-02-10"), 22);
        assert_eq!(days("from=2023-01-01&to=2024-01-03"), 2, "before the data nothing is known");
        assert_eq!(days("from=2024-01-01&to=2024-01-15&days=mon,tue"), 4);
        assert_eq!(days("from=2025-01-01"), 0);
        assert_eq!(observed_days(&index(&[]), &Filter::default()), 0);
    }
}
