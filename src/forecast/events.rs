use crate::incident::Provenance;
use crate::space::Planar;
use crate::time::{CivilZone, HourOfWeek, TimeWindow};

/// One incident as a forecaster sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    pub when: TimeWindow,
    /// Metres on the flat map of the cells.
    pub at: Planar,
    /// The cell that holds it; `None` outside all cells.
    pub cell: Option<u32>,
    pub provenance: Provenance,
    /// What it counts as: 1, or less where it was found by being there.
    pub weight: f64,
}

/// Incidents as columns, in the order of the ends of their windows; entry `i` is the same incident in every column.
#[derive(Clone, Debug, Default)]
pub struct Events {
    end_s: Vec<i64>,
    middle_day: Vec<f64>,
    window_days: Vec<f32>,
    at: Vec<Planar>,
    cell: Vec<u32>,
    hour_of_week: Vec<u8>,
    provenance: Vec<Provenance>,
    weight: Vec<f64>,
}

const NO_CELL: u32 = u32::MAX;
const NO_HOUR: u8 = u8::MAX;
const DAY_S: f64 = 86_400.0;

/// An hour is known for a window of at most this long.
const LONGEST_WITH_HOUR_S: i64 = 3600;

/// The middle of a window in civil days since 1970-01-01, with the fraction of the day that has passed.
pub(super) fn civil_day(second: i64, zone: &CivilZone) -> f64 {
    (second + zone.offset_s(second)) as f64 / DAY_S
}

impl Events {
    /// `events` in any order.
    pub fn new(mut events: Vec<Event>, zone: &CivilZone) -> Self {
        events.sort_by_key(|event| (event.when.end(), event.when.start()));
        let mut columns = Self::default();
        for event in events {
            let hour_known = event.when.seconds() <= LONGEST_WITH_HOUR_S;
            columns.end_s.push(event.when.end());
            columns.middle_day.push(civil_day(event.when.midpoint(), zone));
            columns.window_days.push((event.when.seconds() as f64 / DAY_S) as f32);
            columns.at.push(event.at);
            columns.cell.push(event.cell.unwrap_or(NO_CELL));
            columns.hour_of_week.push(if hour_known { zone.hour_of_week(event.when.midpoint()) } else { NO_HOUR });
            columns.provenance.push(event.provenance);
            columns.weight.push(event.weight);
        }
        columns
    }

    pub fn len(&self) -> usize {
        self.end_s.len()
    }

    pub fn is_empty(&self) -> bool {
        self.end_s.is_empty()
    }

    /// Those whose windows were over by `origin_s`.
    pub fn before(&self, origin_s: i64) -> EventsBefore<'_> {
        let len = self.end_s.partition_point(|&end| end <= origin_s);
        EventsBefore { events: self, len }
    }
}

/// The incidents that were over by an origin, in the order of the ends of their windows.
#[derive(Clone, Copy, Debug)]
pub struct EventsBefore<'a> {
    events: &'a Events,
    len: usize,
}

impl<'a> EventsBefore<'a> {
    pub fn len(self) -> usize {
        self.len
    }

    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The first seconds after the windows, ascending.
    pub fn end_s(self) -> &'a [i64] {
        &self.events.end_s[..self.len]
    }

    /// The middles of the windows, civil days since 1970-01-01T00:00 with fractions.
    pub fn middle_day(self) -> &'a [f64] {
        &self.events.middle_day[..self.len]
    }

    /// Lengths of the windows: a month-only incident has 28 to 31.
    pub fn window_days(self) -> &'a [f32] {
        &self.events.window_days[..self.len]
    }

    /// Metres on the flat map of the cells.
    pub fn at(self) -> &'a [Planar] {
        &self.events.at[..self.len]
    }

    /// The row of its cell, `None` outside all cells.
    pub fn cell(self, event: usize) -> Option<usize> {
        let cell = self.events.cell[..self.len][event];
        (cell != NO_CELL).then_some(cell as usize)
    }

    /// `None` where the window is too long to tell.
    pub fn hour_of_week(self, event: usize) -> Option<HourOfWeek> {
        let hour = self.events.hour_of_week[..self.len][event];
        (hour != NO_HOUR).then_some(hour)
    }

    pub fn provenance(self, event: usize) -> Provenance {
        self.events.provenance[..self.len][event]
    }

    /// What each counts as.
    pub fn weight(self) -> &'a [f64] {
        &self.events.weight[..self.len]
    }
}
