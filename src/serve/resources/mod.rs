//! One file a resource of `/api/v1`: read the parameters, ask the index or an analysis, shape the answer. Nothing is computed here.

pub mod about;
pub mod areas;
pub mod bandwidths;
pub mod case_reviews;
pub mod cells;
pub mod comparison;
pub mod counts;
pub mod density;
pub mod density_legend;
pub mod emerging;
pub mod facilities;
pub mod hot_spots;
pub mod hours;
pub mod incidents;
pub mod jobs;
pub mod near_repeat_zones;
pub mod near_repeats;
pub mod next_incident;
pub mod recording_changes;
pub mod relative_risk;
pub mod repeat_locations;
pub mod space_time_clusters;
pub mod summary;
pub mod trends;
pub mod volume_forecast;
pub mod years;
