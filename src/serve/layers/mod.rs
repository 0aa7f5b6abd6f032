//! What is drawn, as features: the same columns in the API's GeoJSON and in the tiles.

pub mod area_trends;
pub mod areas;
pub mod comparison;
pub mod density;
pub mod emerging;
pub mod hot_spots;
pub mod incidents;
pub mod near_repeat_zones;
pub mod relative_risk;
pub mod repeat_locations;
pub mod risk;
pub mod space_time_clusters;
