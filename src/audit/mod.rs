//! The record of who looked at, changed, combined, sent out and erased what (Data Protection Act 2018, section 62).
//!
//! What enters is an [`Entry`]; what leaves is whether it is on the disk, and later [`verify`] and [`find`]. An entry is only ever added,
//! and carries the hash of the one before: a changed, missing or inserted one is found. What was cut off at the end is found by whoever
//! noted the last hash elsewhere. It refuses to know HTTP, and what an answer held.
//!
//! | file | job |
//! |---|---|
//! | `entry` | who, what, where, why |
//! | `chain` | the hash of each entry, and whether all are what was written |
//! | `recorder` | many entries at once to the disk, from a thread of its own |
//! | `looks` | a map's tiles as one look instead of a hundred |
//! | `question` | entries by person, key, place and time |

mod chain;
mod entry;
mod error;
mod looks;
mod question;
mod recorder;

pub use chain::{Verified, verify};
pub use entry::{Action, Actor, Entry};
pub use error::AuditError;
pub use looks::{Look, Looks};
pub use question::{Question, find};
pub use recorder::Recorder;
