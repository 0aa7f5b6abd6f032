//! The record of what was forecast: each forecast stored whole before its period begins, scored when the period is over, never changed.
//!
//! What enters is an index of what happened and a request; what leaves is [`Content`]s in the store, each under a hash that the next one
//! carries on, and their [`Score`]s. A forecast whose period has begun is refused, or marked as a replay for ever. Everything that is
//! needed to make it again is in it: the data's fingerprint, the program's version, the seed, the parameters. Nothing here forecasts: the
//! forecasters are asked; and nothing is measured here that `evaluation` does not measure.
//!
//! | file | job |
//! |---|---|
//! | `header`, `numbers`, `content` | what a forecast is, in canonical bytes |
//! | `make`, `learned`, `plain`, `scatter`, `facts`, `seen` | making one |
//! | `keep`, `chain`, `entry`, `repeat` | storing, hashing, reading, verifying, making again |
//! | `truth`, `score`, `due` | scoring what has come to pass |
//! | `record`, `reading` | the record, series by series, and what it says in words |
//! | `view`, `place`, `at_place`, `why` | a forecast on its cells: ranks, shifts, why a cell is expected |

mod at_place;
mod bands;
mod chain;
mod content;
mod due;
mod entry;
mod entry_reading;
mod error;
mod facts;
mod header;
mod keep;
mod learned;
mod make;
mod numbers;
mod place;
mod plain;
mod reading;
mod record;
mod repeat;
mod scatter;
mod score;
mod seen;
mod truth;
mod view;
mod why;
mod words;

pub mod transparency;

pub use at_place::{AtPlace, ShiftAtPlace};
pub use bands::{BAND_FRACTIONS, BandCell, bands};
pub use chain::{Verified, verify, verify_all};
pub use content::Content;
pub use due::{ScoredNow, Unscorable, score_due};
pub use entry::{Entry, entries, find, latest};
pub use error::LedgerError;
pub use header::Header;
pub use keep::{Kept, check_period, keep};
pub use learned::Learned;
pub use make::{Maker, Request};
pub use numbers::Numbers;
pub use place::Ranks;
pub use record::{CoverageRecord, Record, ScoredForecast, SeriesRecord, Verdict, Versus, record};
pub use repeat::{Repeated, repeat};
pub use score::{CoverageScore, Measures, NamedMeasures, Score};
pub use view::{Class, Shown, Surface, View};
pub use why::{Reason, reasons};
pub use words::{hex, horizon_in_words, label_of, period_in_words, top_in_words, what_in_words};
