//! One file a resource of `/api/v1`: read the parameters, ask the index or an analysis, shape the answer. Nothing is computed here.

pub mod about;
pub mod areas;
pub mod cells;
pub mod counts;
pub mod density;
pub mod emerging;
pub mod hot_spots;
pub mod hours;
pub mod incidents;
pub mod jobs;
pub mod repeat_locations;
pub mod summary;
