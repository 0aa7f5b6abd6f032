//! CSV: a stream cut into blocks of whole records, and blocks read by the grammar of the `csv` crate, in parallel.

mod parse;
mod split;

pub use parse::{Parsed, Parser};
pub use split::{Block, SplitError, Splitter};

#[cfg(test)]
mod tests;
