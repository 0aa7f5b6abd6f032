//! Tiles of the web map: one cut a tile, two encodings, a TileJSON a layer.

pub mod address;
pub mod sources;
pub mod tile;
pub mod tilejson;
