use rand_distr::{Distribution, Poisson};

use super::back_test::back_test;
use super::model::{History, smoothed_paths};
use super::naive::repeating_paths;
use super::{VolumeForecastParameters, volume_forecast};
use crate::analysis::{Progress, replica_rng};
use crate::incident::IncidentRow;
use crate::index::Filter;
use crate::index::fixture::{incident, index};

/// Poisson counts about `mean`, thirty days a month, twelve or 24 months to come.
fn made(months: usize, seed: u64, ahead: usize, mean: impl Fn(usize) -> f64) -> History {
    let mut rng = replica_rng(seed, 0);
    let counts = (0..months).map(|month| Poisson::new(mean(month)).unwrap().sample(&mut rng)).collect();
    History { counts, days: vec![30.0; months], days_ahead: vec![30.0; ahead] }
}

fn seasonal(month: usize) -> f64 {
    400.0 * (1.0 + 0.3 * (month as f64 * std::f64::consts::TAU / 12.0).sin())
}

#[test]
fn a_constant_series_stays() {
    let history = History { counts: vec![100.0; 36], days: vec![30.0; 36], days_ahead: vec![30.0; 24] };
    for paths in [smoothed_paths(&history, 100, 1), repeating_paths(&history, 100, 1)] {
        let paths = paths.unwrap();
        assert!((paths.month(23).median - 100.0).abs() < 0.5, "{:?}", paths.month(23));
        assert!((paths.sum(0..12, 0.0).high_95 - 1200.0).abs() < 6.0);
    }
}

#[test]
fn a_season_is_carried_on() {
    let paths = smoothed_paths(&made(60, 1, 24, seasonal), 500, 1).unwrap();
    for month in 0..24 {
        let outlook = paths.month(month);
        assert!((outlook.median / seasonal(month) - 1.0).abs() < 0.1, "{month}: {outlook:?}");
        assert!(outlook.low_95 <= outlook.low_80 && outlook.low_80 <= outlook.median);
        assert!(outlook.median <= outlook.high_80 && outlook.high_80 <= outlook.high_95);
    }
    let width = |month: usize| paths.month(month).high_80 - paths.month(month).low_80;
    assert!(width(12) >= 0.9 * width(0));
}

#[test]
fn intervals_hold_what_they_say() {
    let (mut in_80, mut in_95, mut months) = (0.0, 0.0, 0.0);
    for seed in 0..12 {
        let history = made(60, seed, 0, seasonal);
        let test = back_test(&history, 1, &Progress::new()).unwrap().unwrap();
        in_80 += test.ours.in_80_fraction * test.forecasts as f64;
        in_95 += test.ours.in_95_fraction * test.forecasts as f64;
        months += test.forecasts as f64;
        assert_eq!((test.origins, test.totals), (36, 25));
    }
    // Months of one series share their forecasts, so that twelve series tell the coverage to a few percent.
    assert!((0.72..0.92).contains(&(in_80 / months)), "{}", in_80 / months);
    assert!((0.90..1.0).contains(&(in_95 / months)), "{}", in_95 / months);
}

#[test]
fn no_count_is_below_zero() {
    let history = made(36, 5, 24, |month| 12.0 * (-0.1 * month as f64).exp() + 0.05);
    let paths = smoothed_paths(&history, 300, 1).unwrap();
    assert!((0..24).all(|month| paths.month(month).low_95 >= 0.0));
}

#[test]
fn what_comes_after_the_origin_is_not_seen() {
    let history = made(60, 2, 24, seasonal);
    let mut spoiled = history.clone();
    spoiled.counts[40..].iter_mut().for_each(|count| *count = 1e6);
    let [one, other] = [&history, &spoiled].map(|it| smoothed_paths(&it.until(40, 12), 200, 1).unwrap());
    assert!((0..12).all(|month| one.month(month) == other.month(month)));
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let history = made(48, 3, 24, seasonal);
    let test = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| back_test(&history, 9, &Progress::new()).unwrap())
    };
    assert_eq!(test(1), test(2));
    assert_eq!(test(1), test(8));
    let other_seed = smoothed_paths(&history, 200, 2).unwrap().month(0);
    assert_ne!(smoothed_paths(&history, 200, 1).unwrap().month(0), other_seed);
}

#[test]
fn a_cancelled_test_stops() {
    let progress = Progress::new();
    progress.cancel();
    assert!(back_test(&made(48, 3, 0, seasonal), 1, &progress).is_err());
}

#[test]
fn too_short() {
    assert!(smoothed_paths(&made(23, 1, 12, seasonal), 100, 1).is_none());
    assert!(repeating_paths(&made(12, 1, 12, seasonal), 100, 1).is_none());
    assert_eq!(back_test(&made(24, 1, 12, seasonal), 1, &Progress::new()), Ok(None));
    let rows: Vec<IncidentRow> = (0..700).map(|day| incident(day as u32, None, day * 24 * 60)).collect();
    let parameters = VolumeForecastParameters::default().check().unwrap();
    let found = volume_forecast(&index(&rows), &Filter::default(), &parameters, &Progress::new()).unwrap();
    assert!(found.series.is_empty());
    assert!(found.reading().statement.contains("there are 23 whole months of data"), "{:?}", found.reading());
    assert!(VolumeForecastParameters { year_ends: 13, ..Default::default() }.check().is_err());
    assert!(VolumeForecastParameters { paths: 5, ..Default::default() }.check().is_err());
}

#[test]
fn years_and_the_category_left_out() {
    // Three years from 2024-01-01: two a day of category 0, one a day of category 1.
    let rows: Vec<IncidentRow> = (0..1096_i64)
        .flat_map(|day| {
            (0..3_i64).map(move |which| {
                let mut row = incident((day * 3 + which) as u32, None, day * 24 * 60 + which);
                row.category = u8::from(which == 2);
                row
            })
        })
        .collect();
    let parameters = VolumeForecastParameters {
        without: Some(crate::index::CategoryChoice::Kind(crate::incident::Kind::Crime)),
        ..VolumeForecastParameters::default()
    };
    let parameters = parameters.check().unwrap();
    let found = volume_forecast(&index(&rows), &Filter::default(), &parameters, &Progress::new()).unwrap();
    let ids: Vec<&str> = found.series.iter().map(|series| series.id.as_str()).collect();
    assert_eq!(ids, ["all", "all-without", "asb", "crime", "asb/nuisance", "crime/burglary"]);
    assert!((found.series[0].next_12.median - 1095.0).abs() < 15.0, "{:?}", found.series[0].next_12);
    assert!((found.series[1].next_12.median - 730.0).abs() < 10.0);
    let years: Vec<(String, Option<usize>)> =
        found.series[0].years.iter().map(|year| (year.ending.to_string(), year.count)).collect();
    assert_eq!(years[0], ("2025-03-01".to_owned(), Some(3 * 365)));
    assert_eq!(years[2].1, None);
    assert!(
        found.reading().statement.starts_with("In the twelve months to December 2027: 1,09"),
        "{}",
        found.reading().statement
    );
}
