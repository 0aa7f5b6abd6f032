//! What is drawn, as features: the same columns in the API's GeoJSON and in the tiles.

pub mod areas;
pub mod comparison;
pub mod density;
pub mod emerging;
pub mod hot_spots;
pub mod incidents;
pub mod repeat_locations;
