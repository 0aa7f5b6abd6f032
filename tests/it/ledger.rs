//! The ledger from outside: what is stored stays, repeats, is verified and is scored.

mod command;
mod kept;
mod scored;
pub mod weeks;
