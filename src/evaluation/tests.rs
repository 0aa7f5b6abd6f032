use std::fs;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::back_test::{BackTest, back_test};
use super::coverage::Coverage;
use super::error::BackTestError;
use super::report::{BackTestReport, IntervalsOver};
use super::score_file::ScoreFile;
use super::tables::kept_fraction;
use crate::analysis::Progress;
use crate::forecast::fixture::{ORIGIN, history};
use crate::forecast::{Fitted, ForecastError, Forecaster, History, Horizon, Past, Task, forecasters};

/// A forecaster whose risk is `1 + cell` at every origin, and that fails at one.
#[derive(Clone, Copy)]
struct Ramp {
    fails: Option<Date>,
    keeps_days: u16,
}

impl Forecaster for Ramp {
    fn name(&self) -> &'static str {
        "ramp"
    }

    fn description(&self) -> &'static str {
        "More in the later cells."
    }

    fn choose(&self, _: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
        Ok(Box::new(*self))
    }

    fn fit(&self, past: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
        if self.fails.is_some_and(|date| date <= past.origin()) {
            Err(ForecastError::NoPast)
        } else {
            Ok(Box::new(*self))
        }
    }

    fn keeps_days(&self) -> u16 {
        self.keeps_days
    }
}

impl Fitted for Ramp {
    fn risk(&self, past: Past<'_>, _: &Task) -> Result<Vec<f64>, ForecastError> {
        Ok((0..past.cells().len()).map(|cell| 1.0 + cell as f64).collect())
    }

    fn parameters(&self) -> Map<String, Value> {
        Map::new()
    }
}

/// Ten cells; two years of an incident a day, in cell 0 on even days and in cell 4 every fifth day, with two weeks of rest.
fn made() -> History {
    let day = |day: i32| (if day % 5 == 0 { 4 } else { u32::from(day % 2 != 0) }, f64::from(day) + 0.5);
    let resting = |day: &i32| !(14..28).contains(day);
    history(10, &(-360..80).filter(resting).map(day).collect::<Vec<_>>(), 400)
}

fn weekly(count: i64) -> BackTest {
    BackTest {
        horizon: Horizon::Days(7),
        origins: (0..count).map(|week| ORIGIN + (7 * week).days()).collect(),
        coverages: vec![Coverage::Cells(2), Coverage::Fraction(0.5)],
        seed: 5,
    }
}

fn run(names: &str, test: &BackTest, kept: &ScoreFile) -> Result<BackTestReport, BackTestError> {
    back_test(&made(), &forecasters(names).unwrap(), test, kept, &Progress::new())
}

/// All but the seconds.
fn timeless(report: &BackTestReport) -> Value {
    let mut value = serde_json::to_value(report).unwrap();
    for list in ["forecasters", "models"] {
        for entry in value[list].as_array_mut().unwrap() {
            entry["seconds"] = Value::Null;
        }
    }
    value
}

#[test]
fn weeks_of_rest_are_counted_and_left_out() {
    let report = run("count-28d,count-all", &weekly(6), &ScoreFile::none()).unwrap();
    assert_eq!((report.origins.count, report.origins.scored, report.origins.without_incidents), (6, 4, 2));
    assert_eq!((report.incidents, report.cells), (28, 10));
    let row = &report.forecasters[0];
    assert_eq!((row.coverage, row.origins, row.incidents), (Coverage::Cells(2), 4, 28));
    // Cells 0 and 1 hold four fifths of all days, in a fifth of the ground; all is in the best two or three cells.
    assert!((row.pai.unwrap() - 4.0).abs() < 0.5, "{row:?}");
    assert!(row.pai <= report.coverages[0].oracle.pai && row.pei <= Some(1.0));
    assert_eq!(report.models[0].observed, 28);
    assert!(report.reading().caveat.contains("only 4 periods"));
}

#[test]
fn the_best_plain_count_is_level_with_itself() {
    let report = run("all", &weekly(10), &ScoreFile::none()).unwrap();
    for coverage in &report.coverages {
        let best = coverage.best_naive.as_deref().unwrap();
        let rows = || report.forecasters.iter().filter(|row| row.coverage == coverage.coverage);
        let row = rows().find(|row| row.name == best).unwrap();
        let versus = row.versus_best_naive.as_ref().unwrap();
        assert_eq!((versus.pai_ratio, versus.low, versus.high), (1.0, Some(1.0), Some(1.0)));
        assert!(rows().all(|other| !other.naive || other.pai <= row.pai));
    }
    let order: Vec<_> = report.forecasters.iter().map(|row| row.coverage.to_string()).collect();
    assert!(order.is_sorted_by_key(|coverage| coverage == "0.5"), "{order:?}");
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        timeless(&pool.install(|| run("all", &weekly(4), &ScoreFile::none())).unwrap())
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(8));
}

#[test]
fn a_killed_run_goes_on() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("kept/scores.jsonl");
    let open = |key: &str| ScoreFile::open(&path, key.to_owned()).unwrap();
    let whole = run("count-all,count-decayed", &weekly(4), &open("k")).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 8);

    // Killed in the middle of the fifth line.
    let until: usize = text.lines().take(4).map(|line| line.len() + 1).sum();
    fs::write(&path, &text[..until + 40]).unwrap();
    let kept = open("k");
    assert_eq!(kept.len(), 4);
    let resumed = run("count-all,count-decayed", &weekly(4), &kept).unwrap();
    assert_eq!(timeless(&resumed), timeless(&whole));
    assert_eq!(open("k").len(), 8, "the broken line does no harm");
    assert_eq!(
        serde_json::to_value(run("count-all,count-decayed", &weekly(4), &open("k")).unwrap()).unwrap(),
        serde_json::to_value(&resumed).unwrap(),
        "what is known is not made again: the seconds are the same"
    );
    assert!(open("another").is_empty());
}

#[test]
fn a_failing_fold_fails_the_back_test() {
    let fails = Some(ORIGIN + 14.days());
    let with = |ramp| -> Vec<Box<dyn Forecaster>> { vec![Box::new(ramp)] };
    let failing = with(Ramp { fails, keeps_days: 0 });
    let error = back_test(&made(), &failing, &weekly(3), &ScoreFile::none(), &Progress::new()).unwrap_err();
    assert_eq!(error.to_string(), "ramp fails at the origin 2024-01-15");
    // A fit that is kept was made before it could fail.
    let keeping = with(Ramp { fails, keeps_days: 60 });
    let report = back_test(&made(), &keeping, &weekly(3), &ScoreFile::none(), &Progress::new()).unwrap();
    assert_eq!(report.forecasters[0].versus_best_naive, None, "there is no plain count to be held against");
}

#[test]
fn nothing_to_test_is_an_error() {
    let fails = |test: &BackTest, names: &str| run(names, test, &ScoreFile::none()).unwrap_err().to_string();
    assert!(fails(&weekly(0), "all").contains("there are 0, 2 and"));
    assert!(fails(&weekly(1), "count-all,count-all").contains("named twice"));
    assert!(fails(&weekly(80), "all").contains("not wholly in the data"));
    let backwards = BackTest { origins: vec![ORIGIN, ORIGIN], ..weekly(1) };
    assert!(fails(&backwards, "all").contains("follow each other"));
    let progress = Progress::new();
    progress.cancel();
    let cancelled = back_test(&made(), &forecasters("all").unwrap(), &weekly(2), &ScoreFile::none(), &progress);
    assert!(matches!(cancelled, Err(BackTestError::Cancelled(_))));
}

#[test]
fn few_periods_are_resampled_by_cells() {
    let over = |weeks| {
        let wide = history(
            40,
            &(-300..90).map(|day: i32| (day.unsigned_abs() * 7 % 23, f64::from(day))).collect::<Vec<_>>(),
            400,
        );
        let forecasters = forecasters("count-28d,count-all").unwrap();
        let report = back_test(&wide, &forecasters, &weekly(weeks), &ScoreFile::none(), &Progress::new()).unwrap();
        let row = &report.forecasters[0];
        assert!(row.pai_low.is_some() && row.pai_low <= row.pai && row.pai <= row.pai_high, "{row:?}");
        report.origins.intervals_over
    };
    assert_eq!((over(2), over(10)), (IntervalsOver::PeriodsAndCells, IntervalsOver::Periods));
    let row = &run("count-all", &weekly(1), &ScoreFile::none()).unwrap().forecasters[0];
    assert_eq!((row.pai.is_some(), row.pai_low), (true, None), "three cells are no sample");
}

#[test]
fn stability_by_hand() {
    let chosen: [&[u32]; 3] = [&[1, 2, 3, 4], &[1, 2, 8, 9], &[1, 2, 8, 9]];
    assert_eq!(kept_fraction(chosen.into_iter()), Some(0.75));
    assert_eq!(kept_fraction(chosen.into_iter().take(1)), None);
}

#[test]
fn one_origin_has_nothing_to_keep() {
    let report = run("count-all", &weekly(1), &ScoreFile::none()).unwrap();
    let row = &report.forecasters[0];
    assert!(row.pai.is_some() && row.kept_fraction.is_none());
    let svg = super::figure::figure(&report, "a < b", "");
    assert!(svg.contains("a &lt; b") && svg.contains("count-all"));
}
