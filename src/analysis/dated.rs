use jiff::ToSpan;
use jiff::civil::Date;

use crate::incident::Incidents;
use crate::index::{Filter, Index, Selection};
use crate::space::Planar;

/// A civil date as the number of days after 1970-01-01: differences are whole civil days, whatever the clocks did in between.
pub type CivilDay = i32;

const DAY_S: i64 = 86_400;

/// The selected incidents with a place and a window short enough to date them, in the index's order; entry `i` is the same incident
/// in every list. An incident's time is the middle of its window.
#[derive(Clone, Debug, Default)]
pub struct DatedIncidents {
    /// Rows of the index.
    pub rows: Vec<u32>,
    /// Metres on the index's flat map.
    pub at: Vec<Planar>,
    /// Seconds since 1970-01-01T00:00Z.
    pub middle_s: Vec<i64>,
    pub day: Vec<CivilDay>,
    /// Selected, but without a place.
    pub without_place: usize,
    /// Selected and placed, but with a longer window than allowed.
    pub window_too_long: usize,
}

/// The selected incidents that can be placed and dated: with coordinates, and a window of at most `longest_s` seconds. One pass.
pub fn dated_incidents(index: &Index, selection: &Selection, longest_s: i64) -> DatedIncidents {
    let incidents = index.incidents();
    let mut found = DatedIncidents::default();
    for row in selection.rows() {
        let Some(at) = incidents.planar(row) else {
            found.without_place += 1;
            continue;
        };
        if incidents.when(row).seconds() > longest_s {
            found.window_too_long += 1;
            continue;
        }
        found.rows.push(row as u32);
        found.at.push(at);
        found.middle_s.push(incidents.midpoint(row));
        found.day.push(civil_day(incidents, row));
    }
    found
}

impl DatedIncidents {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The first and the last civil day; `None` without incidents.
    pub fn first_and_last_day(&self) -> Option<(CivilDay, CivilDay)> {
        Some((*self.day.iter().min()?, *self.day.iter().max()?))
    }
}

/// The last civil day that incidents under `filter` can fall on: the one before its end, or that of the last incident of all, by the
/// middles of their windows; `None` without incidents. One pass.
pub fn last_day(index: &Index, filter: &Filter) -> Option<CivilDay> {
    let incidents = index.incidents();
    let last = (0..incidents.len()).max_by_key(|&row| incidents.midpoint(row))?;
    let of_data = civil_day(incidents, last);
    Some(filter.to.map_or(of_data, |to| of_data.min(day_of(to) - 1)))
}

/// The civil date that the middle of a row's window lies on.
fn civil_day(incidents: &Incidents, row: usize) -> CivilDay {
    let middle = incidents.midpoint(row);
    // Windows begin between 1950 and 2086, so that the number of days is small.
    (middle + incidents.zone().offset_s(middle)).div_euclid(DAY_S) as CivilDay
}

/// The calendar's name for a civil day; `None` beyond the year 9999.
pub fn date_of(day: CivilDay) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(day.days()).ok()
}

/// The number of a calendar date.
pub fn day_of(date: Date) -> CivilDay {
    let since = date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days());
    since as CivilDay
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::index::fixture::{incident, index, place};
    use crate::time::TimeWindow;

    #[test]
    fn placed_and_dated() {
        let month = |row: crate::incident::IncidentRow| crate::incident::IncidentRow {
            when: TimeWindow::new(row.when.start(), row.when.start() + 31 * DAY_S).unwrap(),
            ..row
        };
        let here = Some(place(0.5, 51.7));
        let rows =
            [incident(1, here, 0), incident(2, None, 5), month(incident(3, here, 10)), incident(4, here, 24 * 60)];
        let index = index(&rows);
        let found = dated_incidents(&index, &Selection::all(4), DAY_S);
        assert_eq!((found.len(), found.without_place, found.window_too_long), (2, 1, 1));
        assert_eq!(found.first_and_last_day(), Some((day_of(date(2024, 1, 1)), day_of(date(2024, 1, 2)))));
        assert_eq!(date_of(found.day[1]), Some(date(2024, 1, 2)));
        assert_eq!(dated_incidents(&index, &Selection::of_rows(4, []), DAY_S).first_and_last_day(), None);

        // The month's middle is its sixteenth day.
        let until = |to| last_day(&index, &Filter { to, ..Filter::default() }).and_then(date_of);
        assert_eq!(until(None), Some(date(2024, 1, 16)));
        assert_eq!(until(Some(date(2024, 1, 10))), Some(date(2024, 1, 9)));
        assert_eq!(until(Some(date(2030, 1, 1))), Some(date(2024, 1, 16)));
    }

    #[test]
    fn days_have_the_calendars_names() {
        for (day, name) in [(0, date(1970, 1, 1)), (-1, date(1969, 12, 31)), (19_723, date(2024, 1, 1))] {
            assert_eq!((date_of(day), day_of(name)), (Some(name), day));
        }
    }
}
