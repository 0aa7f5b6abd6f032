use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::disclosure::Agreement;
use crate::serve::error::ApiError;
use crate::serve::snapshot::Snapshot;

/// A snapshot that somebody pages through stays for so long after the last page.
const KEPT: Duration = Duration::from_secs(600);
/// At most so many at once under the same rules: the one that is served, and the one before it. Each may be as large as all data.
const MOST: usize = 2;

/// The snapshots that `next` links lead into.
///
/// A link names its snapshot, and the pages that follow are read from it even when the data have changed meanwhile: no feature comes
/// twice, none is left out, and `numberMatched` stays what it was.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    kept: Arc<Mutex<Vec<Kept>>>,
}

#[derive(Debug)]
struct Kept {
    snapshot: Arc<Snapshot>,
    until: Instant,
}

/// Where a page ends: the snapshot, and the last feature's row in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub fingerprint: String,
    pub row: usize,
}

impl Pages {
    /// Keeps `snapshot` for the next page.
    pub fn keep(&self, snapshot: &Arc<Snapshot>) {
        let until = Instant::now() + KEPT;
        let mut kept = self.kept();
        if let Some(known) = kept.iter_mut().find(|it| Arc::ptr_eq(&it.snapshot, snapshot)) {
            known.until = until;
            return;
        }
        // Each agreement's pages for themselves: a partner never ends an analyst's.
        let alike: Vec<usize> = (0..kept.len()).filter(|&at| same_rules(&kept[at].snapshot, snapshot)).collect();
        if alike.len() == MOST {
            kept.remove(alike[0]);
        }
        kept.push(Kept { snapshot: Arc::clone(snapshot), until });
        drop(kept);
        tokio::spawn(self.clone().forget());
    }

    /// The snapshot that a cursor leads into: the one served now, or one that is kept.
    pub fn find(&self, served: &Arc<Snapshot>, cursor: &Cursor) -> Result<Arc<Snapshot>, ApiError> {
        let kept = self.kept();
        let known = std::iter::once(served).chain(kept.iter().map(|it| &it.snapshot));
        // A cursor is no key: it opens nothing but earlier states of what is served to whoever asks.
        let found = known.into_iter().find(|it| same_rules(it, served) && it.fingerprint() == cursor.fingerprint);
        found.map(Arc::clone).ok_or(ApiError::Gone("the state of the data that this page belongs to"))
    }

    /// Drops what nobody has asked for in time; ends when nothing is left.
    async fn forget(self) {
        loop {
            let Some(next) = self.kept().iter().map(|it| it.until).min() else { return };
            tokio::time::sleep_until(next).await;
            let now = Instant::now();
            self.kept().retain(|it| it.until > now);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn same_rules(one: &Snapshot, other: &Snapshot) -> bool {
    one.agreement().map(Agreement::rules) == other.agreement().map(Agreement::rules)
}

impl Cursor {
    pub fn read(text: &str) -> Result<Self, ApiError> {
        let parts = text.rsplit_once('.').and_then(|(fingerprint, row)| Some((fingerprint, row.parse().ok()?)));
        let (fingerprint, row) =
            parts.ok_or_else(|| ApiError::parameter("cursor", format!("cursor: {text:?} is not of a next link")))?;
        Ok(Self { fingerprint: fingerprint.to_owned(), row })
    }

    pub fn written(&self) -> String {
        format!("{}.{}", self.fingerprint, self.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors() {
        let cursor = Cursor { fingerprint: "a1.b-7".to_owned(), row: 12 };
        assert_eq!(Cursor::read(&cursor.written()).unwrap(), cursor);
        assert!(Cursor::read("12").is_err() && Cursor::read("a.-1").is_err() && Cursor::read("a.").is_err());
    }
}
