//! Parquet and GeoParquet: columns of types written out as text, points out of well-known binary.
//!
//! Read are columns of text, numbers, truths, dates and timestamps; lists and structures are left out, as if the file had none.

mod column;
mod geometry;
mod read;
mod wkb;

pub use read::{parquet_header, read_parquet};
