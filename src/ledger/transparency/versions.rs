use std::collections::BTreeMap;

use super::error::TransparencyError;
use crate::incident::Category;
use crate::ledger::words::{horizon_in_words, what_in_words};
use crate::ledger::{Entry, LedgerError, entries, latest};
use crate::store::{Store, StoredScore};

/// One version of the program's forecasts of one series.
#[derive(Clone, Debug)]
pub struct Version {
    pub series: String,
    pub version: String,
    pub entries: Vec<Entry>,
    pub scores: Vec<StoredScore>,
}

/// All versions in the ledger, by series, then by version.
pub fn versions(store: &Store) -> Result<Vec<Version>, TransparencyError> {
    let (entries, _linked) = entries(store)?;
    let scores = store.scores().map_err(LedgerError::from)?;
    let mut found: BTreeMap<(String, String), Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        found.entry((entry.header.series_key(), entry.header.version.clone())).or_default().push(entry);
    }
    let version = |((series, version), entries): ((String, String), Vec<Entry>)| {
        let own = |score: &&StoredScore| entries.iter().any(|entry| entry.id == score.forecast);
        let scores = scores.iter().filter(own).cloned().collect();
        Version { series, version, entries, scores }
    };
    Ok(found.into_iter().map(version).collect())
}

impl Version {
    /// For file names and addresses.
    pub fn id(&self) -> String {
        id_of(&self.series, &self.version)
    }

    /// "Anti-social behaviour, hex:9, 7 days, ensemble".
    pub fn label(&self) -> String {
        self.latest().map_or_else(String::new, |entry| {
            let header = &entry.header;
            let what = what_in_words(&header.filter);
            format!("{what}, {}, {}, {}", header.grid, horizon_in_words(&header.horizon), header.model)
        })
    }

    /// The one whose period begins last.
    pub fn latest(&self) -> Option<&Entry> {
        latest(&self.entries)
    }
}

/// For file names and addresses.
pub(super) fn id_of(series: &str, version: &str) -> String {
    // The version keeps its points: no slug has any.
    format!("{}-{version}", Category::slug_of(series))
}
