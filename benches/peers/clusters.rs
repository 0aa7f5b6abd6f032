use std::path::Path;

use wherenext::analysis::dbscan;
use wherenext::space::Metres;

use crate::inputs::incidents;
use crate::measure::measure;

pub fn run(data: &Path) {
    for (size, radius, min_points) in [("100k", 100.0, 20), ("1M", 50.0, 50)] {
        let points = incidents(data, size);
        let labels = dbscan(&points, Metres(radius), min_points);
        let found = labels.iter().flatten().max().map_or(0, |last| last + 1);
        let noise = labels.iter().filter(|label| label.is_none()).count();
        let computed = format!("clusters {found}; noise {noise}");
        measure("T4", "dbscan", size, &computed, || dbscan(&points, Metres(radius), min_points).len());
    }
}
