//! Features to bytes: GeoJSON, vector tiles, CSV and GeoParquet. Knows geometry and columns, and no statistics.
//!
//! What enters is a [`Layer`]: a geometry a feature (longitude and latitude) and typed columns; what leaves is a file in the
//! format of its ending. For tiles there is one [`cut()`] (clip, simplify, round to tile units) and two encodings of what it
//! left: [`write_mvt`] and [`write_tile_geojson`] hold the same features.
//!
//! ```
//! use wherenext::encode::{Column, Layer, write_csv};
//!
//! let spots = Layer::new(
//!     "spots",
//!     vec![Some(geo_types::Point::new(0.71, 51.54).into())],
//!     vec![Column::text("name", ["High Street".to_owned()]), Column::integer("count", [12])],
//! )?;
//! let mut out = Vec::new();
//! write_csv(&spots, &mut out)?;
//! assert_eq!(String::from_utf8_lossy(&out), "name,count,lng,lat\nHigh Street,12,0.71,51.54\n");
//! # Ok::<(), wherenext::encode::EncodeError>(())
//! ```

mod cluster;
mod csv;
mod cut;
mod error;
mod file;
mod geojson;
mod geometry_type;
mod geoparquet;
mod layer;
mod mercator;
mod mvt;
mod tile_geojson;
mod wkb;
mod wkt;

pub use cluster::{Cluster, cluster};
pub use csv::write_csv;
pub use cut::{TileFeature, TileLayer, TileShape, cut};
pub use error::EncodeError;
pub use file::{FileFormat, write_file};
pub use geojson::write_geojson;
pub use geoparquet::write_parquet;
pub use layer::{Column, Layer, Value, Values};
pub use mercator::{MAX_ZOOM, TILE_EXTENT, TileId, TileIdError, world};
pub use mvt::write_mvt;
pub use tile_geojson::write_tile_geojson;
