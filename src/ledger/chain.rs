use sha2::{Digest, Sha256};

use super::content::stored_hash;
use super::error::LedgerError;
use crate::store::{Hash, Store, StoredForecast};

const DOMAIN: &[u8] = b"wherenext forecast entry 1\n";

/// A forecast's hashes, computed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub id: u32,
    /// Why it is not what was stored; `None` where all is well.
    pub broken: Option<&'static str>,
}

/// The hash of an entry: of its content, when it was made, whether it is a replay, and the entry before.
pub(super) fn seal(previous: Option<&Hash>, content: &Hash, made_ms: i64, is_replay: bool) -> Hash {
    let mut digest = Sha256::new();
    digest.update(DOMAIN);
    digest.update(previous.map_or(&[0; 32][..], |hash| &hash[..]));
    digest.update(content);
    digest.update(made_ms.to_le_bytes());
    digest.update([u8::from(is_replay)]);
    digest.finalize().into()
}

/// Computes the hashes of one forecast again, and its link to the one before.
pub fn verify(store: &Store, id: u32) -> Result<Option<Verified>, LedgerError> {
    let Some((entry, numbers)) = store.forecast(id)? else { return Ok(None) };
    let before = if id > 1 { store.forecast(id - 1)?.map(|(before, _)| before) } else { None };
    Ok(Some(Verified { id, broken: broken(&entry, &numbers, before.as_ref()) }))
}

/// The same of all, the first first. What was cut off at the end cannot be seen: whoever wants to be sure keeps the last hash elsewhere.
pub fn verify_all(store: &Store) -> Result<Vec<Verified>, LedgerError> {
    let mut before = None;
    let mut verified = Vec::new();
    for id in store.forecasts()?.iter().map(|entry| entry.id) {
        let Some((entry, numbers)) = store.forecast(id)? else { continue };
        verified.push(Verified { id, broken: broken(&entry, &numbers, before.as_ref()) });
        before = Some(entry);
    }
    Ok(verified)
}

/// Whether each entry carries the hash of the one before and its own is that of its parts; the contents are not read.
pub(super) fn is_linked(entries: &[StoredForecast]) -> bool {
    let mut previous = None;
    entries.iter().zip(1..).all(|(entry, id)| {
        let sealed = seal(entry.previous_hash.as_ref(), &entry.content_hash, entry.made_ms, entry.is_replay);
        let linked = entry.id == id && entry.previous_hash == previous && entry.hash == sealed;
        previous = Some(entry.hash);
        linked
    })
}

fn broken(entry: &StoredForecast, numbers: &[u8], before: Option<&StoredForecast>) -> Option<&'static str> {
    let StoredForecast { id, made_ms, is_replay, header, content_hash, previous_hash, hash } = entry;
    match stored_hash(*id, header, numbers) {
        Err(_) => return Some("its numbers cannot be decompressed"),
        Ok(found) if found != *content_hash => return Some("its content is not what was stored"),
        Ok(_) => {}
    }
    if seal(previous_hash.as_ref(), content_hash, *made_ms, *is_replay) != *hash {
        return Some("when it was made, or whether it is a replay, is not what was stored");
    }
    if *previous_hash != before.map(|before| before.hash) {
        return Some("the forecast before it is not the one that it was stored after");
    }
    None
}
