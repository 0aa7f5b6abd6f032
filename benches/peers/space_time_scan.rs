use std::collections::HashMap;
use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use wherenext::analysis::Progress;
use wherenext::analysis::space_time_scan::{Cases, Mode, ScanParameters, scan};
use wherenext::space::{Metres, Planar};

use crate::measure::measure_runs;

const FILE: &str = "data/incidents/portland_burglary_to_2017-02-28.csv.gz";

/// Burglaries of Portland over five years: no peer computes the replicas, so that only the answer can be compared.
pub fn run(_data: &Path) {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let file = env::var_os("WHERENEXT_SHARED").map_or_else(beside, PathBuf::from).join(FILE);
    if !file.exists() {
        println!("skipped: {} is absent", file.display());
        return;
    }
    let cases = cases(&file);
    for (mode, radius_m, max_days) in [
        (Mode::Prospective, 1000.0, 28),
        (Mode::Retrospective, 500.0, 14),
        (Mode::Retrospective, 1000.0, 28),
        (Mode::Retrospective, 2000.0, 28),
    ] {
        let parameters = ScanParameters { mode, max_radius: Metres(radius_m), max_days, replicas: 999, seed: 1 };
        let parameters = parameters.check().expect("they are in range");
        let run = || scan(&cases, &parameters, 10, &Progress::new()).expect("5,096 cases are few");
        let top = run()[0];
        let computed = format!("cases {}; statistic {:.6}; p {:.3}", top.cases, top.statistic, top.p.unwrap_or(1.0));
        let name = format!("scan {}, {radius_m} m, {max_days} d, 999 replicas", mode.slug());
        measure_runs("SCAN", &name, &cases.len().to_string(), &computed, 3, run);
    }
}

fn cases(file: &Path) -> Cases {
    let mut reader = csv::Reader::from_reader(GzDecoder::new(File::open(file).expect("it exists")));
    let (mut cases, mut numbers) = (Cases::default(), HashMap::new());
    let mut dates = Vec::new();
    for record in reader.records() {
        // occ_date, x_ft_epsg2913, y_ft_epsg2913, …
        let record = record.expect("a row");
        let feet = |column: usize| record[column].parse::<f64>().expect("a number");
        let place = *numbers.entry((record[1].to_owned(), record[2].to_owned())).or_insert_with(|| {
            cases.places.push(Planar { x: Metres::from_feet(feet(1)).0, y: Metres::from_feet(feet(2)).0 });
            cases.places.len() as u32 - 1
        });
        cases.place.push(place);
        dates.push(record[0].parse::<jiff::civil::Date>().expect("a date"));
    }
    let first = *dates.iter().min().expect("there are cases");
    let days_after = |date: &jiff::civil::Date| date.since(first).expect("five years").get_days() as u32;
    cases.day = dates.iter().map(days_after).collect();
    cases.n_days = cases.day.iter().max().expect("there are cases") + 1;
    cases
}
