use std::collections::{BTreeMap, BTreeSet};

use h3o::{LatLng, Resolution};

use super::{DisclosedField, DisclosedPlace, DisclosedRisk, Ground, Kept, Protected, ReleasePeriod, Terms, protect};
use crate::incident::{IncidentRow, Incidents, Precision, Provenance};
use crate::index::fixture::{MONDAY_S, incident, index, place, uniform};
use crate::index::{Filter, Index};
use crate::space::{LngLat, cell_centre};
use crate::time::TimeWindow;

const DAY: i64 = 24 * 60;
/// All data are over by then.
const LATER: i64 = MONDAY_S + 4000 * 86_400;

fn terms(categories: &str) -> Terms {
    Terms {
        categories: Filter::parse([("category", categories)]).unwrap().categories,
        sources: BTreeSet::new(),
        place: DisclosedPlace::Cell(Resolution::Eight),
        period: ReleasePeriod::Month,
        threshold: 6,
        residential_addresses: 8,
        delay_days: 0,
        fields: BTreeSet::new(),
        risk: DisclosedRisk::None,
    }
}

fn protected(index: &Index, terms: &Terms) -> Protected {
    protect(index, terms, Ground::Layer, LATER).unwrap()
}

/// An incident on 15 January 2024 or so many months later.
fn in_month(id: u32, at: LngLat, month: i64) -> IncidentRow {
    incident(id, Some(at), (14 + 30 * month) * DAY + i64::from(id) * 7)
}

/// So that January to `month` − 1 are over: an incident that is nobody's.
fn end(month: i64) -> IncidentRow {
    let mut row = incident(9_999_999, None, (30 * month + 20) * DAY);
    row.category = 1;
    row
}

/// All columns of a row that can be seen, but its number.
fn seen(incidents: &Incidents, row: usize) -> (i64, i64, Option<(i32, i32)>, String) {
    let when = incidents.when(row);
    let rest = format!(
        "{} {} {:?} {:?} {:?} {:?}",
        incidents.category(row),
        incidents.source(row),
        incidents.provenance(row),
        incidents.attended(row),
        incidents.outcome(row),
        incidents.area_code(row),
    );
    (when.start(), when.end(), incidents.place_key(row), rest)
}

#[test]
fn six_are_shown_and_five_are_not() {
    let (here, there) = (place(0.35, 51.75), place(0.65, 51.75));
    let mut rows: Vec<_> = (1..=6).map(|id| in_month(id, here, 0)).collect();
    rows.extend((7..=11).map(|id| in_month(id, there, 0)));
    rows.push(end(2));
    let index = index(&rows);
    let copy = protected(&index, &terms("asb"));
    assert_eq!(copy.kept, Kept { covered: 11, disclosed: 6, groups: 2, groups_disclosed: 1 });
    let incidents = copy.index.incidents();
    assert_eq!(incidents.ids(), [1, 2, 3, 4, 5, 6]);
    let cell = LatLng::new(51.75, 0.35).unwrap().to_cell(Resolution::Ten).parent(Resolution::Eight).unwrap();
    let (zone, shown) = (incidents.zone(), incidents.place(0).unwrap());
    assert!(
        (shown.lng() - cell_centre(cell).lng()).abs() < 1e-6 && (shown.lat() - cell_centre(cell).lat()).abs() < 1e-6
    );
    assert_eq!(incidents.when(0), zone.month(2024, 1).unwrap());
    assert_eq!((incidents.precision(0), incidents.hour_of_week(0)), (Precision::Cell, None));
    assert_eq!((incidents.source(0), incidents.provenance(0)), ("not disclosed", Provenance::Unknown));
    assert_eq!(incidents.dictionaries().categories.len(), 1, "burglary is not even a word");
    assert!(incidents.dictionaries().locations.is_empty());
}

#[test]
fn a_period_that_runs_is_not_shown() {
    let here = place(0.35, 51.75);
    let rows: Vec<_> =
        (1..=9).map(|id| in_month(id, here, 0)).chain((10..=18).map(|id| in_month(id, here, 1))).collect();
    let shown = |now| protect(&index(&rows), &terms("asb"), Ground::Layer, now).unwrap().kept;
    assert_eq!(shown(LATER).disclosed, 9, "the data end in February, so that January alone is over");
    assert_eq!(shown(MONDAY_S + 20 * 86_400).covered, 0, "by the clock January is not over");
    let until_march: Vec<_> = rows.iter().copied().chain([end(2)]).collect();
    let found = protect(&index(&until_march), &terms("asb"), Ground::Layer, LATER).unwrap();
    assert_eq!(found.kept.disclosed, 18);
}

#[test]
fn fields_that_are_named_divide_groups() {
    let here = place(0.35, 51.75);
    let rows: Vec<_> = (1..=10)
        .map(|id| IncidentRow { source: u8::from(id > 4), attended: Some(id > 5), ..in_month(id, here, 0) })
        .chain([end(2)])
        .collect();
    let index = index(&rows);
    let with = |fields: &[DisclosedField]| Terms { fields: fields.iter().copied().collect(), ..terms("asb") };
    assert_eq!(protected(&index, &terms("asb")).kept.disclosed, 10);
    let copy = protected(&index, &with(&[DisclosedField::Source]));
    assert_eq!((copy.kept.disclosed, copy.index.incidents().source(0)), (6, "Council"));
    assert_eq!(copy.index.incidents().dictionaries().sources, ["Council"], "who was left out is not even a name");
    assert_eq!(protected(&index, &with(&[DisclosedField::Attended])).kept.disclosed, 0, "five and five");
    let council = Terms { sources: ["Council".to_owned()].into(), ..terms("asb") };
    assert_eq!(protected(&index, &council).kept.disclosed, 6);
}

#[test]
fn areas_in_place_of_cells() {
    let mut rows: Vec<_> = (1..=6).map(|id| in_month(id, place(0.25 + f64::from(id) * 0.03, 51.7), 0)).collect();
    rows.extend((7..=9).map(|id| in_month(id, place(0.7, 51.7), 0)));
    rows.extend((10..=12).map(|id| IncidentRow {
        area_code: Some(0),
        place: None,
        ..in_month(id, place(0.1, 51.0), 0)
    }));
    rows.push(end(2));
    let by_area = Terms { place: DisclosedPlace::Area("district".to_owned()), ..terms("asb") };
    let copy = protected(&index(&rows), &by_area);
    assert_eq!(copy.kept.disclosed, 12, "six in W; three and three in E, where the area code says so");
    let incidents = copy.index.incidents();
    assert!((0..12).all(|row| !incidents.is_located(row) && incidents.precision(row) == Precision::Area));
    let all = copy.index.select(&Filter::default()).unwrap();
    assert_eq!(copy.index.by_area(&all, 0), [6, 6]);
    let unknown = Terms { place: DisclosedPlace::Area("ward".to_owned()), ..terms("asb") };
    assert!(protect(&index(&rows), &unknown, Ground::Layer, LATER).unwrap_err().to_string().contains("\"ward\""));
}

#[test]
fn nothing_and_nothing_left() {
    for rows in [vec![], vec![in_month(1, place(0.35, 51.75), 0), end(2)]] {
        for ground in [Ground::Layer, Ground::Drawn] {
            let copy = protect(&index(&rows), &terms("asb"), ground, LATER).unwrap();
            assert!(copy.index.incidents().is_empty());
            assert!(copy.index.incidents().dictionaries().categories.is_empty());
        }
    }
}

#[test]
fn a_drawn_study_area_tells_nothing_of_who_was_left_out() {
    let crowd = |id| in_month(id, place(0.35, 51.75), 0);
    let lonely = in_month(100, place(0.79, 51.89), 0);
    let rows: Vec<_> = (1..=8).map(crowd).chain([end(2)]).collect();
    let with: Vec<_> = rows.iter().copied().chain([lonely]).collect();
    let of = |rows: &[IncidentRow]| protect(&index(rows), &terms("asb"), Ground::Drawn, LATER).unwrap();
    assert_eq!(of(&rows).fingerprint, of(&with).fingerprint);
    assert!(of(&with).index.extent().max().x < 0.5);
}

/// Thousands of incidents over a few cells and months, from `seed`.
fn many(seed: u64, incidents: u32) -> Vec<IncidentRow> {
    let mut random = uniform(seed);
    let row = |id| {
        let crowded = random() < 0.7;
        let (lng, lat) =
            if crowded { (0.30 + random() * 0.05, 51.7) } else { (0.21 + random() * 0.58, 51.61 + random() * 0.28) };
        let mut row = incident(id, Some(place(lng, lat)), (random() * 200.0 * DAY as f64) as i64);
        row.category = u8::from(random() < 0.2);
        row.source = u8::from(random() < 0.3);
        row.provenance = Provenance::ALL[(random() * 5.0) as usize];
        row.attended = [None, Some(false), Some(true)][(random() * 3.0) as usize];
        row
    };
    (1..=incidents).map(row).collect()
}

#[test]
fn every_row_has_its_like_and_every_group_its_whole_count() {
    let fields: [&[DisclosedField]; 3] =
        [&[], &[DisclosedField::Source], &[DisclosedField::Provenance, DisclosedField::Attended]];
    for (seed, fields) in (1..).zip(fields) {
        let index = index(&many(seed, 20_000));
        let terms = Terms { fields: fields.iter().copied().collect(), ..terms("asb,crime") };
        let copy = protected(&index, &terms);
        assert!(copy.kept.disclosed > 1000 && copy.kept.disclosed < copy.kept.covered, "{:?}", copy.kept);
        let incidents = copy.index.incidents();
        let mut alike: BTreeMap<_, usize> = BTreeMap::new();
        (0..incidents.len()).for_each(|row| *alike.entry(seen(incidents, row)).or_default() += 1);
        assert!(alike.values().all(|&count| count >= 6), "{:?}", alike.values().min());
        // Threshold 1 keeps everything: the same groups are there, those of six or more with the same count.
        let all = protected(&index, &Terms { threshold: 1, ..terms });
        let whole = all.index.incidents();
        let mut truth: BTreeMap<_, usize> = BTreeMap::new();
        (0..whole.len()).for_each(|row| *truth.entry(seen(whole, row)).or_default() += 1);
        assert!(truth.values().any(|&count| count < 6), "the test can fail");
        truth.retain(|_, count| *count >= 6);
        assert_eq!(alike, truth);
    }
}

/// The same disclosed content from incidents elsewhere in their cells, at other times of their months, in another order and with other
/// numbers; those of small groups changed at will.
#[test]
fn what_is_hidden_changes_nothing() {
    let (here, there) = (place(0.35, 51.75), place(0.65, 51.75));
    let world = |step: i64, few: u32, first: u32| {
        let mut rows: Vec<_> = (0..8_u32)
            .map(|at| IncidentRow { id: first + at, ..incident(1, Some(here), (3 + i64::from(at) * step) * DAY) })
            .collect();
        rows.extend((0..few).map(|at| IncidentRow { id: first + 100 - at, ..in_month(50 + at, there, 0) }));
        rows.push(end(2));
        index(&rows)
    };
    let one = protected(&world(1, 1, 1), &terms("asb"));
    let other = protected(&world(3, 5, 7000), &terms("asb"));
    assert_eq!(one.fingerprint, other.fingerprint);
    assert_ne!(one.fingerprint, protected(&world(1, 6, 1), &terms("asb")).fingerprint);
    let rows = |copy: &Protected| {
        let incidents = copy.index.incidents();
        (0..incidents.len()).map(|row| (incidents.ids()[row], seen(incidents, row))).collect::<Vec<_>>()
    };
    assert_eq!(rows(&one), rows(&other));
}

#[test]
fn a_long_window_goes_where_its_middle_lies() {
    let long = |id| {
        let start = MONDAY_S + 20 * 86_400;
        IncidentRow {
            when: TimeWindow::new(start, start + 40 * 86_400).unwrap(),
            ..in_month(id, place(0.35, 51.75), 0)
        }
    };
    let copy = protected(&index(&(1..=6).map(long).chain([end(4)]).collect::<Vec<_>>()), &terms("asb"));
    let incidents = copy.index.incidents();
    assert_eq!(incidents.when(0), incidents.zone().month(2024, 2).unwrap());
}
