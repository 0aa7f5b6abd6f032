//! Counts drawn towards their neighbourhood: as far as chance alone could have made them differ.

mod credibility;
mod shrunk_count;

pub(super) use credibility::{Credibility, Neighbourhood};
pub(super) use shrunk_count::ShrunkCount;
