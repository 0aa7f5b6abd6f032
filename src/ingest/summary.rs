use std::collections::BTreeMap;

use super::reject::Reason;

/// What an import came to. `rows` is `accepted` and `rejected` together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were read, outcome files among them.
    pub files: u64,
    /// Files of no use here: stop-and-search, documents, hidden files.
    pub ignored: u64,
    /// Rows of incident files.
    pub rows: u64,
    /// Rows that are incidents: new, updated or unchanged.
    pub accepted: u64,
    /// Of the accepted: without coordinates.
    pub unlocated: u64,
    pub rejected: u64,
    /// Rejected rows of incident and outcome files by reason.
    pub rejected_by_reason: BTreeMap<Reason, u64>,
    /// Of the accepted: took the place of an incident with the same number.
    pub updated: u64,
    /// Incidents of earlier files that this call's files took the place of.
    pub replaced: u64,
    /// Of the accepted: in the store already, by their file's content or by their number.
    pub unchanged: u64,
    pub by_category: BTreeMap<String, u64>,
    /// Rows of outcome files that say what became of an incident.
    pub outcomes: u64,
    pub outcomes_rejected: u64,
}
