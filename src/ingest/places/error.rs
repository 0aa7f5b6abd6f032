use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::space::{ConversionError, CrsError, PlaceClassError};

/// Why files give no places. Lines and features count from 1, as they stand in the file.
#[derive(Debug, Error)]
pub enum PlaceFileError {
    #[error("{path} cannot be read: {source}")]
    Read { path: PathBuf, source: io::Error },
    #[error("{path} is neither .csv, .geojson nor .json")]
    Ending { path: PathBuf },
    #[error("{path} is more than {limit} bytes")]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{path}: {source}")]
    Table { path: PathBuf, source: csv::Error },
    #[error("{path} is no GeoJSON: {reason}")]
    GeoJson { path: PathBuf, reason: String },
    #[error("{path} has no column {column:?}; it has {available}")]
    NoColumn { path: PathBuf, column: String, available: String },
    #[error(
        "{path} has no columns of coordinates that we know by name; it has {available}: give --longitude and --latitude, or --easting and --northing"
    )]
    NoCoordinates { path: PathBuf, available: String },
    #[error("{path} says that its coordinates are in {name:?}, whose EPSG number we do not know")]
    UnknownCrs { path: PathBuf, name: String },
    #[error("{path}: {source}")]
    Crs { path: PathBuf, source: CrsError },
    #[error("{path}, {what} {number}: {value:?} is no number of {column}")]
    Number { path: PathBuf, what: &'static str, number: u64, column: String, value: String },
    #[error("{path}, {what} {number}: {given} without {missing}")]
    HalfPlace { path: PathBuf, what: &'static str, number: u64, given: String, missing: String },
    #[error("{path}, {what} {number}: {source}")]
    Coordinate { path: PathBuf, what: &'static str, number: u64, source: ConversionError },
    #[error("{path}, feature {number} is no point")]
    NoPoint { path: PathBuf, number: u64 },
    #[error("{path} has no places in it")]
    Empty { path: PathBuf },
    #[error("say of which class the places are: --class, or --class-column")]
    NoClass,
    #[error("the class {class:?} has no letter and no digit")]
    NoWord { class: String },
    #[error(transparent)]
    Class(#[from] PlaceClassError),
}
