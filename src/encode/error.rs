use std::io;
use std::path::PathBuf;

use geo_types::Geometry;
use thiserror::Error;

use super::geometry_type::type_name;
use super::layer::Layer;

/// Why features could not be written.
#[derive(Debug, Error)]
pub enum EncodeError {
    #[error("layer {layer}: column {column} has {values} values for {features} features")]
    Length { layer: String, column: String, values: usize, features: usize },
    #[error("layer {layer}: two columns are called {column}")]
    TwiceNamed { layer: String, column: String },
    #[error("layer {layer}: {format} has no room for a {geometry}")]
    Geometry { layer: String, format: &'static str, geometry: &'static str },
    #[error("{0}: the ending must be .geojson, .csv or .parquet")]
    Ending(PathBuf),
    #[error("{path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("GeoJSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("CSV: {0}")]
    Csv(#[from] csv::Error),
    #[error("Parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    #[error("Parquet columns: {0}")]
    Arrow(#[from] arrow_schema::ArrowError),
    #[error("vector tile: {0}")]
    VectorTile(#[from] mvt::Error),
}

impl EncodeError {
    pub(super) fn geometry(layer: &Layer, format: &'static str, geometry: &Geometry<f64>) -> Self {
        Self::Geometry { layer: layer.name().to_owned(), format, geometry: type_name(geometry) }
    }
}
