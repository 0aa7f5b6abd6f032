use jiff::Timestamp;

use super::chain::seal;
use super::content::Content;
use super::error::LedgerError;
use crate::store::{Appended, NewForecast, Store};
use crate::time::{CivilZone, TimeWindow};

/// A forecast that is in the ledger now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: u32,
    pub is_replay: bool,
    /// Whether the same content was there already; then nothing was added.
    pub was_known: bool,
}

/// Whether a forecast of `period` made now is a replay; an error where it is one and replays are not wanted.
pub fn check_period(
    period: TimeWindow,
    zone: &CivilZone,
    now: Timestamp,
    allow_replay: bool,
) -> Result<bool, LedgerError> {
    let has_begun = period.start() <= now.as_second();
    if has_begun && !allow_replay {
        return Err(LedgerError::Begun { from: zone.civil(period.start()).date().to_string() });
    }
    Ok(has_begun)
}

/// Stores a forecast after the last one, for ever. The clock is asked here, after it was made: what was begun before its period and ended
/// in it is a replay.
pub fn keep(store: &Store, content: &Content, allow_replay: bool) -> Result<Kept, LedgerError> {
    keep_at(store, content, allow_replay, Timestamp::now())
}

fn keep_at(store: &Store, content: &Content, allow_replay: bool, now: Timestamp) -> Result<Kept, LedgerError> {
    let is_replay = check_period(content.header.window(), &store.zone()?, now, allow_replay)?;
    let sealed = content.seal();
    let made_ms = now.as_millisecond();
    let new =
        NewForecast { made_ms, is_replay, header: &sealed.header, numbers: &sealed.numbers, content_hash: sealed.hash };
    match store.append_forecast(&new, |previous| seal(previous, &sealed.hash, made_ms, is_replay))? {
        Appended::New(id) => Ok(Kept { id, is_replay, was_known: false }),
        Appended::Known(id) => {
            let stored = store.forecast(id)?.map_or(is_replay, |(stored, _)| stored.is_replay);
            Ok(Kept { id, is_replay: stored, was_known: true })
        }
    }
}
