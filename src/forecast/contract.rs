//! What every forecaster of the registry keeps.

use super::error::ForecastError;
use super::fixture::{ORIGIN, history, task};
use super::history::History;
use super::registry::{ALL, forecaster};
use crate::analysis::Progress;

/// A year and a half in twelve cells: some busy, some quiet, a burst near the end.
fn events() -> Vec<(u32, f64)> {
    let usual = (0..400_u32).map(|i| ((i * i + i / 7) % 11, -1.3 * f64::from(i) - 0.2));
    let burst = (0..12_u32).map(|i| (7 + i % 2, -0.4 - f64::from(i)));
    usual.chain(burst).collect()
}

fn risk_and_parts(name: &str, history: &History) -> (Vec<f64>, Vec<(super::part::Part, Vec<f64>)>) {
    let (past, progress) = (history.before(ORIGIN), Progress::new());
    let chosen = forecaster(name).unwrap().choose(past, &task(), &progress).unwrap();
    let fitted = chosen.fit(past, &task(), &progress).unwrap();
    (fitted.risk(past, &task()).unwrap(), fitted.parts(past, &task()).unwrap())
}

#[test]
fn what_comes_after_the_origin_does_not_move_a_forecast() {
    for name in ALL {
        let known = risk_and_parts(name, &history(12, &events(), 540)).0;
        let spoilt = events().into_iter().chain((0..300).map(|i| (i % 12, 0.01 + f64::from(i))));
        let spoilt = risk_and_parts(name, &history(12, &spoilt.collect::<Vec<_>>(), 540)).0;
        assert_eq!(known, spoilt, "{name}");
    }
}

#[test]
fn parts_add_up_to_the_risk() {
    for name in ALL {
        let (risk, parts) = risk_and_parts(name, &history(12, &events(), 540));
        assert_eq!(risk.len(), 12, "{name}");
        assert!(risk.iter().all(|risk| risk.is_finite() && *risk >= 0.0), "{name}: {risk:?}");
        assert!(parts.iter().all(|(_, part)| part.iter().all(|part| *part >= 0.0)), "{name}: {parts:?}");
        for (cell, risk) in risk.iter().enumerate().filter(|_| !parts.is_empty()) {
            let sum: f64 = parts.iter().map(|(_, part)| part[cell]).sum();
            assert!((sum - risk).abs() <= 1e-9 * risk.max(1e-9), "{name}: {sum} {risk}");
        }
    }
}

/// 412 incidents in 540 days are 5.3 a week, and those of the burst may come back; what is spread wide leaves the line of cells.
#[test]
fn the_risk_is_as_many_incidents_as_there_may_be() {
    for name in ALL {
        let all: f64 = risk_and_parts(name, &history(12, &events(), 540)).0.iter().sum();
        assert!(all > 0.1 && all < 12.0, "{name}: {all}");
    }
}

#[test]
fn no_incidents_give_no_forecast() {
    let history = history(12, &[], 540);
    for name in ALL {
        let fit = |name: &str| forecaster(name).unwrap().fit(history.before(ORIGIN), &task(), &Progress::new()).err();
        assert_eq!(fit(name), Some(ForecastError::NoPast), "{name}");
    }
}

#[test]
fn one_incident_is_enough() {
    for name in ALL {
        let (risk, _) = risk_and_parts(name, &history(3, &[(1, -5.0)], 100));
        assert!(risk.iter().all(|risk| risk.is_finite()) && risk[1] >= risk[0], "{name}: {risk:?}");
    }
}
