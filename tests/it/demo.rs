//! The synthetic county: it holds what was published, stays the same, tells the truth about itself, and what was planted in it is
//! found.

mod command;
mod found;
mod made;
mod published;
mod stream;
mod truth;
mod volume;
mod years;

use std::sync::OnceLock;

use wherenext::ingest::synthetic::County;

/// The county of seed 1, made once.
fn county() -> &'static County {
    static COUNTY: OnceLock<County> = OnceLock::new();
    COUNTY.get_or_init(|| County::make(1).unwrap())
}
