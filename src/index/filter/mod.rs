//! What a user asks for: which incidents, in words that a person types.
//!
//! [`Filter`] holds no row numbers and needs no data; [`Index::select`](super::Index::select) turns it into a
//! [`Selection`](super::Selection) and says what in it the data do not know.

mod choices;
mod parse;
mod select;

pub use choices::{AreaChoice, BoundingBox, CategoryChoice, Day, Filter, Hours, Ring};
pub use parse::FilterError;
