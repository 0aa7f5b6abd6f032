//! `tests/reference/trends.py`: scipy 1.17.1, statsmodels 0.15.0 and ruptures 1.1.10.

use wherenext::analysis::intervals::{
    Confidence, RateRatio, fraction_interval, poisson_interval, rate_ratio, wilson_interval,
};
use wherenext::analysis::recording_changes::segments;
use wherenext::analysis::{odds_ratio, poisson_trend};

use super::Case;

const SCIPY: &str = "scipy 1.17.1";

fn case(statistic: &str, data: &'static str, reference: &'static str, expected: f64, ours: f64) -> Case {
    // Eight digits: iterations end there on either side.
    let tolerance = 1e-8 * expected.abs().max(1e-4);
    Case { statistic: statistic.to_owned(), data, reference, expected, ours, tolerance }
}

pub fn cases() -> Vec<Case> {
    let mut cases = counts_and_fractions();
    cases.extend(ratios());
    cases.extend(trends());
    cases.extend(steps());
    cases
}

fn counts_and_fractions() -> Vec<Case> {
    let few = poisson_interval(12, Confidence::P95);
    let many = poisson_interval(36_519, Confidence::P95);
    let exact = fraction_interval(540, 1200, Confidence::P95).unwrap();
    let wilson = wilson_interval(540, 1200, Confidence::P95).unwrap();
    vec![
        case("Poisson interval, low", "12 events", SCIPY, 6.200575108722219, few.low),
        case("Poisson interval, high", "12 events", SCIPY, 20.96158504817697, few.high),
        case("Poisson interval, low", "36,519 events", SCIPY, 36145.40001038507, many.low),
        case("Poisson interval, high", "36,519 events", SCIPY, 36895.49941986872, many.high),
        case("Clopper-Pearson interval, low", "540 of 1,200", SCIPY, 0.42158751433473635, exact.low),
        case("Clopper-Pearson interval, high", "540 of 1,200", SCIPY, 0.47865808166938467, exact.high),
        case("Wilson interval, low", "540 of 1,200", SCIPY, 0.42205620315847375, wilson.low),
        case("Wilson interval, high", "540 of 1,200", SCIPY, 0.47826289690179974, wilson.high),
    ]
}

fn ratios() -> Vec<Case> {
    let small = rate_ratio(40, 365.0, 22, 366.0, Confidence::P95).unwrap();
    let force = rate_ratio(60_391, 365.0, 41_365, 366.0, Confidence::P95).unwrap();
    let relative = odds_ratio(420, 310, 30_000, 33_000, Confidence::P95).unwrap();
    let mut cases = Vec::new();
    let mut add = |statistic: &str, data, ours: &RateRatio, low: f64, high: f64| {
        cases.push(case(&format!("{statistic}, low"), data, SCIPY, low, ours.low));
        cases.push(case(&format!("{statistic}, high"), data, SCIPY, high, ours.high.unwrap()));
    };
    add("ratio of rates", "40 in 365 days against 22 in 366", &small, 1.0578250923538002, 3.220846675901833);
    add("ratio of rates", "60,391 in 365 days against 41,365 in 366", &force, 1.4457310727238553, 1.4824172669490476);
    add(
        "ratio of ratios",
        "420 after 310, elsewhere 30,000 after 33,000",
        &relative,
        1.2827074880948188,
        1.7329975904562862,
    );
    cases.push(case("ratio of rates, p", "40 in 365 days against 22 in 366", SCIPY, 0.029210950820825435, small.p));
    cases
}

fn trends() -> Vec<Case> {
    const STATSMODELS: &str = "statsmodels 0.15.0";
    let days = [31., 28., 31., 30., 31., 30., 31., 31., 30., 31., 30., 31.];
    let years: Vec<f64> = (0..12).map(|month| f64::from(month) / 12.0).collect();
    let wild = [12., 35., 9., 58., 22., 7., 25., 61., 30., 14., 28., 75.];
    let found = poisson_trend(&wild, &days, &years, Confidence::P95).unwrap();
    let data = "12 months of widely scattered counts";
    vec![
        case("Poisson trend a year", data, STATSMODELS, 2.39071101337199, found.ratio_per_unit),
        case("Poisson trend, low", data, STATSMODELS, 0.49804827760458836, found.low),
        case("Poisson trend, high", data, STATSMODELS, 11.475793424981564, found.high),
        case("Poisson trend, p", data, STATSMODELS, 0.24398450596822427, found.p),
        case("dispersion", data, STATSMODELS, 14.781315737325931, found.dispersion),
    ]
}

fn steps() -> Vec<Case> {
    // Anti-social behaviour by month in Essex (data.police.uk, OGL v3), March 2021 to March 2022 and January to September 2025.
    let counts = [
        5236., 4368., 3753., 4065., 3045., 2775., 2616., 1568., 1709., 1679., 1761., 1764., 2180., 948., 935., 1204.,
        1246., 1425., 1422., 1595., 1424., 1157.,
    ];
    let found = segments(&counts, &[1.0; 22], 38.0, 12.4, 3);
    let expected = [4.0, 7.0, 13.0];
    (0..expected.len())
        .map(|at| {
            let ours = found.get(at).map_or(f64::NAN, |&start| start as f64);
            case(&format!("step {}, month", at + 1), "Essex, ASB by month", "ruptures 1.1.10, Pelt", expected[at], ours)
        })
        .collect()
}
