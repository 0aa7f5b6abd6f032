use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, proptest};

use super::circles::Circles;
use super::clusters::space_time_clusters;
use super::parameters::{CheckedScan, Mode, ScanError, ScanParameters};
use super::scan::{Cases, Cluster, scan};
use super::statistic::log_likelihood_ratio;
use crate::analysis::finding::Evidence;
use crate::analysis::progress::Progress;
use crate::incident::IncidentRow;
use crate::index::Selection;
use crate::index::fixture::{incident, index, place, uniform};
use crate::space::{Metres, Planar};
use crate::time::TimeWindow;

fn parameters(mode: Mode, max_radius: f64, max_days: u32) -> CheckedScan {
    ScanParameters { mode, max_radius: Metres(max_radius), max_days, replicas: 99, seed: 1 }.check().unwrap()
}

fn found(cases: &Cases, parameters: &CheckedScan) -> Vec<Cluster> {
    scan(cases, parameters, 10, &Progress::new()).unwrap()
}

/// Cases as (x, y, day); each place once.
fn cases(events: &[(i32, i32, u32)], n_days: u32) -> Cases {
    let mut made = Cases { n_days, ..Cases::default() };
    for &(x, y, day) in events {
        let at = Planar { x: x.into(), y: y.into() };
        let place = made.places.iter().position(|&other| other == at).unwrap_or_else(|| {
            made.places.push(at);
            made.places.len() - 1
        });
        made.place.push(place as u32);
        made.day.push(day);
    }
    made
}

#[test]
fn by_hand() {
    // Three cases near each other on days 8 and 9 of ten; seven far apart, one every other day.
    let mut events = vec![(0, 0, 8), (5, 0, 8), (0, 5, 9)];
    events.extend((0..7).map(|i| (1000 + 100 * i, 0, (i as u32) * 4 / 3)));
    let cases = cases(&events, 10);
    let clusters = found(&cases, &parameters(Mode::Prospective, 10.0, 3));
    // Three of the circle, and on days 8 and 9 three and the one of day 8 elsewhere: 3 × 4 / 10 expected.
    let top = clusters[0];
    assert_eq!((top.cases, top.days, top.centre), (3, (8, 10), 0));
    assert!((top.expected - 1.2).abs() < 1e-12, "{}", top.expected);
    assert_eq!(top.radius, Metres(5.0));
    let by_hand = 3.0 * (3.0_f64 / 1.2).ln() + 7.0 * (7.0_f64 / 8.8).ln();
    assert!((top.statistic - by_hand).abs() < 1e-12);
    assert_eq!(top.recurrence_interval_days, top.p.map(|p| 1.0 / p));
}

/// The definition, cylinder by cylinder.
fn brute(cases: &Cases, parameters: &CheckedScan) -> f64 {
    let total = cases.len() as u32;
    let mut best = 0.0_f64;
    for &centre in &cases.places {
        for &edge in &cases.places {
            let radius = centre.distance(edge);
            let inside: Vec<usize> = (0..cases.len())
                .filter(|&case| centre.distance(cases.places[cases.place[case] as usize]) <= radius)
                .collect();
            if radius > parameters.max_radius() || inside.len() > cases.len() / 2 {
                continue;
            }
            for from in 0..cases.n_days {
                for to in from + 1..=(from + parameters.max_days()).min(cases.n_days) {
                    if parameters.mode() == Mode::Prospective && to < cases.n_days {
                        continue;
                    }
                    let on = |case: &usize| (from..to).contains(&cases.day[*case]);
                    let count = inside.iter().filter(|&case| on(case)).count() as u32;
                    let days = (0..cases.len()).filter(on).count() as u64;
                    if count >= 2 {
                        best = best.max(log_likelihood_ratio(count, inside.len() as u64 * days, total));
                    }
                }
            }
        }
    }
    best
}

fn events() -> impl Strategy<Value = Vec<(i32, i32, u32)>> {
    prop::collection::vec((0..12_i32, 0..12_i32, 0..20_u32), 0..50)
}

proptest! {
    // The definition costs milliseconds a try.
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_strongest_is_that_of_every_cylinder(events in events(), radius in 1..8_i32, days in 1_u32..9, turn in 0..50_usize) {
        let cases_of = |events: &[(i32, i32, u32)]| cases(events, 20);
        for mode in Mode::ALL {
            let parameters = parameters(mode, f64::from(radius), days);
            let clusters = found(&cases_of(&events), &parameters);
            let strongest = clusters.first().map_or(0.0, |top| top.statistic);
            prop_assert!((strongest - brute(&cases_of(&events), &parameters)).abs() < 1e-12);
            prop_assert!(clusters.is_sorted_by(|a, b| a.statistic >= b.statistic));
            // Another order of the input has the same strongest cluster.
            let mut turned = events.clone();
            turned.rotate_left(turn.min(events.len()));
            prop_assert_eq!(found(&cases_of(&turned), &parameters).first().map(|top| top.statistic.to_bits()),
                clusters.first().map(|top| top.statistic.to_bits()));
        }
    }
}

/// A steady county with a burst of eight cases round one place on the last three days.
fn county() -> Cases {
    let mut number = uniform(7);
    let mut events: Vec<(i32, i32, u32)> = (0..400)
        .map(|_| ((number() * 10_000.0) as i32, (number() * 10_000.0) as i32, (number() * 100.0) as u32))
        .collect();
    events.extend((0..8).map(|i| (5_000 + 10 * i, 5_000, 97 + i as u32 % 3)));
    cases(&events, 100)
}

#[test]
fn a_burst_is_found_and_nothing_else() {
    let cases = county();
    for mode in Mode::ALL {
        let clusters = found(&cases, &parameters(mode, 1_000.0, 14));
        let top = clusters[0];
        assert!(top.cases >= 8 && top.p == Some(0.01) && top.days.1 == 100, "{top:?}");
        assert!(clusters[1..].iter().all(|other| other.p > Some(0.05)), "{clusters:?}");
    }
}

#[test]
fn the_same_for_any_number_of_threads() {
    let cases = county();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| found(&cases, &parameters(Mode::Retrospective, 1_000.0, 14)))
    };
    let one = with(1);
    assert!(one == with(2) && one == with(8));
}

#[test]
fn nothing_to_find() {
    let degenerate = [
        vec![],
        vec![(0, 0, 3)],
        vec![(0, 0, 3), (1, 1, 3), (2, 2, 3), (3, 3, 3)],
        (0..10).map(|day| (0, 0, day)).collect(),
    ];
    for events in degenerate {
        for mode in Mode::ALL {
            assert_eq!(found(&cases(&events, 10), &parameters(mode, 100.0, 5)), []);
        }
    }
}

#[test]
fn clusters_share_no_place() {
    let mut events = Vec::new();
    for (x, day) in [(0, 4), (100, 12), (103, 12)] {
        events.extend((0..4).map(|i| (x + i, 0, day)));
    }
    events.extend((0..30).map(|i| (1_000 + 50 * i, 0, i as u32 % 20)));
    let cases = cases(&events, 20);
    let clusters = found(&cases, &parameters(Mode::Retrospective, 10.0, 3));
    let circles =
        Circles::round(&cases, &parameters(Mode::Retrospective, 10.0, 3), 1_000_000, &Progress::new()).unwrap();
    assert!(clusters.len() >= 2);
    let inside = |cluster: &Cluster| -> Vec<u32> {
        let centre = cases.places[cluster.centre];
        let near = circles.near(cluster.centre).iter().copied();
        near.filter(|&place| centre.distance(cases.places[place as usize]) <= cluster.radius).collect()
    };
    let mut all: Vec<u32> = clusters.iter().flat_map(inside).collect();
    let held = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), held);
}

fn evidence() -> Evidence {
    Evidence { incidents: 100, snapped: 0, hours_unknown: 0 }
}

#[test]
fn a_selection_in_words() {
    let mut number = uniform(3);
    let mut rows: Vec<IncidentRow> = (0..200_u32)
        .map(|id| {
            let at = place(0.25 + 0.5 * number(), 51.65 + 0.2 * number());
            incident(id, Some(at), (number() * 60.0) as i64 * 24 * 60 + 720)
        })
        .collect();
    rows.extend((0..6).map(|id| incident(200 + id, Some(place(0.5, 51.7 + 1e-4 * f64::from(id))), 59 * 24 * 60 + 700)));
    rows.sort_by_key(|row| row.when.start());
    let index = index(&rows);
    let scanned = |mode| {
        let all = Selection::all(rows.len());
        space_time_clusters(&index, &all, &parameters(mode, 500.0, 7), None, 5, &Progress::new()).unwrap()
    };
    let prospective = scanned(Mode::Prospective);
    let reading = prospective.reading(&evidence());
    assert!(
        reading.statement.contains("on 29 February 2024") && reading.statement.contains("once in 100 days"),
        "{}",
        reading.statement
    );
    assert!(scanned(Mode::Retrospective).reading(&evidence()).statement.contains("once in 100 tries"));
    let later = prospective.incidents().day.iter().max().unwrap() + 30;
    let quiet = space_time_clusters(
        &index,
        &Selection::all(rows.len()),
        &parameters(Mode::Prospective, 500.0, 7),
        Some(later),
        5,
        &Progress::new(),
    )
    .unwrap();
    assert!(quiet.clusters().is_empty(), "nothing is alive a month later");
    assert!(quiet.reading(&evidence()).statement.contains("no place and time"));
}

#[test]
fn months_have_no_days() {
    let row = incident(1, Some(place(0.5, 51.7)), 0);
    let month = IncidentRow { when: TimeWindow::new(row.when.start(), row.when.start() + 31 * 86_400).unwrap(), ..row };
    let refused = space_time_clusters(
        &index(&[month]),
        &Selection::all(1),
        &parameters(Mode::Prospective, 500.0, 7),
        None,
        5,
        &Progress::new(),
    );
    assert_eq!(refused.unwrap_err(), ScanError::WindowsTooLong { too_long: 1, incidents: 1 });
}

#[test]
fn what_makes_no_sense_is_refused_and_cancelling_ends_it() {
    let wrong = [
        ScanParameters { max_radius: Metres(0.0), ..ScanParameters::default() },
        ScanParameters { max_radius: Metres(f64::NAN), ..ScanParameters::default() },
        ScanParameters { max_days: 0, ..ScanParameters::default() },
        ScanParameters { replicas: 1_000_000, ..ScanParameters::default() },
    ];
    assert!(wrong.into_iter().all(|parameters| parameters.check().is_err()));
    let progress = Progress::new();
    progress.cancel();
    let cancelled = scan(&county(), &parameters(Mode::Retrospective, 500.0, 7), 5, &progress);
    assert!(matches!(cancelled, Err(ScanError::Cancelled(_))));
    let limited = Circles::round(&county(), &parameters(Mode::Retrospective, 500.0, 7), 100, &Progress::new());
    assert_eq!(limited.err(), Some(ScanError::TooManyNeighbours { limit: 100, radius_m: 500.0 }));
}
