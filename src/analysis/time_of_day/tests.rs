use super::table::{CheckedTimeOfDay, Resolution, TimeOfDay, TimeOfDayError, TimeOfDayParameters, time_of_day};
use crate::analysis::progress::Progress;
use crate::incident::IncidentRow;
use crate::index::Selection;
use crate::index::fixture::{MONDAY_S, incident, index, place};
use crate::time::TimeWindow;

const HOUR_S: i64 = 3600;
const DAY_S: i64 = 24 * HOUR_S;

fn parameters() -> CheckedTimeOfDay {
    TimeOfDayParameters { replicas: 199, ..TimeOfDayParameters::default() }.check().unwrap()
}

/// One incident a window (start after Monday, length), seconds.
fn of(windows: &[(i64, i64)]) -> TimeOfDay {
    let rows: Vec<IncidentRow> = windows
        .iter()
        .zip(0..)
        .map(|(&(after, length), id)| {
            let mut row = incident(id, Some(place(0.3, 51.7)), 0);
            row.when = TimeWindow::new(MONDAY_S + after, MONDAY_S + after + length).unwrap();
            row
        })
        .collect();
    time_of_day(&index(&rows), &Selection::all(rows.len()), &parameters(), &Progress::new()).unwrap()
}

/// A theft from 22:30 on Sunday to 00:30 on Monday: a quarter, a half, a quarter.
#[test]
fn shared_out_by_hand() {
    let found = of(&[(6 * DAY_S + 22 * HOUR_S + 1800, 2 * HOUR_S)]);
    let hours = found.hours.unwrap();
    assert_eq!((hours[166], hours[167], hours[0]), (0.25, 0.5, 0.25));
    assert_eq!((found.hours_known, found.days_only, found.resolution), (1, 0, Some(Resolution::Hour)));
    assert_eq!(found.windows, []);
}

#[test]
fn peaks_in_words() {
    // Within twelve weeks, before the clocks change.
    let nights = (0..40).map(|at| (at % 12 * 7 * DAY_S + 4 * DAY_S + 22 * HOUR_S, 60));
    let found = of(&nights.collect::<Vec<_>>());
    let reading = found.reading();
    assert_eq!(reading.statement, "Fri 22:00 to 23:00: 100 % of incidents in 0.6 % of the week.");
    assert!(reading.caveat.contains("reported"), "{}", reading.caveat);
    let few = of(&[(0, 60), (50 * HOUR_S, 60), (90 * HOUR_S, 60)]).reading();
    assert!(few.statement.contains("No part of the week stands out"), "{}", few.statement);
    assert!(few.caveat.contains("only 3 incidents"), "{}", few.caveat);
}

#[test]
fn months_have_no_hours() {
    let found = of(&[(0, 31 * DAY_S), (0, 31 * DAY_S)]);
    assert_eq!((found.hours_known, found.resolution, found.hours), (0, None, None));
    let reading = found.reading();
    assert!(reading.statement.contains("cannot be read from these 2 incidents"), "{}", reading.statement);
    assert!(reading.caveat.contains("months"), "{}", reading.caveat);
}

#[test]
fn dates_have_days() {
    let weekends: Vec<(i64, i64)> = (0..40).map(|at| ((at / 2 * 7 + 5 + at % 2) * DAY_S, DAY_S)).collect();
    let found = of(&weekends);
    assert_eq!((found.resolution, found.days_only), (Some(Resolution::Day), 40));
    assert_eq!(found.windows[0].block.to_string(), "Sat to Sun");
    assert!(found.reading().caveat.contains("only days are compared"));
}

#[test]
fn unknown_hours_are_said() {
    let mut windows = vec![(2 * HOUR_S, 60); 30];
    windows.extend([(0, 3 * DAY_S); 10]);
    let found = of(&windows);
    assert_eq!((found.hours_known, found.evidence.hours_unknown), (30, 10));
    assert!(found.reading().caveat.starts_with("10 (25 %)"), "{}", found.reading().caveat);
}

#[test]
fn nothing_and_nonsense() {
    assert!(of(&[]).reading().statement.contains("no incidents"));
    let parameters = |most_windows, replicas| {
        TimeOfDayParameters { most_windows, replicas, ..TimeOfDayParameters::default() }.check()
    };
    assert_eq!(parameters(0, 999), Err(TimeOfDayError::Windows(0)));
    assert_eq!(parameters(3, 10), Err(TimeOfDayError::Replicas(10)));
    let longest = TimeOfDayParameters { most_hours: 85, ..TimeOfDayParameters::default() };
    assert_eq!(longest.check(), Err(TimeOfDayError::Hours(85)));
}
