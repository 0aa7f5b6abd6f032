//! Knox's pairs: the Near Repeat Calculator's own example, and Burkitt's lymphoma in Uganda as PySAL has it.
//!
//! `burkitt.csv` holds the 188 cases' kilometres and days (Williams E H et al. 1978, British Journal of Cancer 37, 109-122).

use std::fs;

use wherenext::analysis::Progress;
use wherenext::analysis::near_repeat::{Clock, KnoxCounts, Metric, NearRepeatParameters, knox_counts};
use wherenext::space::{Metres, Planar};

use super::Case;
use crate::support::shared;

pub fn cases() -> Vec<Case> {
    let Some(arson) = shared("data/reference/near-repeat/chicago_arson.csv") else { return Vec::new() };
    let mut cases = chicago(&read(&fs::read_to_string(arson).unwrap(), |date| {
        let date: jiff::civil::Date = date.parse().unwrap();
        i32::from(date.day_of_year()) + 366 * i32::from(date.year() - 2016)
    }));
    cases.extend(burkitt());
    cases
}

fn read(csv: &str, day: impl Fn(&str) -> i32) -> (Vec<Planar>, Vec<i32>) {
    let number = |text: &str| text.parse().unwrap();
    let row = |line: &str| {
        let mut fields = line.split(',');
        let mut next = || fields.next().unwrap();
        (Planar { x: number(next()), y: number(next()) }, day(next()))
    };
    csv.lines().map(row).unzip()
}

fn counts((points, days): &(Vec<Planar>, Vec<i32>), parameters: NearRepeatParameters) -> KnoxCounts {
    knox_counts(points, days, &parameters.check().unwrap(), &Progress::new()).unwrap()
}

/// Its bands "a to b" are those from a - 1 to under b.
const CHICAGO: [[u64; 4]; 5] = [[0, 2, 0, 8], [9, 1, 1, 45], [4, 0, 0, 140], [6, 0, 0, 234], [393, 710, 770, 133_658]];

fn chicago(arsons: &(Vec<Planar>, Vec<i32>)) -> Vec<Case> {
    let counts = counts(
        arsons,
        NearRepeatParameters {
            metric: Metric::Manhattan,
            clock: Clock::Dates,
            same_place: true,
            distances: [200.0, 400.0, 600.0].map(Metres).to_vec(),
            times_days: vec![1.0, 2.0, 3.0],
            replicas: 99,
            seed: 1,
        },
    );
    let places = ["same place", "under 200 m", "200 to under 400 m", "400 to under 600 m", "600 m and more"];
    let times = ["same day", "1 day", "2 days", "3 days and more"];
    let mut cases = Vec::new();
    for (row, place) in places.iter().enumerate() {
        for (column, time) in times.iter().enumerate() {
            // It rounds one pair of 399.96 m up to 400 m.
            let is_moved = column == 3 && (row == 2 || row == 3);
            let note = if is_moved { " (one pair is 399.96 m apart)" } else { "" };
            cases.push(Case {
                statistic: format!("pairs, {place}, {time}{note}"),
                data: "Chicago arsons 2016, Manhattan distance",
                reference: "Near Repeat Calculator 1.3",
                expected: CHICAGO[row][column] as f64,
                ours: counts.observed(row, column) as f64,
                tolerance: if is_moved { 1.0 } else { 0.0 },
            });
        }
    }
    cases
}

/// pointpats counts distances and gaps up to the threshold itself.
fn burkitt() -> Vec<Case> {
    let csv = include_str!("burkitt.csv").split_once('\n').unwrap().1;
    let parameters = NearRepeatParameters {
        same_place: false,
        distances: vec![Metres(20.0_f64.next_up())],
        times_days: vec![6.0],
        replicas: 999,
        ..NearRepeatParameters::default()
    };
    let counts = counts(&read(csv, |day| day.parse().unwrap()), parameters);
    let shuffled = counts.shuffled(0, 0);
    let mean = shuffled.iter().sum::<u64>() as f64 / shuffled.len() as f64;
    let as_many = shuffled.iter().filter(|&&count| count >= counts.observed(0, 0)).count();
    let case = |statistic: &str, expected, ours, tolerance| Case {
        statistic: statistic.to_owned(),
        data: "Burkitt's lymphoma, 188 cases, 20 and 5",
        reference: "pointpats 2.5.5",
        expected,
        ours,
        tolerance,
    };
    vec![
        case("close pairs", 13.0, counts.observed(0, 0) as f64, 0.0),
        // The exact mean over all shuffles; three standard errors of 999.
        case("close pairs expected", BURKITT_EXPECTED, mean, 0.3),
        // Of 2,999 shuffles there and 999 here: three standard errors of the difference.
        case("p of the close pairs", BURKITT_P, (as_many + 1) as f64 / 1000.0, 0.045),
    ]
}

const BURKITT_EXPECTED: f64 = 10.143_816;
const BURKITT_P: f64 = 0.215_7;
