//! Comparisons against scipy, risks of a next incident against statsmodels (`tests/reference/survival.py`).

use wherenext::analysis::comparison::{Exposure, Pair};
use wherenext::analysis::repeat_locations::{Watch, concentration, risk_within};

use super::Case;

pub fn cases() -> Vec<Case> {
    let mut cases = ratios();
    cases.extend(risks());
    cases.extend(gini());
    cases
}

/// The odds of `binomtest(40, 62, 365 / 731).proportion_ci(0.95, 'exact')`, times 366 / 365; p is twice the smaller tail.
fn ratios() -> Vec<Case> {
    let ratio = Pair::of(40, 22, Exposure { here: 365.0, there: 366.0 }).ratio.unwrap();
    let case = |statistic: &str, expected, ours| Case {
        statistic: statistic.to_owned(),
        data: "40 in 365 days against 22 in 366",
        reference: "scipy 1.17.1",
        expected,
        ours,
        tolerance: 1e-9,
    };
    vec![
        case("ratio of rates, low", 1.057_825_092_353_800_2, ratio.low),
        case("ratio of rates, high", 3.220_846_675_901_833, ratio.high.unwrap()),
        case("ratio of rates, p", 0.029_210_950_820_825_435, ratio.p),
    ]
}

fn risks() -> Vec<Case> {
    let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|days| Watch { days: f64::from(days), ended: true });
    let lost = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|days| Watch { days: f64::from(days), ended: false });
    let mut watches: Vec<Watch> = ended.into_iter().chain(lost).collect();
    watches.sort_by(|a, b| a.days.total_cmp(&b.days).then(b.ended.cmp(&a.ended)));
    let expected = [
        (10.0, [0.247_058_823_529_411_66, 0.110_638_164_830_734_3, 0.496_800_489_200_043_6]),
        (23.0, [0.551_820_728_291_316_5, 0.319_857_371_504_758_46, 0.811_947_994_040_776_7]),
    ];
    let of = |(days, expected): (f64, [f64; 3])| {
        let risk = risk_within(&watches, days).unwrap();
        let ours = [risk.fraction, risk.interval.low, risk.interval.high];
        let names = ["risk", "risk, low", "risk, high"];
        names.into_iter().zip(expected).zip(ours).map(move |((name, expected), ours)| Case {
            statistic: format!("Kaplan-Meier {name} within {days}"),
            data: "Freireich et al. (1963), 6-MP",
            reference: "statsmodels 0.15.0",
            expected,
            ours,
            tolerance: 1e-9,
        })
    };
    expected.into_iter().flat_map(of).collect()
}

/// The examples of the package lorenzgini, `gini(..., unbiased = FALSE)`.
fn gini() -> Vec<Case> {
    let found = concentration(&[5, 2, 1], 10).unwrap();
    let case = |statistic: &str, expected, ours| Case {
        statistic: statistic.to_owned(),
        data: "8 incidents at 10 places",
        reference: "R lorenzgini 0.1.2",
        expected,
        ours,
        tolerance: 1e-12,
    };
    vec![case("Gini", 0.8, found.gini), case("Gini, adjusted", 0.75, found.adjusted_gini)]
}
