//! SaTScan's own example of the space-time permutation scan: fever in New York, November 2001.

use std::collections::HashMap;
use std::fs;

use wherenext::analysis::Progress;
use wherenext::analysis::space_time_scan::{Cases, Cluster, Mode, ScanParameters, scan};
use wherenext::space::{LngLat, Metres, Projection};

use super::Case;
use crate::support::shared;

pub fn cases() -> Vec<Case> {
    let Some(folder) = shared("data/reference/space-time-scan") else { return Vec::new() };
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let fever = read(&text("NYCfever.geo"), &text("NYCfever.cas"));
    let [prospective, retrospective] = Mode::ALL.map(|mode| strongest(&fever, mode));
    let case = |statistic: &str, expected, ours, tolerance| Case {
        statistic: statistic.to_owned(),
        data: "New York fever, 194 cases",
        reference: "SaTScan 10.3.1",
        expected,
        ours,
        tolerance,
    };
    vec![
        case("prospective, statistic", 3.845_418, prospective.statistic, 1e-6),
        case("prospective, cases", 4.0, prospective.cases.into(), 0.0),
        case("prospective, expected cases", 0.67, prospective.expected, 0.005),
        case("prospective, radius, km", 2.90, prospective.radius.0 / 1000.0, 0.01),
        case("prospective, first day of November", 22.0, f64::from(prospective.days.0 + 1), 0.0),
        case("prospective, last day of November", 24.0, f64::from(prospective.days.1), 0.0),
        // Two samples of 999: three standard errors of their difference.
        case("prospective, p", 0.229, prospective.p.unwrap(), 0.057),
        case("retrospective, statistic", 8.119_521, retrospective.statistic, 1e-6),
        case("retrospective, p", 0.0087, retrospective.p.unwrap(), 0.009),
    ]
}

fn strongest(fever: &Cases, mode: Mode) -> Cluster {
    let parameters = ScanParameters { mode, max_radius: Metres(3_000.0), max_days: 7, replicas: 999, seed: 1 };
    scan(fever, &parameters.check().unwrap(), 1, &Progress::new()).unwrap()[0]
}

/// Every ZIP code is a centre, with or without a case.
fn read(geo: &str, cas: &str) -> Cases {
    let rows = |text: &str| -> Vec<Vec<String>> {
        let lines = text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        lines.filter(|fields| !fields.is_empty()).collect()
    };
    let projection = Projection::local(LngLat::new(-73.95, 40.72).unwrap());
    let mut fever = Cases { n_days: 24, ..Cases::default() };
    let mut numbers = HashMap::new();
    for fields in rows(geo) {
        let degrees = |at: usize| fields[at].parse().unwrap();
        fever.places.push(projection.forward(LngLat::new(degrees(2), degrees(1)).unwrap()));
        numbers.insert(fields[0].clone(), numbers.len() as u32);
    }
    for fields in rows(cas) {
        let day: u32 = fields[2].rsplit('/').next().unwrap().parse().unwrap();
        for _ in 0..fields[1].parse().unwrap() {
            fever.place.push(numbers[&fields[0]]);
            fever.day.push(day - 1);
        }
    }
    fever
}
