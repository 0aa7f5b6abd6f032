//! Districts, wards, census areas, beats: from a boundary file to an [`AreaLayer`](crate::space::AreaLayer).
//!
//! What enters is GeoJSON or a Shapefile (bare or zipped) in any reference system that [`Crs`](crate::space::Crs) knows, with
//! CSV tables of residents and of codes to look up. What leaves is a layer whose every shape is valid: rings closed, no point
//! twice in a row, nothing crossing itself. What had to be mended is named, and so is what could not be.

mod columns;
mod dbf;
mod deprivation;
mod error;
mod geojson;
mod join;
mod mend;
mod nest;
mod prj;
mod read;
mod request;
mod shapefile;
mod source;
mod table;

pub use deprivation::DeprivationColumn;
pub use error::AreaFileError;
pub(in crate::ingest) use geojson::{declared_epsg, feature_collection};
pub use join::{AreaJoin, Joined, join_areas};
pub use mend::Fault;
pub use read::{AreaImport, Mended, read_areas};
pub use request::{AreaRequest, TableColumns};
