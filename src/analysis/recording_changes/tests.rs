use jiff::civil::date;

use super::{RecordingChanges, recording_changes, recording_warning};
use crate::incident::IncidentRow;
use crate::index::Filter;
use crate::index::fixture::{MONDAY_S, incident, index};
use crate::time::{CivilZone, TimeWindow};

const DAY: i64 = 24 * 60;

/// From 2024-01-01 for three years: twelve a day, four from 2025-07-01 on; nothing in `gap` (days).
fn found(gap: std::ops::Range<i64>) -> RecordingChanges {
    let daily = |day: i64| if day < 547 { 12 } else { 4 };
    let rows: Vec<IncidentRow> = (0..1096)
        .filter(|day| !gap.contains(day))
        .flat_map(|day| {
            (0..daily(day)).map(move |hour| incident((day * 24 + hour) as u32, None, day * DAY + hour * 60))
        })
        .collect();
    recording_changes(&index(&rows), &Filter::default()).unwrap()
}

fn window(from: jiff::civil::Date, to: jiff::civil::Date) -> TimeWindow {
    let zone = CivilZone::named("Europe/London").unwrap();
    TimeWindow::new(zone.day_start(from), zone.day_start(to)).unwrap()
}

#[test]
fn a_step_is_found_and_warned_of() {
    let found = found(0..0);
    let [change] = found.series[0].changes[..] else { panic!("{:?}", found.series[0]) };
    let months = found.months.as_ref().unwrap();
    assert_eq!(months.first_date(change.first_after), date(2025, 7, 1));
    assert!((change.ratio.unwrap() - 1.0 / 3.0).abs() < 0.01);
    let across = found.warning(window(date(2024, 1, 1), date(2024, 7, 1)), window(date(2026, 1, 1), date(2026, 7, 1)));
    assert_eq!(
        across.unwrap(),
        "From June 2025 to July 2025 the whole force's level fell by 67 % (from 365 to 122 a month). Part of any difference may be a \
         change of recording."
    );
    let same_side =
        found.warning(window(date(2026, 1, 1), date(2026, 7, 1)), window(date(2025, 7, 1), date(2025, 12, 1)));
    assert_eq!(same_side, None);
    assert!(found.reading().statement.starts_with("From June 2025 to July 2025 the whole force's level fell by 67 %"));
}

#[test]
fn a_gap_is_said() {
    let found = found(366..547);
    let before = window(date(2024, 1, 1), date(2025, 1, 1));
    let after = window(date(2025, 7, 1), date(2026, 7, 1));
    let warning = found.warning(after, before).unwrap();
    assert!(warning.contains("From December 2024 to July 2025 the whole force's level fell"), "{warning}");
    assert!(warning.ends_with("There are no data from January 2025 to June 2025."), "{warning}");
    assert_eq!(found.warning(before, before), None);
}

#[test]
fn two_filters_are_warned_of() {
    let rows: Vec<IncidentRow> = (0..1096_i64)
        .flat_map(|day| (0..if day < 547 { 9 } else { 3 }).map(move |hour| incident(1, None, day * DAY + hour * 60)))
        .collect();
    let index = index(&rows);
    let filter = |text: &str| Filter::from_query(text).unwrap();
    let (early, late) = (filter("category=asb&from=2024-03-01&to=2024-06-01"), filter("from=2026-03-01&to=2026-06-01"));
    assert!(recording_warning(&index, &late, &early).unwrap().contains("fell by 67 %"));
    assert_eq!(recording_warning(&index, &early, &early), None);
}

#[test]
fn nothing_to_search() {
    let none = recording_changes(&index(&[]), &Filter::default()).unwrap();
    let any = TimeWindow::new(MONDAY_S, MONDAY_S + 1).unwrap();
    assert!(none.series.is_empty() && none.warning(any, any).is_none() && !none.searched());
    assert!(none.reading().statement.contains("no whole month"));
}
