//! From paths to bytes: folders, zip archives, gzip. What enters is what a user named; what leaves is one stream of unpacked
//! bytes a file, in a fixed order. Nothing is unpacked to the disk, and nothing that an archive says about itself is believed.

mod archive;
mod open;
mod source;
mod walk;

pub use open::{Opener, is_gzip, read_fault};
pub use source::Source;
pub use walk::find_sources;
