//! Near repeats: whether incidents come back near the last one soon after it, how near and how soon, and where that holds today.
//!
//! What enters is a selection and bands of distance and of time ([`NearRepeatParameters`]); what leaves is Knox's table of pairs
//! ([`NearRepeats`]): observed, expected were place and time unrelated, their ratio, and how often chance alone does as much. From its
//! raised cells come the zones alive on a date ([`zones_alive`]). It does not guess dates: incidents whose window is longer than the
//! narrowest time band are left out, and month-only data are refused.
//!
//! Reading order: `parameters`, `pairs`, `knox`, `table`, `raised`, `zones`, `zone_cells`, `reading`.

mod knox;
mod pairs;
mod parameters;
mod raised;
mod reading;
mod table;
#[cfg(test)]
mod tests;
mod zone_cells;
mod zones;

pub use knox::{KnoxCounts, knox_counts};
pub use parameters::{CheckedNearRepeat, Clock, Metric, NearRepeatError, NearRepeatParameters};
pub use raised::{Raised, RaisedBand, RaisedRule, RaisedRuleError};
pub use reading::zones_reading;
pub use table::{Band, KnoxCell, NearRepeats, near_repeats};
pub use zone_cells::{ZoneCell, zone_cells};
pub use zones::{Zone, zones_alive};
