use std::path::Path;

use wherenext::space::{LngLat, Planar};

/// The peers' incidents in metres of the British National Grid.
pub fn incidents(data: &Path, size: &str) -> Vec<Planar> {
    planar(&data.join(format!("incidents_{size}.csv")))
}

/// The columns `easting` and `northing`.
pub fn planar(file: &Path) -> Vec<Planar> {
    numbers(file, ["easting", "northing"]).into_iter().map(|[x, y]| Planar { x, y }).collect()
}

/// The columns `lon` and `lat`.
pub fn places(file: &Path) -> Vec<LngLat> {
    let place = |[lng, lat]: [f64; 2]| LngLat::new(lng, lat).expect("a place");
    numbers(file, ["lon", "lat"]).into_iter().map(place).collect()
}

/// The column `time`, seconds since 1970.
pub fn times(file: &Path) -> Vec<i64> {
    let mut reader = csv::Reader::from_path(file).expect("the peers' input");
    let headers = reader.headers().expect("a header").clone();
    let column = headers.iter().position(|header| header == "time").expect("the column");
    let second = |record: csv::StringRecord| record[column].parse::<jiff::Timestamp>().expect("a time").as_second();
    reader.records().map(|record| second(record.expect("a row"))).collect()
}

/// The named columns of a table with a header, row by row.
pub fn numbers<const N: usize>(file: &Path, names: [&str; N]) -> Vec<[f64; N]> {
    let mut reader = csv::Reader::from_path(file).expect("the peers' input");
    let headers = reader.headers().expect("a header").clone();
    let columns = names.map(|name| headers.iter().position(|header| header == name).expect("the column"));
    let row = |record: csv::StringRecord| columns.map(|column| record[column].parse().expect("a number"));
    reader.records().map(|record| row(record.expect("a row"))).collect()
}
