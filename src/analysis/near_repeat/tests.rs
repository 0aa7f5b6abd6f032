use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, proptest};

use super::knox::{KnoxCounts, knox_counts};
use super::parameters::{Clock, Metric, NearRepeatError, NearRepeatParameters};
use super::raised::{Raised, RaisedRule};
use super::reading::zones_reading;
use super::table::{NearRepeats, near_repeats};
use super::zones::zones_alive;
use crate::analysis::dated::day_of;
use crate::analysis::finding::Evidence;
use crate::analysis::progress::Progress;
use crate::incident::IncidentRow;
use crate::index::fixture::{incident, index, place};
use crate::index::{Index, Selection};
use crate::space::{LngLat, Metres, Planar};
use crate::time::TimeWindow;

fn bands(distances: &[f64], times_days: &[f64]) -> NearRepeatParameters {
    NearRepeatParameters {
        distances: distances.iter().copied().map(Metres).collect(),
        times_days: times_days.to_vec(),
        replicas: 99,
        ..NearRepeatParameters::default()
    }
}

fn count(points: &[Planar], days: &[i32], parameters: &NearRepeatParameters) -> KnoxCounts {
    knox_counts(points, days, &parameters.clone().check().unwrap(), &Progress::new()).unwrap()
}

fn observed(counts: &KnoxCounts) -> Vec<Vec<u64>> {
    (0..counts.n_distances())
        .map(|distance| (0..counts.n_times()).map(|time| counts.observed(distance, time)).collect())
        .collect()
}

fn at(x: f64, y: f64) -> Planar {
    Planar { x, y }
}

#[test]
fn by_hand() {
    let points = [at(0.0, 0.0), at(50.0, 0.0), at(50.0, 0.0), at(1000.0, 0.0), at(0.0, 100.0)];
    let days = [0, 3, 10, 0, 14];
    let counts = count(&points, &days, &bands(&[100.0, 200.0], &[7.0, 14.0]));
    // The first and the last are exactly 100 m and 14 days apart: neither the band up to 100 m nor that up to 14 days.
    assert_eq!(observed(&counts), [[0, 1, 0], [1, 1, 0], [1, 1, 1], [2, 1, 1]]);
    let together = NearRepeatParameters { same_place: false, ..bands(&[100.0, 200.0], &[7.0, 14.0]) };
    assert_eq!(observed(&count(&points, &days, &together)), [[1, 2, 0], [1, 1, 1], [2, 1, 1]]);
}

#[test]
fn along_the_streets() {
    let points = [at(0.0, 0.0), at(60.0, 60.0)];
    let euclidean = NearRepeatParameters { same_place: false, ..bands(&[100.0], &[1.0]) };
    let manhattan = NearRepeatParameters { metric: Metric::Manhattan, ..euclidean.clone() };
    assert_eq!(observed(&count(&points, &[5, 5], &euclidean)), [[1, 0], [0, 0]]);
    assert_eq!(observed(&count(&points, &[5, 5], &manhattan)), [[0, 0], [1, 0]]);
}

/// A hundred points that anybody can make again: whole metres and days.
fn scattered() -> (Vec<Planar>, Vec<i32>) {
    let number = |i: i32, factor: i32, modulus: i32| i * i * factor % modulus;
    (0..100).map(|i| (at(number(i, 37, 211).into(), number(i, 91, 223).into()), number(i, 53, 101))).unzip()
}

#[test]
fn as_pointpats() {
    // pointpats 2.5.5: i = numpy.arange(100), pointpats.spacetime._knox(numpy.c_[37*i*i % 211, 91*i*i % 223], (53*i*i % 101)[:, None],
    // delta=30, tau=10), members ns, nt and nst. It counts distances and gaps up to the threshold itself.
    let (points, days) = scattered();
    let up_to = NearRepeatParameters { same_place: false, ..bands(&[30.000_001], &[11.0]) };
    let counts = count(&points, &days, &up_to);
    let table = observed(&counts);
    assert_eq!(table[0][0] + table[0][1], POINTPATS_NEAR);
    assert_eq!(table[0][0] + table[1][0], POINTPATS_SOON);
    assert_eq!(table[0][0], POINTPATS_BOTH);
    // Mean over all shuffles: near pairs × soon pairs / all pairs.
    let all: u64 = table.iter().flatten().sum();
    let exact = (POINTPATS_NEAR * POINTPATS_SOON) as f64 / all as f64;
    let shuffled = counts.shuffled(0, 0);
    let mean = shuffled.iter().sum::<u64>() as f64 / shuffled.len() as f64;
    assert!((mean / exact - 1.0).abs() < 0.05, "{mean} instead of {exact}");
}

const POINTPATS_NEAR: u64 = 238;
const POINTPATS_SOON: u64 = 975;
const POINTPATS_BOTH: u64 = 42;

fn events() -> impl Strategy<Value = Vec<(i32, i32, i32)>> {
    prop::collection::vec((0..40, 0..40, 0..30), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_pair_is_counted_where_it_belongs(events in events(), order in 0..60_usize) {
        let (points, days) = planar(&events);
        let parameters = NearRepeatParameters { replicas: 17, ..bands(&[5.0, 10.0, 20.0], &[1.0, 2.0, 5.0, 10.0, 20.0]) };
        let counts = count(&points, &days, &parameters);
        let mut brute = vec![vec![0; 6]; 5];
        for a in 0..events.len() {
            for b in 0..a {
                let distance = points[a].distance(points[b]).0;
                let gap = f64::from((days[a] - days[b]).abs());
                let band = if distance == 0.0 { 0 } else { 1 + [5.0, 10.0, 20.0].iter().filter(|&&edge| edge <= distance).count() };
                brute[band][parameters.times_days.iter().filter(|&&edge| edge <= gap).count()] += 1;
            }
        }
        prop_assert_eq!(observed(&counts), brute);
        // Another order of the input is the same pattern.
        let mut turned = events.clone();
        turned.rotate_left(order.min(events.len()));
        let (points, days) = planar(&turned);
        prop_assert_eq!(observed(&count(&points, &days, &parameters)), observed(&counts));
        // A shuffle moves pairs between times only.
        for distance in 0..counts.n_distances() {
            for replica in 0..counts.n_replicas() {
                let row = |of: &dyn Fn(usize) -> u64| (0..counts.n_times()).map(of).sum::<u64>();
                let (seen, shuffled) =
                    (row(&|time| counts.observed(distance, time)), row(&|time| counts.shuffled(distance, time)[replica]));
                prop_assert_eq!(seen, shuffled);
            }
        }
    }

    #[test]
    fn one_time_for_all_is_no_pattern(places in prop::collection::vec((0..40_i32, 0..40_i32), 2..40)) {
        let points: Vec<Planar> = places.iter().map(|&(x, y)| at(x.into(), y.into())).collect();
        let counts = count(&points, &vec![7; points.len()], &bands(&[10.0], &[3.0]));
        for distance in 0..counts.n_distances() {
            prop_assert!(counts.shuffled(distance, 0).iter().all(|&shuffled| shuffled == counts.observed(distance, 0)));
        }
    }
}

fn planar(events: &[(i32, i32, i32)]) -> (Vec<Planar>, Vec<i32>) {
    events.iter().map(|&(x, y, day)| (at(x.into(), y.into()), day)).unzip()
}

#[test]
fn the_same_for_any_number_of_threads() {
    let (points, days) = scattered();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| count(&points, &days, &bands(&[20.0, 50.0], &[7.0, 14.0])))
    };
    let one = with(1);
    assert!(one == with(2) && one == with(8));
}

/// Pairs of incidents about 50 m and a day apart, each pair far from the others; then many alone.
fn near_repeat_county() -> Index {
    let mut rows = Vec::new();
    let minutes = |day: i64| day * 24 * 60 + 12 * 60;
    for pair in 0..30_i64 {
        let (lng, day) = (0.25 + 0.005 * pair as f64, 3 * pair % 80);
        rows.push(incident(2 * pair as u32, Some(place(lng, 51.7)), minutes(day)));
        rows.push(incident(2 * pair as u32 + 1, Some(place(lng, 51.700_45)), minutes(day + 1)));
    }
    rows.sort_by_key(|row: &IncidentRow| row.when.start());
    index(&rows)
}

fn evidence() -> Evidence {
    Evidence { incidents: 60, snapped: 0, hours_unknown: 0 }
}

fn table_of(index: &Index, parameters: NearRepeatParameters) -> Result<NearRepeats, NearRepeatError> {
    near_repeats(index, &Selection::all(index.incidents().len()), &parameters.check().unwrap(), &Progress::new())
}

#[test]
fn zones_shrink_and_end() {
    let index = near_repeat_county();
    let table = table_of(&index, bands(&[100.0, 200.0], &[2.0, 4.0])).unwrap();
    assert_eq!(table.pairs(), 60 * 59 / 2);
    assert_eq!((table.row(1)[0].observed, table.row(1)[0].p), (30, 0.01));
    let raised = Raised::of(&table, RaisedRule::default().check().unwrap());
    let bands: Vec<_> = raised.bands().iter().map(|band| (band.radius, band.days)).collect();
    assert_eq!(bands, [(Metres(100.0), 2.0)]);
    let reading = table.reading(&raised, &evidence());
    assert!(
        reading.statement.starts_with("Within 100 m of an incident and for 2 days after it"),
        "{}",
        reading.statement
    );

    // The last pair fell on 27 and 28 days after Monday 2024-01-01 (3 × 29 mod 80 = 7 is earlier; 3 × 26 = 78 is the last).
    let on = |day: i32| zones_alive(&table, &raised, day_of(jiff::civil::date(2024, 1, 1)) + day);
    let alive = on(79);
    assert_eq!(alive.iter().map(|zone| zone.age_days).collect::<Vec<_>>(), [0, 1]);
    assert_eq!((alive[0].radius, alive[0].overlapping), (Metres(100.0), 1));
    assert_eq!(alive[0].until, day_of(jiff::civil::date(2024, 1, 1)) + 81);
    assert_eq!(on(80).len(), 1);
    assert!(on(81).is_empty() && on(-1).is_empty());
    assert!(
        zones_reading(&table, &alive, "2024-03-20", &evidence())
            .statement
            .starts_with("On 2024-03-20 2 zones are alive")
    );
    assert!(zones_reading(&table, &[], "2024-03-20", &evidence()).statement.contains("no place"));
}

#[test]
fn a_pattern_of_the_place_itself() {
    let mut rows: Vec<IncidentRow> = (0..40_u32)
        .map(|i| {
            incident(i, Some(place(0.25 + 0.004 * f64::from(i / 2), 51.7)), i64::from(i / 2 * 4 + i % 2) * 24 * 60)
        })
        .collect();
    rows.sort_by_key(|row| row.when.start());
    let index = index(&rows);
    let table = table_of(&index, bands(&[100.0], &[2.0, 4.0])).unwrap();
    let raised = Raised::of(&table, RaisedRule::default());
    assert_eq!((raised.radius(), raised.days(), raised.bands()[0].distance_band), (Metres(0.0), 2.0, 0));
    assert!(table.reading(&raised, &evidence()).statement.contains("at the same place"));
}

#[test]
fn months_have_no_days() {
    let day_s = 24 * 3600;
    let month = |id: u32| {
        let row = incident(id, Some(place(0.5, 51.7)), 0);
        IncidentRow { when: TimeWindow::new(row.when.start(), row.when.start() + 31 * day_s).unwrap(), ..row }
    };
    let refused = table_of(&index(&[month(1), month(2), month(3)]), bands(&[100.0], &[7.0]));
    assert_eq!(refused.unwrap_err(), NearRepeatError::WindowsTooLong { too_long: 3, incidents: 3, band_days: 7.0 });
    let allowed = table_of(&index(&[month(1), month(2)]), bands(&[100.0], &[31.0])).unwrap();
    assert_eq!(allowed.row(0)[0].observed, 1);
}

#[test]
fn nothing_and_one() {
    for rows in [vec![], vec![incident(1, Some(place(0.5, 51.7)), 0)]] {
        let table = table_of(&index(&rows), bands(&[100.0], &[7.0])).unwrap();
        assert_eq!(table.pairs(), 0);
        assert_eq!((table.row(0)[0].ratio(), table.row(0)[0].p), (None, 1.0));
        let raised = Raised::of(&table, RaisedRule::default());
        assert_eq!((raised.bands().len(), raised.days()), (0, 0.0));
        assert!(table.reading(&raised, &evidence()).statement.contains("no near-repeat pattern"));
        assert!(zones_alive(&table, &raised, 20_000).is_empty());
    }
}

#[test]
fn too_many_pairs_are_refused_and_cancelling_ends_it() {
    let parameters = bands(&[100.0], &[7.0]).check().unwrap();
    let points = vec![at(0.0, 0.0); 200];
    let refused = super::pairs::Pairs::find(&points, &parameters, 10_000, &Progress::new());
    assert_eq!(refused.err(), Some(NearRepeatError::TooManyPairs { limit: 10_000, radius_m: 100.0 }));
    let progress = Progress::new();
    progress.cancel();
    let cancelled = knox_counts(&points, &[0; 200], &parameters, &progress);
    assert!(matches!(cancelled, Err(NearRepeatError::Cancelled(_))));
}

#[test]
fn parameters_that_make_no_sense() {
    let wrong = [
        bands(&[], &[7.0]),
        bands(&[200.0, 100.0], &[7.0]),
        bands(&[100.0], &[0.0]),
        bands(&[100.0], &[0.5]),
        bands(&[100.0], &[f64::NAN]),
        NearRepeatParameters { replicas: 0, ..bands(&[100.0], &[7.0]) },
    ];
    assert!(wrong.into_iter().all(|parameters| parameters.check().is_err()));
    assert!(NearRepeatParameters { clock: Clock::Times, ..bands(&[100.0], &[0.5]) }.check().is_ok());
    assert!(RaisedRule { significance: 0.0, ..RaisedRule::default() }.check().is_err());
    assert!(RaisedRule { least_ratio: 0.9, ..RaisedRule::default() }.check().is_err());
}

#[test]
fn labels_say_that_bands_are_half_open() {
    let table = table_of(&index(&[]), bands(&[100.0, 200.0], &[7.0])).unwrap();
    let labels: Vec<String> = table.distance_bands().iter().map(|band| band.label("m")).collect();
    assert_eq!(labels, ["same place", "more than 0 and under 100 m", "100 to under 200 m", "200 m and more"]);
    let labels: Vec<String> = table.time_bands().iter().map(|band| band.label("days")).collect();
    assert_eq!(labels, ["0 to under 7 days", "7 days and more"]);
}

#[test]
fn elapsed_time_instead_of_dates() {
    // 23:50 and 00:10: twenty minutes, but not the same date.
    let here: Option<LngLat> = Some(place(0.5, 51.7));
    let index = index(&[incident(1, here, 23 * 60 + 50), incident(2, here, 24 * 60 + 10)]);
    let by_clock = |clock| {
        let parameters = NearRepeatParameters { clock, ..bands(&[100.0], &[1.0, 2.0]) };
        let table = table_of(&index, parameters).unwrap();
        [table.row(0)[0].observed, table.row(0)[1].observed]
    };
    assert_eq!(by_clock(Clock::Dates), [0, 1]);
    assert_eq!(by_clock(Clock::Times), [1, 0]);
}
