//! A first profile for a file nobody has described: read off its header and its first rows.
//!
//! A sample is cut into columns ([`sample`]), each column is looked at ([`facts`], [`dates`]), fields are found a column by name and
//! by content ([`roles`], [`places`]), and the profile is written with its doubts as comments (`write`). A guess, not a
//! measurement: what leaves can be loaded and wants to be read by whoever knows the file.

mod dates;
mod facts;
mod places;
mod roles;
mod sample;
mod write;

use std::path::Path;

use super::error::IngestError;
use super::limits::Limits;

/// The text of a first profile for the file at `path` (of a folder or an archive: its first file).
pub fn suggest_profile(path: &Path, limits: &Limits) -> Result<String, IngestError> {
    let sample = sample::take_sample(path, limits)?;
    let facts = facts::look_at(&sample);
    let roles = roles::find_roles(&sample, &facts);
    Ok(write::write_profile(&sample, &facts, &roles))
}
