//! `tests/reference/self_exciting.R` (surveillance 1.20.3, `twinstim`) on the simulated process of `tests/fixtures/self_exciting.csv`.

use wherenext::analysis::Progress;
use wherenext::forecast::{Reach, fit_self_exciting};
use wherenext::space::{Metres, Planar};

use super::Case;

const DAYS: f64 = 300.0;
const AREA_M2: f64 = 25e6;
const REACH: Reach = Reach { days: 28.0, space: Metres(500.0) };

pub fn cases() -> Vec<Case> {
    let rows = include_str!("../../fixtures/self_exciting.csv").lines().skip(1);
    let numbers = |row: &str| row.split(',').map(|value| value.parse().unwrap()).collect::<Vec<f64>>();
    let (at, day): (Vec<_>, Vec<_>) = rows.map(numbers).map(|row| (Planar { x: row[0], y: row[1] }, row[2])).unzip();
    let fit = fit_self_exciting(&at, &day, DAYS, AREA_M2, REACH, &Progress::new()).unwrap();
    let case = |statistic: &str, expected: f64, ours: f64, tolerance: f64| Case {
        statistic: statistic.to_owned(),
        data: "741 incidents of a simulated process",
        reference: "surveillance 1.20.3",
        expected,
        ours,
        tolerance,
    };
    // Its optimizer stops within about a thousandth of each parameter; its lengths are in km.
    let log_likelihood = fit.log_likelihood + at.len() as f64 * 1e6_f64.ln();
    vec![
        case("incidents of the background", 317.538, fit.background, 0.3),
        case("incidents triggered by one", 0.583_66, fit.branching, 6e-4),
        case("rate of the waiting time, a day", 0.174_827, fit.rate_per_day, 2e-4),
        case("standard deviation in space, m", 86.842, fit.sd_m, 0.09),
        case("log-likelihood", -1_803.080_8, log_likelihood, 1e-2),
    ]
}
