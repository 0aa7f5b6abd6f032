use std::collections::HashSet;
use std::path::Path;

use h3o::Resolution;
use wherenext::space::cells_of;

use crate::inputs::places;
use crate::measure::measure;

pub fn run(data: &Path) {
    let places = places(&data.join("incidents_1M.csv"));
    let cells = || cells_of(&places, Resolution::Ten);
    let distinct = cells().into_iter().collect::<HashSet<_>>().len();
    measure("T5", "H3 cells", "1M", &format!("distinct {distinct}"), cells);
}
