use std::path::Path;

use wherenext::index::CellList;
use wherenext::space::Metres;

use crate::inputs::{incidents, planar};
use crate::measure::measure;

pub fn run(data: &Path) {
    let points = incidents(data, "1M");
    let queries = planar(&data.join("queries_1M.csv"));
    let radius = Metres(50.0);
    let count = |list: &CellList| list.count_within(&queries, radius).iter().map(|&n| u64::from(n)).sum::<u64>();
    let list = CellList::new(&points, radius);
    let computed = format!("pairs {}", count(&list));
    measure("T7", "cell list build", "1M", "", || CellList::new(&points, radius).n_cells());
    measure("T7", "cell list count within 50 m", "1M", &computed, || count(&list));
}
