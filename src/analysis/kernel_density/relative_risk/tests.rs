use super::*;
use crate::analysis::Progress;
use crate::incident::IncidentRow;
use crate::index::fixture::{incident, index, place, uniform};
use crate::index::{Index, Selection};
use crate::space::Metres;

fn parameters(bandwidth: f64, test: RiskTest) -> CheckedRelativeRisk {
    let bandwidth = Metres(bandwidth);
    RelativeRiskParameters { bandwidth, comparison_bandwidth: bandwidth, test }.check().unwrap()
}

/// Comparison incidents all over the county, and cases among them, many of them round one place.
fn county(cases: u32, near: u32) -> (Index, Selection, Comparison) {
    let mut random = uniform(31);
    let mut anywhere = || place(0.2 + 0.6 * random(), 51.6 + 0.3 * random());
    let mut rows: Vec<IncidentRow> = (0..3000 + cases - near).map(|id| incident(id, Some(anywhere()), 0)).collect();
    let mut random = uniform(32);
    let mut close = || place(0.65 + 0.02 * (random() - 0.5), 51.75 + 0.02 * (random() - 0.5));
    rows.extend((0..near).map(|id| incident(10_000 + id, Some(close()), 0)));
    let index = index(&rows);
    // Rows are in the order of time and then as given: all are of one minute.
    let selection = Selection::of_rows(rows.len(), 3000..rows.len());
    let comparison = Comparison::others(&index, &selection, &Selection::all(rows.len()));
    (index, selection, comparison)
}

fn at(index: &Index, lng: f64, lat: f64) -> crate::space::Planar {
    index.study_area().projection().forward(place(lng, lat))
}

#[test]
fn a_cluster_stands_out_and_nothing_else_does() {
    let (index, selection, comparison) = county(600, 60);
    let risk =
        relative_risk(&index, &selection, &comparison, &parameters(2000.0, RiskTest::Asymptotic), &Progress::new())
            .unwrap();
    assert_eq!((risk.n(), risk.n_comparison()), (600.0, 3000.0));
    let middle = at(&index, 0.65, 51.75);
    assert!(risk.ratio(middle).unwrap() > 3.0, "{:?}", risk.ratio(middle));
    assert!(risk.p(middle).unwrap() < 1e-6);
    assert!(risk.judged_fraction() > 0.99);
    // A disc of some 4 km, and what chance adds.
    assert!((0.02..0.15).contains(&risk.higher_fraction()), "{}", risk.higher_fraction());
    let contours = tolerance_contours(&risk, index.study_area(), &[0.05, 1e-6]);
    assert!(contours.iter().any(|it| it.side == Side::Higher && it.p == 1e-6));
    assert_eq!(risk.ratio(at(&index, 0.1, 51.7)), None);
    let reading = risk.reading(&index, &selection, &comparison);
    assert!(
        reading.statement.contains("the 600 incidents are more common") && reading.statement.contains("District E")
    );
}

/// Half of the incidents of one place and of another: each ratio is 1 whatever the bandwidth; with all cases at one place the
/// ratio there is n / n_at_place.
#[test]
fn two_places_by_hand() {
    let here = |id| incident(id, Some(place(0.4, 51.75)), 0);
    let there = |id| incident(id, Some(place(0.6, 51.75)), 0);
    let mut rows: Vec<_> = (0..100).map(here).collect();
    rows.extend((100..400).map(there));
    let index = index(&rows);
    let selection = Selection::of_rows(400, (0..50).chain(100..150));
    let comparison = Comparison::others(&index, &selection, &Selection::all(400));
    let risk =
        relative_risk(&index, &selection, &comparison, &parameters(1000.0, RiskTest::Asymptotic), &Progress::new())
            .unwrap();
    // Cases 50 of 100, comparison 50 of 300 here and 250 of 300 there.
    for (lng, ratio) in [(0.4, 3.0), (0.6, 0.6)] {
        let found = risk.ratio(at(&index, lng, 51.75)).unwrap();
        assert!((found / ratio - 1.0).abs() < 1e-3, "{found} at {lng}");
    }
    // Half way between, 7 km from both, there is nothing to compare with.
    assert_eq!(risk.ratio(at(&index, 0.5, 51.75)), None);
}

#[test]
fn alike_is_one_and_random_labels_agree_with_the_asymptotic_test() {
    let (index, selection, comparison) = county(600, 60);
    let run =
        |test| relative_risk(&index, &selection, &comparison, &parameters(2500.0, test), &Progress::new()).unwrap();
    let (asymptotic, labelled) = (run(RiskTest::Asymptotic), run(RiskTest::RandomLabelling { replicas: 99, seed: 7 }));
    let middle = at(&index, 0.65, 51.75);
    // The least that 99 replicas can give on two sides.
    assert!((labelled.p(middle).unwrap() - 0.02).abs() < 1e-3, "{:?}", labelled.p(middle));
    let differ = (0..100)
        .filter_map(|k| {
            let place = at(&index, 0.25 + 0.05 * f64::from(k % 10), 51.62 + 0.025 * f64::from(k / 10));
            Some((asymptotic.p(place)? - labelled.p(place)?).abs())
        })
        .sum::<f64>();
    assert!(differ < 100.0 * 0.12, "{differ}");
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let (index, selection, comparison) = county(200, 20);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let test = RiskTest::RandomLabelling { replicas: 19, seed: 3 };
        pool.install(|| {
            relative_risk(&index, &selection, &comparison, &parameters(3000.0, test), &Progress::new()).unwrap().scores
        })
    };
    let one = run(1);
    assert_eq!(run(2), one);
    assert_eq!(run(8), one);
}

#[test]
fn residents_are_the_denominator() {
    let mut random = uniform(44);
    let rows: Vec<_> = (0..900)
        .map(|id| {
            incident(id, Some(place(if id < 600 { 0.5 } else { 0.2 } + 0.3 * random(), 51.6 + 0.3 * random())), 0)
        })
        .collect();
    let index = index(&rows);
    let selection = Selection::all(900);
    let comparison = Comparison::residents(&index, "district").unwrap();
    let risk =
        relative_risk(&index, &selection, &comparison, &parameters(3000.0, RiskTest::Asymptotic), &Progress::new())
            .unwrap();
    // Two districts of 1,000 residents, less the slivers that lie outside by rounding: 2/3 and 1/3 of the incidents.
    assert!((risk.n_comparison() - 2000.0).abs() < 2.0);
    let (east, west) = (risk.ratio(at(&index, 0.7, 51.75)).unwrap(), risk.ratio(at(&index, 0.3, 51.75)).unwrap());
    assert!((east - 4.0 / 3.0).abs() < 0.2 && (west - 2.0 / 3.0).abs() < 0.15, "{east} {west}");
    assert!(risk.reading(&index, &selection, &comparison).statement.contains("2,000 residents"));
    let labelled = parameters(3000.0, RiskTest::RandomLabelling { replicas: 19, seed: 1 });
    let refused = relative_risk(&index, &selection, &comparison, &labelled, &Progress::new());
    assert_eq!(refused.unwrap_err(), RelativeRiskError::LabelledResidents);
    assert_eq!(Comparison::residents(&index, "ward"), Err(RelativeRiskError::NoLayer("ward".to_owned())));
}

#[test]
fn nobody_and_what_makes_no_sense() {
    let index = index(&[incident(1, Some(place(0.5, 51.75)), 0)]);
    let (all, none) = (Selection::all(1), Selection::of_rows(1, []));
    let run = |selection: &Selection, against: &Selection| {
        let comparison = Comparison::others(&index, selection, against);
        relative_risk(&index, selection, &comparison, &parameters(1000.0, RiskTest::Asymptotic), &Progress::new())
            .unwrap_err()
    };
    assert_eq!(run(&none, &all), RelativeRiskError::NoIncidents);
    assert_eq!(run(&all, &all), RelativeRiskError::NoComparison);
    let unequal = RelativeRiskParameters {
        bandwidth: Metres(500.0),
        comparison_bandwidth: Metres(900.0),
        test: RiskTest::RandomLabelling { replicas: 99, seed: 1 },
    };
    assert_eq!(unequal.check().unwrap_err(), RelativeRiskError::TwoBandwidths(500.0, 900.0));
    let few = RelativeRiskParameters {
        comparison_bandwidth: Metres(500.0),
        test: RiskTest::RandomLabelling { replicas: 3, seed: 1 },
        ..unequal
    };
    assert_eq!(few.check().unwrap_err(), RelativeRiskError::Replicas(3));
    assert!(RelativeRiskParameters { bandwidth: Metres(0.0), ..few }.check().is_err());
}
