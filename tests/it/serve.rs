//! The service from outside: every resource in process, both tile encodings, and the built binary.

mod binary;
mod conditional;
mod county;
mod errors;
mod gdal;
mod hours;
mod openapi;
mod resources;
mod tiles;
