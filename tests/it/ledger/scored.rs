use rusqlite::Connection;
use wherenext::evaluation::{BackTest, Coverage, ScoreFile, back_test};
use wherenext::forecast::{Ground, GroundChoice, Horizon, NAIVE, Provenances, forecasters, history};
use wherenext::ledger::{Verdict, entries, keep, record, score_due};

use super::weeks::{elsewhere, fill, forecast, incidents, index, monday, request};
use crate::serve::county::import;
use wherenext::analysis::Progress;
use wherenext::ledger::{Learned, Maker};
use wherenext::store::Store;

fn with_replays(folder: &std::path::Path, weeks: std::ops::Range<i32>) -> Store {
    with_replays_in(fill(folder, 20), weeks)
}

fn with_replays_in(store: Store, weeks: std::ops::Range<i32>) -> Store {
    let maker = Maker::new(&index(&store), request("count-28d")).unwrap();
    let mut learned = Learned::new();
    for week in weeks {
        keep(&store, &maker.make(monday(week), &mut learned, &Progress::new()).unwrap(), true).unwrap();
    }
    store
}

#[test]
fn scored_once_the_data_reach_the_end_of_the_period() {
    let folder = tempfile::tempdir().unwrap();
    let store = fill(folder.path(), 20);
    keep(&store, &forecast(&store, monday(20)), true).unwrap();
    let done = score_due(&store, &index(&store), &store.data_fingerprint().unwrap()).unwrap();
    assert_eq!((done.scored, done.waiting), (vec![], vec![1]));
    import(folder.path(), "later.csv", &incidents(20..21));
    let later = index(&store);
    let done = score_due(&store, &later, &store.data_fingerprint().unwrap()).unwrap();
    assert_eq!((done.scored, done.waiting), (vec![1], vec![]));
    assert_eq!(
        score_due(&store, &later, &store.data_fingerprint().unwrap()).unwrap().scored,
        [0; 0],
        "the same data give no other score"
    );

    let (found, _) = entries(&store).unwrap();
    let record = record(&found, &store.scores().unwrap()).unwrap();
    let scored = &record.series[0].scored[0];
    let in_week =
        later.select(&wherenext::index::Filter::from_query("category=asb&from=2024-05-20&to=2024-05-27").unwrap());
    assert_eq!(scored.score.incidents, in_week.unwrap().len() as f64);
    for coverage in &scored.score.coverages {
        let (ours, oracle) = (coverage.ours.hit_rate.unwrap(), coverage.oracle.hit_rate.unwrap());
        assert!((0.0..=1.0).contains(&ours) && ours <= oracle, "{ours} {oracle}");
        assert!((coverage.ours.pai.unwrap() - ours / coverage.area_fraction).abs() < 1e-9);
        assert!((coverage.ours.pei.unwrap() - ours / oracle).abs() < 1e-9);
        assert_eq!(coverage.plain.len(), 5);
        // The forecast is the count of twelve months, and scores as it.
        let same = coverage.plain.iter().find(|plain| plain.name == "count-12mo").unwrap();
        assert_eq!(same.measures, coverage.ours);
    }
}

#[test]
fn other_data_later_add_a_score_and_leave_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = with_replays(folder.path(), 18..19);
    score_due(&store, &index(&store), &store.data_fingerprint().unwrap()).unwrap();
    let first = store.scores().unwrap();
    // Something elsewhere changes nothing; something in the week does.
    import(folder.path(), "after.csv", &incidents(20..21));
    assert_eq!(score_due(&store, &index(&store), &store.data_fingerprint().unwrap()).unwrap().scored, [0; 0]);
    import(folder.path(), "late.csv", &incidents(18..19)[..5]);
    assert_eq!(score_due(&store, &index(&store), &store.data_fingerprint().unwrap()).unwrap().scored, [1]);
    let both = store.scores().unwrap();
    assert_eq!((both.len(), &both[0]), (2, &first[0]));
    let (found, _) = entries(&store).unwrap();
    let record = record(&found, &both).unwrap();
    let scored = &record.series[0].scored[0];
    assert_eq!((scored.rescored, scored.truth), (1, first[0].truth));

    let connection = Connection::open(folder.path().join("wherenext.sqlite")).unwrap();
    for statement in [
        "UPDATE forecast_score SET score = '{}'",
        "DELETE FROM forecast_score",
        "INSERT OR REPLACE INTO forecast_score SELECT 1, forecast, 0, x'00', score FROM forecast_score WHERE id = 1",
        "INSERT OR REPLACE INTO forecast_score SELECT 3, forecast, 0, truth, '{}' FROM forecast_score WHERE id = 1",
        "INSERT INTO forecast_score SELECT 3, 77, 0, x'00', '{}' FROM forecast_score WHERE id = 1",
    ] {
        assert!(connection.execute(statement, []).is_err(), "{statement}");
    }
    assert_eq!(store.scores().unwrap(), both);
}

#[test]
fn the_record_is_means_over_weeks_and_says_who_is_better() {
    let folder = tempfile::tempdir().unwrap();
    let store = with_replays(folder.path(), 8..19);
    // A second forecast of a week counts for nothing.
    let again = Maker::new(&index(&store), wherenext::ledger::Request { seed: 2, ..request("count-28d") }).unwrap();
    keep(&store, &again.make(monday(18), &mut Learned::new(), &Progress::new()).unwrap(), true).unwrap();
    score_due(&store, &index(&store), &store.data_fingerprint().unwrap()).unwrap();
    let (found, _) = entries(&store).unwrap();
    let record = record(&found, &store.scores().unwrap()).unwrap();
    let [series] = record.series.as_slice() else { panic!("one series") };
    assert_eq!((series.forecasts, series.scored.len(), series.replays, series.ahead), (12, 12, 11, 0));
    assert_eq!(series.key, "category=asb|hex:8|7d|count-28d");
    let counted: Vec<_> = series.scored.iter().filter(|scored| scored.counts).collect();
    for (at, coverage) in series.coverages.iter().enumerate() {
        let mean = |of: fn(&wherenext::ledger::CoverageScore) -> Option<f64>| {
            counted.iter().map(|scored| of(&scored.score.coverages[at]).unwrap()).sum::<f64>() / 11.0
        };
        assert!((coverage.ours.hit_rate.unwrap() - mean(|it| it.ours.hit_rate)).abs() < 1e-12);
        assert!((coverage.oracle.pai.unwrap() - mean(|it| it.oracle.pai)).abs() < 1e-12);
        let best = coverage.best_plain.as_ref().unwrap();
        assert!(coverage.plain.iter().all(|plain| plain.measures.pai <= best.measures.pai));
        // It is one of the plain counts itself: it cannot be better than the best of them.
        assert!(coverage.versus.unwrap().pai_ratio <= 1.0 + 1e-12);
        assert_ne!(coverage.verdict, Verdict::Ahead);
        assert!(coverage.sentence(11, 11).contains("all replays"), "{}", coverage.sentence(11, 11));
    }
    let reading = series.reading();
    assert!(reading.caveat.contains("All of these are replays"), "{}", reading.caveat);
    assert_eq!(record.reading(), reading);
}

/// The ledger's record and a back-test of the same weeks: one way to make an interval, over few periods and over more.
#[test]
fn the_interval_is_a_back_tests() {
    for weeks in [14..19, 8..19] {
        let folder = tempfile::tempdir().unwrap();
        fill(folder.path(), 20);
        import(folder.path(), "elsewhere.csv", &elsewhere(0..20));
        let store = with_replays_in(Store::open(folder.path()).unwrap(), weeks.clone());
        let index = index(&store);
        score_due(&store, &index, &store.data_fingerprint().unwrap()).unwrap();
        let record = record(&entries(&store).unwrap().0, &store.scores().unwrap()).unwrap();
        let kept = record.series[0].coverages[0].clone();

        let origins: Vec<_> = weeks.clone().map(monday).collect();
        let selection = index.select(&request("").filter).unwrap();
        let ground = Ground::new(&index, request("").grid, GroundChoice::StudyArea, &selection, origins[0]).unwrap();
        let history = history(&index, &selection, &ground, Provenances::Count);
        let test = BackTest {
            horizon: Horizon::Days(7),
            origins,
            coverages: vec![Coverage::Fraction(kept.coverage_fraction)],
            seed: 1,
        };
        let names = forecasters(&NAIVE.join(",")).unwrap();
        let tested = back_test(&history, &names, &test, &ScoreFile::none(), &Progress::new()).unwrap();
        let tested = tested.forecasters.iter().find(|line| line.name == "count-28d").unwrap();
        let (versus, found) = (tested.versus_best_naive.clone().unwrap(), kept.versus.unwrap());
        let interval = found.interval.unwrap();
        assert!((versus.pai_ratio - found.pai_ratio).abs() < 1e-12, "{versus:?} {found:?}");
        for (tested, kept) in [(versus.low, interval.low), (versus.high, interval.high)] {
            assert!((tested.unwrap() - kept).abs() < 1e-9, "{versus:?} {interval:?} of {weeks:?}");
        }
        assert!(interval.low < interval.high, "{interval:?} of {weeks:?} is no interval");
    }
}

#[test]
fn other_cells_are_not_scored() {
    let folder = tempfile::tempdir().unwrap();
    let store = with_replays(folder.path(), 18..19);
    let districts = crate::serve::county::districts();
    let west = districts.areas()[..1].to_vec();
    let layer = wherenext::space::AreaLayer::new("west".into(), west, vec![]).unwrap();
    store.put_layer(&layer, true).unwrap();
    let done = score_due(&store, &index(&store), &store.data_fingerprint().unwrap()).unwrap();
    assert_eq!(done.scored, [0; 0]);
    assert!(done.unscorable[0].reason.contains("study area"), "{:?}", done.unscorable);
}
