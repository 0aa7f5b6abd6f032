//! The service from outside: every resource in process, both tile encodings, and the built binary.

mod access;
mod binary;
mod comparison;
mod conditional;
pub mod county;
mod emerging;
mod errors;
mod forecasts;
mod gdal;
mod hot_spots;
mod hours;
mod ogc;
mod openapi;
mod relative_risk;
mod repeats;
mod resources;
mod space_time;
mod tiles;
mod trends;
mod volume;
