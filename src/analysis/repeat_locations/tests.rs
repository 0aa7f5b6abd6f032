use super::groups::{By, ByError};
use super::ranking::{LocationId, repeat_locations};
use crate::incident::{IncidentRow, Precision};
use crate::index::fixture::{MONDAY_S, incident, index, place, uniform};
use crate::index::{Index, Selection};
use crate::space::Metres;
use crate::time::TimeWindow;

const DAY: i64 = 24 * 60;
const CLUSTER: By = By::Cluster { radius: Metres(50.0), min_points: 3 };

/// Three at key `a` (two points, 7 m apart), two at `b`, one without a key or a place, one without a key.
fn seven() -> Index {
    let (a, near_a, b) = (place(0.30, 51.70), place(0.3001, 51.70), place(0.60, 51.70));
    let mut rows = [
        incident(1, Some(a), 60),
        incident(2, Some(a), 2 * DAY),
        incident(3, Some(near_a), 8 * DAY),
        incident(4, Some(b), 9 * DAY),
        incident(5, Some(b), 9 * DAY + 5),
        incident(6, None, 10 * DAY),
        incident(7, Some(place(0.7, 51.8)), 11 * DAY),
    ];
    for row in &mut rows[..3] {
        row.location = Some(0);
    }
    for row in &mut rows[3..5] {
        row.location = Some(1);
        row.precision = Precision::MapPoint;
        row.category = 1;
    }
    index(&rows)
}

fn counts(index: &Index, by: By) -> Vec<usize> {
    let found = repeat_locations(index, &Selection::all(index.incidents().len()), by);
    (0..found.len()).map(|rank| found.rows(rank).len()).collect()
}

#[test]
fn three_ways_to_be_the_same_place() {
    let index = seven();
    assert_eq!(counts(&index, By::Key), [3, 2]);
    assert_eq!(counts(&index, By::Point), [2, 2, 1, 1]);
    assert_eq!(counts(&index, CLUSTER), [3]);
    let all = Selection::all(7);
    assert_eq!(repeat_locations(&index, &all, By::Key).without_location(), 2);
    assert_eq!(repeat_locations(&index, &all, By::Point).without_location(), 1);
    assert_eq!(repeat_locations(&index, &all, CLUSTER).without_location(), 4);
}

#[test]
fn a_card_by_hand() {
    let index = seven();
    let found = repeat_locations(&index, &Selection::all(7), By::Key);
    let top = found.location(&index, 0);
    assert_eq!((top.rank, top.count, top.label.as_deref()), (1, 3, Some("At a")));
    assert_eq!(top.place, Some(place(0.30, 51.70)));
    assert_eq!((top.precision, top.is_snapped()), (Precision::Exact, false));
    assert!((top.share_fraction - 3.0 / 7.0).abs() < 1e-12);
    assert_eq!(top.first, TimeWindow::new(MONDAY_S + 3600, MONDAY_S + 3660).unwrap());
    assert_eq!(top.last.start(), MONDAY_S + 8 * DAY * 60);
    assert_eq!(top.distinct_days, Some(3));
    // Gaps of 1 day 23 hours and 6 days.
    assert!((top.median_gap_days.unwrap() - (47.0 / 24.0 + 6.0) / 2.0).abs() < 1e-12);
    assert_eq!((top.categories, top.sources), (vec![(0, 3)], vec![(0, 3)]));
    assert_eq!(top.hour_of_week.hours[1], 1.0);
    let second = found.location(&index, 1);
    assert!(second.is_snapped());
    assert_eq!((second.distinct_days, second.categories), (Some(1), vec![(1, 2)]));
    assert_eq!(found.with_at_least(2), 2);
    assert_eq!(found.with_at_least(3), 1);
    assert_eq!(found.with_at_least(4), 0);
}

#[test]
fn a_month_knows_neither_day_nor_gap() {
    let mut rows = [incident(1, Some(place(0.3, 51.7)), 0), incident(2, Some(place(0.3, 51.7)), 0)];
    for row in &mut rows {
        row.when = TimeWindow::new(MONDAY_S, MONDAY_S + 31 * DAY * 60).unwrap();
    }
    let index = index(&rows);
    let card = repeat_locations(&index, &Selection::all(2), By::Point).location(&index, 0);
    assert_eq!((card.distinct_days, card.median_gap_days, card.hour_of_week.unknown), (None, None, 2));
}

#[test]
fn names_last() {
    let index = seven();
    let all = Selection::all(7);
    for by in [By::Key, By::Point, CLUSTER] {
        let found = repeat_locations(&index, &all, by);
        for rank in 0..found.len() {
            assert_eq!(found.find(&index, &found.id(&index, rank)), Some(rank));
        }
        assert_eq!(found.find(&index, &LocationId::from("nowhere")), None);
    }
    // FNV-1a of "a", from its authors' test vectors.
    assert_eq!(repeat_locations(&index, &all, By::Key).id(&index, 0).as_str(), "kaf63dc4c8601ec8c");
    assert_eq!(repeat_locations(&index, &all, By::Point).id(&index, 0).as_str(), "p6000000_517000000");
    assert_eq!(repeat_locations(&index, &all, CLUSTER).id(&index, 0).as_str(), "c1");
}

#[test]
fn places_without_a_selected_incident_count_in_the_concentration() {
    let index = seven();
    let crime = Selection::of_rows(7, [3, 4]);
    let found = repeat_locations(&index, &crime, By::Point).concentration().unwrap();
    // Four points are known, both incidents lie at one of them: G = 3/4, G' = 1 - 4/2 · 1/4.
    assert_eq!((found.incidents, found.locations), (2, 4));
    assert!((found.gini - 0.75).abs() < 1e-12 && (found.adjusted_gini - 0.5).abs() < 1e-12);
    assert_eq!(repeat_locations(&index, &Selection::of_rows(7, []), By::Key).concentration(), None);
}

#[test]
fn input_order_changes_nothing() {
    let mut random = uniform(3);
    let mut rows: Vec<IncidentRow> = (0..500)
        .map(|id| {
            let step = |x: f64| (x * 12.0).floor() / 12.0;
            let at = place(0.25 + 0.5 * step(random()), 51.65 + 0.2 * step(random()));
            incident(id, Some(at), (random() * 1e5) as i64)
        })
        .collect();
    let cards = |rows: &[IncidentRow], by| {
        let index = index(rows);
        let found = repeat_locations(&index, &Selection::all(rows.len()), by);
        (0..found.len()).map(|rank| found.location(&index, rank)).collect::<Vec<_>>()
    };
    let before = (cards(&rows, By::Point), cards(&rows, CLUSTER));
    rows.reverse();
    assert!((cards(&rows, By::Point), cards(&rows, CLUSTER)) == before);
    assert_eq!(before.0.iter().map(|card| card.count).sum::<usize>(), 500);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let cluster = |radius, min_points| By::Cluster { radius: Metres(radius), min_points }.check();
    assert_eq!(cluster(0.0, 5).unwrap_err(), ByError::Radius(0.0));
    assert!(cluster(f64::NAN, 5).is_err());
    assert_eq!(cluster(50.0, 1).unwrap_err(), ByError::MinPoints(1));
    assert!(cluster(50.0, 5).is_ok());
}
