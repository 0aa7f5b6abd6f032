//! Places of a class from files of points: licensed venues, schools, stops, cameras.
//!
//! What enters is CSV with two columns of coordinates, or GeoJSON points; what leaves is a [`PlaceSet`](crate::space::PlaceSet) a class.
//! Either every row can be used or lacks a place altogether, or nothing is read: a row that cannot be understood is an error with its file
//! and line.

mod columns;
mod csv;
mod error;
mod geojson;
mod read;
mod request;
#[cfg(test)]
mod tests;

pub use error::PlaceFileError;
pub use read::{PlaceImport, read_places};
pub use request::{CoordinateColumns, PlaceRequest};
