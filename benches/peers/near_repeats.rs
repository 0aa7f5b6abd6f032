use std::path::Path;

use wherenext::analysis::Progress;
use wherenext::analysis::near_repeat::{Clock, KnoxCounts, NearRepeatParameters, knox_counts};
use wherenext::space::{Metres, Planar};

use crate::inputs::{planar, times};
use crate::measure::measure;

pub fn run(data: &Path) {
    for size in ["5k", "20k"] {
        let file = data.join(format!("events_{size}.csv"));
        let (points, seconds) = (planar(&file), seconds(&file));
        let count = || count(&points, &seconds);
        let counts = count();
        measure("T3", "Knox, 5 x 4 bands, 999 permutations", size, &in_words(&counts), count);
    }
}

/// The peers' bands end with their edge: `(100, 200]` is `[100⁺, 200⁺)`.
fn count(points: &[Planar], seconds: &[i32]) -> KnoxCounts {
    let parameters = NearRepeatParameters {
        clock: Clock::Times,
        same_place: false,
        distances: [100.0_f64, 200.0, 300.0, 400.0, 500.0].map(|edge| Metres(edge.next_up())).to_vec(),
        ..NearRepeatParameters::default()
    };
    let parameters = parameters.check().expect("the peers' bands ascend");
    knox_counts(points, seconds, &parameters, &Progress::new()).expect("a million pairs are few")
}

fn in_words(counts: &KnoxCounts) -> String {
    let ratio = |distance: usize, time: usize| {
        let shuffled = counts.shuffled(distance, time);
        let mean = shuffled.iter().sum::<u64>() as f64 / shuffled.len() as f64;
        format!("{:.2}", counts.observed(distance, time) as f64 / mean)
    };
    let near = |distance: usize| (0..counts.n_times()).map(move |time| counts.observed(distance, time));
    let pairs: u64 = (0..5).flat_map(near).sum();
    let rows: Vec<String> =
        (0..5).map(|row| (0..4).map(|time| ratio(row, time)).collect::<Vec<_>>().join(", ")).collect();
    format!("pairs_500m {pairs}; ratio [[{}]]", rows.join("], ["))
}

/// The column `time`, seconds after the first.
fn seconds(file: &Path) -> Vec<i32> {
    let seconds = times(file);
    let first = seconds.iter().min().copied().unwrap_or_default();
    seconds.iter().map(|second| i32::try_from(second - first).expect("a year fits")).collect()
}
