use std::io;
use std::path::PathBuf;

use thiserror::Error;
use zip::result::ZipError;

use super::mend::Fault;
use crate::space::{AreaLayerError, ConversionError, CrsError};

/// Why a file gives no layer. Features count from 1, as they stand in the file.
#[derive(Debug, Error)]
pub enum AreaFileError {
    #[error("{path} cannot be read: {source}")]
    Read { path: PathBuf, source: io::Error },
    #[error("{path} is neither .geojson, .json, .shp nor .zip")]
    Ending { path: PathBuf },
    #[error("{path} is no zip archive, or a damaged one: {source}")]
    Zip { path: PathBuf, source: ZipError },
    #[error("{path} should hold one .shp or .geojson file, and holds {found}")]
    ZipContent { path: PathBuf, found: usize },
    #[error("{path}: {name} is more than {limit} bytes")]
    TooLarge { path: PathBuf, name: String, limit: u64 },
    #[error("{path} is no GeoJSON: {reason}")]
    GeoJson { path: PathBuf, reason: String },
    #[error("{path} is no Shapefile, or a damaged one: {reason}")]
    Shapefile { path: PathBuf, reason: String },
    #[error("{path} has no .{ending} file beside it")]
    Companion { path: PathBuf, ending: &'static str },
    #[error("the .dbf of {path} is damaged: {reason}")]
    Dbf { path: PathBuf, reason: &'static str },
    #[error("{path} has {shapes} shapes and {records} records")]
    Records { path: PathBuf, shapes: usize, records: usize },
    #[error("{path} does not say what its coordinates are in: give --epsg")]
    NoCrs { path: PathBuf },
    #[error("{path} says that its coordinates are in {name:?}, whose EPSG number we do not know: give --epsg")]
    UnknownCrs { path: PathBuf, name: String },
    #[error(transparent)]
    Crs(#[from] CrsError),
    #[error("{path} has no areas in it")]
    Empty { path: PathBuf },
    #[error("{path} has no column {column:?}; it has {available}")]
    NoColumn { path: PathBuf, column: String, available: String },
    #[error("{path}, feature {feature}: no {column}")]
    NoValue { path: PathBuf, feature: usize, column: String },
    #[error("{path}: code {code:?} stands for feature {first} and for feature {second}")]
    DuplicateCode { path: PathBuf, code: String, first: usize, second: usize },
    #[error("{path}, feature {feature} ({code}): {source}")]
    Coordinate { path: PathBuf, feature: usize, code: String, source: ConversionError },
    #[error("{path}, feature {feature} ({code}) cannot be mended: {fault}")]
    Unmendable { path: PathBuf, feature: usize, code: String, fault: Fault },
    #[error("{path}, feature {feature} ({code}): {value:?} is no number of residents")]
    Population { path: PathBuf, feature: usize, code: String, value: String },
    #[error("{path}, line {line}: {value:?} is no number of residents")]
    TablePopulation { path: PathBuf, line: u64, value: String },
    #[error("{path}, feature {feature} ({code}): {value:?} is no {measure} of deprivation")]
    Deprivation { path: PathBuf, feature: usize, code: String, value: String, measure: &'static str },
    #[error("{path}, line {line}: {value:?} is no {measure} of deprivation")]
    TableDeprivation { path: PathBuf, line: u64, value: String, measure: &'static str },
    #[error("the column {column:?} does not say whether it holds a decile, a rank or a score: give --deprivation-is")]
    Measure { column: String },
    #[error("{path}, line {line}: code {code:?} stands on line {first} already")]
    TableCode { path: PathBuf, line: u64, first: u64, code: String },
    #[error("{path} has no code of any area of the layer {layer}: is the right column named?")]
    NothingJoined { path: PathBuf, layer: String },
    #[error("{path}: {source}")]
    Table { path: PathBuf, source: csv::Error },
    #[error(transparent)]
    Layer(#[from] AreaLayerError),
}
