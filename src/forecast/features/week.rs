use crate::forecast::past::Past;
use crate::forecast::shifts::{BLOCKS, Shift, ShiftScheme, enough_hours, hours_in_blocks};
use crate::time::{HOURS_PER_WEEK, HourOfWeek, TimeWindow};

/// The stretches of the week that incidents are told apart by: day and night, of weekdays and of the weekend. More of them would leave a
/// cell with too few each.
#[derive(Debug)]
pub(super) struct Week {
    shifts: Vec<Shift>,
    /// The shift that each hour of the week lies in.
    of_hour: Vec<usize>,
}

impl Week {
    pub(super) fn new() -> Self {
        let shifts = ShiftScheme::DayNight.shifts();
        let shift = |hour| shifts.iter().position(|shift| shift.holds(hour)).expect("shifts are the week");
        Self { of_hour: (0..HOURS_PER_WEEK as HourOfWeek).map(shift).collect(), shifts }
    }

    pub(super) fn shift_of(&self, hour: HourOfWeek) -> usize {
        self.of_hour[usize::from(hour)]
    }

    pub(super) fn len(&self) -> usize {
        self.shifts.len()
    }

    pub(super) fn id(&self, shift: usize) -> &str {
        &self.shifts[shift].id
    }

    /// How often each shift comes in the days of a window as a part of how often it usually does: 1 for each in whole weeks, 0 for the
    /// weekend's in a Tuesday.
    pub(super) fn how_often(&self, past: Past<'_>, window: TimeWindow, days: f64) -> Vec<f64> {
        let hours: [f64; BLOCKS] = hours_in_blocks(window, past.zone());
        self.shifts.iter().map(|shift| shift.weeks_in(&hours) * 7.0 / days).collect()
    }
}

/// Whether the hours of the past's incidents are known well enough: months have none.
pub(super) fn knows_hours(past: Past<'_>) -> bool {
    let events = past.events();
    let known = (0..events.len()).filter(|&event| events.hour_of_week(event).is_some()).count();
    enough_hours(known, events.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::events::{Event, Events};
    use crate::forecast::features::column::{Column, columns};
    use crate::forecast::fixture::{ORIGIN, history, zone};
    use crate::forecast::history::History;
    use crate::forecast::horizon::Horizon;
    use crate::incident::Provenance;
    use crate::space::Planar;

    #[test]
    fn a_week_has_each_shift_once_and_a_monday_no_weekend() {
        let history = history(1, &[], 100);
        let past = history.before(ORIGIN);
        let week = Week::new();
        let often = |horizon: Horizon| week.how_often(past, horizon.window(ORIGIN, past.zone()), horizon.days());
        assert!(often(Horizon::Days(7)).iter().all(|often| (often - 1.0).abs() < 1e-12));
        // A Monday from midnight: 12 of the 60 hours of weekday days in a seventh of the week, 7 of Sunday's night and 5 of its own.
        let expected = [7.0 * 12.0 / 60.0, 7.0 * 12.0 / 60.0, 0.0, 0.0];
        for (often, expected) in often(Horizon::Days(1)).into_iter().zip(expected) {
            assert!((often - expected).abs() < 1e-12, "{often} {expected}");
        }
        assert_eq!(week.id(week.shift_of(5 * 24 + 2)), "weekend-night", "Saturday at two");
    }

    #[test]
    fn months_have_no_hours() {
        let zone = zone();
        let event = |number: i64| {
            let end = zone.day_start(ORIGIN) - number * 60;
            let when = TimeWindow::new(end - 30 * 86_400, end).unwrap();
            let at = Planar { x: 50.0, y: 50.0 };
            Event { when, at, cell: Some(0), provenance: Provenance::PublicReport, weight: 1.0 }
        };
        let months = Events::new((1..100).map(event).collect(), &zone);
        let empty = history(1, &[], 100);
        let history = History::new(empty.cells().clone(), zone, months, empty.covered().to_vec());
        let past = history.before(ORIGIN);
        assert!(past.events().len() == 99 && !knows_hours(past));
        assert!(!columns(past).iter().any(|column| matches!(column, Column::Shift { .. })));
    }

    #[test]
    fn few_hours_are_none() {
        let known = |count: i32| {
            let events: Vec<(u32, f64)> = (1..=count).map(|day| (0, -f64::from(day))).collect();
            knows_hours(history(1, &events, 100).before(ORIGIN))
        };
        assert!(!known(0) && !known(20) && known(40));
    }
}
