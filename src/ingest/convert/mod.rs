//! From text to incidents: a [`Plan`] holds a profile against a file's header, a [`Converter`] reads tables of text under it.
//!
//! What enters is a [`Table`](super::table::Table); what leaves is a [`Batch`]: rows of numbers with the text they point into,
//! and the rejects. A row is never half used: its first fault rejects it.

mod batch;
mod clock;
mod converter;
mod memo;
mod moment;
mod number;
mod place;
mod plan;
mod row;
mod when;
mod words;

pub use batch::Batch;
pub use converter::{Converter, Origin};
pub use moment::{read_by_pattern, read_iso};
pub use number::parse_decimal;
pub use plan::{POINT_LAT, POINT_LNG, Plan};
