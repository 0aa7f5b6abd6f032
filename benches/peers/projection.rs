use std::path::Path;

use wherenext::space::Projection;

use crate::inputs::incidents;
use crate::measure::measure;

pub fn run(data: &Path) {
    let points = incidents(data, "1M");
    let grid = Projection::BRITISH_NATIONAL_GRID;
    measure("T10", "OSTN15 from the grid", "1M", "", || grid.inverse_all(&points));
}
