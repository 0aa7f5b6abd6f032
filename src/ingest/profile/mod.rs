//! Profiles: how the rows of one file layout become incidents. A profile is a dozen lines of TOML (docs/profiles.md); the
//! known layouts are described by the same mechanism, in `data/profiles`.
//!
//! `ProfileFile` is what may be written, [`Profile`] what has been checked. Nothing here opens a data file.

mod builtin;
mod checked;
mod error;
pub(super) mod file;
mod format;
mod lookup;
mod meaning;
mod pattern;
mod place;
mod time;

pub use builtin::{built_in_profiles, find_profile};
pub use checked::Profile;
pub use error::ProfileError;
pub use file::{ColumnRules, EndRule, KeyRule, RecordKind, Resolution};
pub use format::Format;
pub use lookup::Lookup;
pub use meaning::{CategoryDefault, Meanings, is_usual_truth};
pub use pattern::Pattern;
pub use place::PlaceReading;
pub use time::TimeReading;
