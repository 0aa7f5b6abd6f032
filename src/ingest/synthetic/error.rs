use thiserror::Error;

use crate::space::LngLatError;

/// Why the demo county's own geography (built in from `data/demo`) cannot be read.
#[derive(Debug, Error)]
pub enum SyntheticError {
    #[error("{file}: {source}")]
    Json { file: &'static str, source: serde_json::Error },
    #[error("{file}: {source}")]
    Place { file: &'static str, source: LngLatError },
    #[error("areas.topojson: {area} uses arc {arc}, of {count}")]
    Arc { area: String, arc: i64, count: usize },
    #[error("areas.topojson: {area} has a ring of {points} points")]
    Ring { area: String, points: usize },
    #[error("areas.topojson: neighbourhood {0:?} begins with no district's name")]
    District(String),
    #[error("districts.rs: no policing area is known for {0:?}")]
    PolicingArea(String),
    #[error("places.bin ends at byte {0}, in the middle of a value")]
    Truncated(usize),
    #[error("places.bin goes on after its last value, at byte {0}")]
    TooLong(usize),
    #[error("{0} have nothing to choose from")]
    Empty(&'static str),
    #[error("towns.geojson has no town {0:?}")]
    Town(&'static str),
}
