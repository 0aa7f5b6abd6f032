use jiff::Timestamp;

use super::chain::is_linked;
use super::content::{Content, read_header};
use super::error::LedgerError;
use super::header::Header;
use crate::store::{Hash, Store};

/// A stored forecast without its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub id: u32,
    pub made_at: Timestamp,
    /// Whether it was made after its period had begun.
    pub is_replay: bool,
    pub content_hash: Hash,
    pub previous_hash: Option<Hash>,
    pub hash: Hash,
    pub header: Header,
}

/// All forecasts, the first stored first, and whether their hashes carry each other on.
pub fn entries(store: &Store) -> Result<(Vec<Entry>, bool), LedgerError> {
    let stored = store.forecasts()?;
    let linked = is_linked(&stored);
    let read = stored.into_iter().map(|stored| {
        Ok(Entry {
            id: stored.id,
            made_at: Timestamp::from_millisecond(stored.made_ms).unwrap_or(Timestamp::UNIX_EPOCH),
            is_replay: stored.is_replay,
            content_hash: stored.content_hash,
            previous_hash: stored.previous_hash,
            hash: stored.hash,
            header: read_header(stored.id, &stored.header)?,
        })
    });
    Ok((read.collect::<Result<_, LedgerError>>()?, linked))
}

/// A forecast, whole; `None` where there is none of that number.
pub fn find(store: &Store, id: u32) -> Result<Option<Content>, LedgerError> {
    let Some((stored, numbers)) = store.forecast(id)? else { return Ok(None) };
    Content::open(id, &stored.header, &numbers).map(Some)
}

/// The forecast whose period begins last; of equals the one stored last.
pub fn latest(entries: &[Entry]) -> Option<&Entry> {
    entries.iter().max_by_key(|entry| (entry.header.from_s, entry.id))
}
