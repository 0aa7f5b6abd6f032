//! Tiles of the web map: one cut a tile, two encodings, a TileJSON a layer.

pub mod address;
mod area_trends;
mod areas;
mod comparison;
mod density;
mod emerging;
mod hot_spots;
mod incidents;
mod relative_risk;
mod repeat_locations;
mod risk;
mod risk_bands;
pub mod sources;
pub mod tile;
pub mod tilejson;
