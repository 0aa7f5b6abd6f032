use std::path::Path;
use std::str::FromStr;

use h3o::CellIndex;
use rand::RngExt;
use wherenext::analysis::emerging::{EmergingClass, EmergingParameters, Null, emerging_hot_spots};
use wherenext::analysis::hot_spots::{
    CheckedHotSpots, HotSpotParameters, HotSpots, conditional_permutations, getis_ord, hot_spots,
};
use wherenext::analysis::spatial_weights::SpatialWeights;
use wherenext::analysis::{Progress, replica_rng};
use wherenext::index::Cube;

use crate::inputs::numbers;
use crate::measure::measure;

const WEEKS: usize = 104;
const PERMUTATIONS: usize = 999;

pub fn run(data: &Path) {
    let (cells, values) = hexagons(&data.join("cells_h3.csv"));
    let build = || SpatialWeights::ring_of_hexagons(&cells, 1);
    let weights = build();
    measure("T2", "weights build h3 ring 1", "100k", &format!("links {}", weights.links() + weights.len()), build);
    gi_star("h3", &values, &weights);

    let squares = numbers(&data.join("cells_square.csv"), ["col", "row", "value"]);
    let places: Vec<(i64, i64)> = squares.iter().map(|row| (row[0] as i64, row[1] as i64)).collect();
    let build = || SpatialWeights::ring_of_squares(&places, 1);
    let queen = build();
    measure("T2", "weights build square queen", "100k", &format!("links {}", queen.links() + queen.len()), build);
    gi_star("square", &squares.iter().map(|row| row[2]).collect::<Vec<_>>(), &queen);

    // Rates: every value distinct, so that no two cells share their own.
    let mut rng = replica_rng(1, 0);
    let rates: Vec<f64> =
        values.iter().map(|value| value / rng.random_range(20.0..200.0) + rng.random_range(0.0..1e-9)).collect();
    let permuted = || conditional_permutations(&rates, &weights, PERMUTATIONS, 1, &Progress::new());
    measure("T2", "Gi* h3 999 permutations, all values distinct", "100k", "cells 99919", permuted);
    emerging(&weights, &values);
}

fn hexagons(file: &Path) -> (Vec<CellIndex>, Vec<f64>) {
    let mut table = csv::Reader::from_path(file).expect("the peers' input");
    let row = |record: csv::StringRecord| {
        (CellIndex::from_str(&record[0]).expect("an H3 cell"), record[1].parse::<f64>().expect("a number"))
    };
    table.records().map(|record| row(record.expect("a row"))).unzip()
}

fn parameters(permutations: usize) -> CheckedHotSpots {
    HotSpotParameters { permutations, ..HotSpotParameters::default() }.check().expect("good parameters")
}

fn gi_star(kind: &str, values: &[f64], weights: &SpatialWeights) {
    let z = getis_ord(values, weights).z;
    let computed = format!(
        "cells {}; max_z {:.3}; hot_99 {}",
        values.len(),
        z.iter().copied().fold(0.0, f64::max),
        z.iter().filter(|&&z| z > 2.576).count()
    );
    measure("T2", &format!("Gi* {kind} analytic"), "100k", &computed, || getis_ord(values, weights));
    let tails = conditional_permutations(values, weights, PERMUTATIONS, 1, &Progress::new()).expect("nobody cancels");
    // As esda counts: ties in the upper tail alone, the smaller tail of the two.
    let as_esda = |&high: &u32| (high as usize).min(PERMUTATIONS - high as usize) + 1;
    let sure = tails.at_least.iter().map(as_esda).filter(|&extreme| extreme <= 1).count();
    let computed = format!("cells {}; p_sim_001 {sure} (esda's convention)", values.len());
    measure("T2", &format!("Gi* {kind} 999 permutations"), "100k", &computed, || {
        (getis_ord(values, weights), conditional_permutations(values, weights, PERMUTATIONS, 1, &Progress::new()))
    });
    let whole = |permutations| -> HotSpots {
        hot_spots(values, None, weights, &parameters(permutations), &Progress::new()).expect("good parameters")
    };
    let hot = whole(0).cells.iter().filter(|cell| cell.class.is_hot()).count();
    let name = |with: &str| format!("hot spots {kind}, {with}, false discovery rate, classes");
    measure("T2", &name("analytic"), "100k", &format!("hot {hot}"), || whole(0));
    let hot = whole(9_999).cells.iter().filter(|cell| cell.class.is_hot()).count();
    measure("T2", &name("9,999 permutations"), "100k", &format!("hot {hot}"), || whole(9_999));
}

/// 104 weeks of about a million incidents that fall where the peers' incidents do; a hundredth of the cells grow.
fn emerging(weights: &SpatialWeights, values: &[f64]) {
    let mut rng = replica_rng(7, 0);
    let mut shares = Vec::new();
    for (cell, &value) in values.iter().enumerate() {
        for week in 0..WEEKS {
            let growth = if cell % 100 == 0 { 8.0 * week as f64 / WEEKS as f64 } else { 1.0 };
            let expected = value * growth / WEEKS as f64 * 10.0;
            let count = expected.floor() + f64::from(u8::from(rng.random_range(0.0..1.0) < expected.fract()));
            if count > 0.0 {
                shares.push((cell as u32, week as u32, count));
            }
        }
    }
    let cube = Cube::of_shares(weights.len(), WEEKS, shares.clone());
    for null in [Null::WholeCube, Null::Step] {
        let parameters = EmergingParameters { null, ..EmergingParameters::default() }.check().expect("good parameters");
        let find = || emerging_hot_spots(&cube, weights, &parameters, &Progress::new()).expect("nobody cancels");
        let found = find();
        let in_classes: Vec<String> =
            EmergingClass::all().map(|class| format!("{} {}", class.slug(), found.cells_in(class))).collect();
        let computed = format!("incidents {:.0}; {}", found.incidents, in_classes.join("; "));
        measure("T2", &format!("emerging {null:?}, 104 weeks"), "100k", &computed, find);
    }
    let build = || Cube::of_shares(weights.len(), WEEKS, shares.clone());
    measure("T2", "emerging: the cube from its shares", "100k", &format!("incidents {:.0}", cube.total()), build);
}
