//! From files to incidents: whatever an analyst has, read under a profile, row by row, with every row accounted for.
//!
//! What enters is paths: CSV, GeoJSON, Parquet, gzip, zip archives as data.police.uk serves them, folders of these. What leaves is
//! [`Incident`](crate::incident::Incident)s and outcomes, in the order of the files, through a [`Sink`]; rows that cannot be used go to a
//! rejects file with line and reason. A call has two stages: [`inspect()`] reads everything through once and refuses the call when a
//! file is damaged or of no known layout; [`read_files`] reads again and hands on. Nothing here knows a database.
//!
//! [`synthetic`] makes the demo county, which comes from no file.

pub mod areas;
mod convert;
pub mod csv;
mod detect;
mod error;
mod geojson;
mod header;
mod input;
mod inspect;
mod limits;
mod missing;
mod parquet;
pub mod places;
mod produce;
pub mod profile;
mod progress;
mod read;
mod reject;
mod rejects_file;
mod sink;
mod suggest;
mod summary;
pub mod synthetic;
mod table;
mod tabled;
mod tally;
mod worker;

pub use error::IngestError;
pub use inspect::{FileFormat, Inspected, Inspection, inspect};
pub use limits::Limits;
pub use progress::Progress;
pub use read::{ReadError, ReadOptions, read_files};
pub use reject::Reason;
pub use rejects_file::RejectsFile;
pub use sink::{FileIdentity, FileState, Sink, Stored};
pub use suggest::suggest_profile;
pub use summary::Summary;
