use std::ops::RangeInclusive;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{AuditRow, AuditStore, COLUMNS, read};
use crate::store::error::StoreError;

/// Which entries; what is left empty matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub actor: Option<String>,
    pub proof: Option<String>,
    pub subject: Option<String>,
    /// Milliseconds since 1970-01-01T00:00Z, at or after.
    pub from_ms: Option<i64>,
    /// Before.
    pub to_ms: Option<i64>,
    /// The numbers of H3 cells.
    pub places: Option<Vec<RangeInclusive<i64>>>,
}

/// Entries, the latest first, and how many there are in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPage {
    pub entries: Vec<AuditRow>,
    pub total: i64,
}

impl AuditStore {
    /// The latest `limit` entries that match.
    pub fn find(&self, filter: &AuditFilter, limit: usize) -> Result<AuditPage, StoreError> {
        let (matching, values) = matching(filter);
        let connection = self.connection();
        let count = format!("SELECT count(*) FROM entry{matching}");
        let total: i64 = connection.query_row(&count, params_from_iter(&values), |row| row.get(0))?;
        let sql = format!("SELECT {COLUMNS} FROM entry{matching} ORDER BY id DESC LIMIT {limit}");
        let mut select = connection.prepare(&sql)?;
        let entries = select.query_map(params_from_iter(&values), read)?.collect::<Result<_, _>>()?;
        Ok(AuditPage { entries, total })
    }
}

/// A WHERE clause with the values that it binds, in order.
fn matching(filter: &AuditFilter) -> (String, Vec<Value>) {
    let AuditFilter { actor, proof, subject, from_ms, to_ms, places } = filter;
    let texts = [("actor = ?", actor), ("proof = ?", proof), ("subject = ?", subject)];
    let times = [("at_ms >= ?", from_ms), ("at_ms < ?", to_ms)];
    let mut clauses = Vec::new();
    let mut values = Vec::new();
    for (clause, text) in texts {
        if let Some(text) = text {
            clauses.push(clause.to_owned());
            values.push(Value::from(text.clone()));
        }
    }
    for (clause, time) in times {
        if let Some(time) = time {
            clauses.push(clause.to_owned());
            values.push(Value::from(*time));
        }
    }
    if let Some(places) = places {
        let ranges = vec!["place BETWEEN ? AND ?"; places.len()].join(" OR ");
        clauses.push(if places.is_empty() { "0".to_owned() } else { format!("({ranges})") });
        values.extend(places.iter().flat_map(|range| [Value::from(*range.start()), Value::from(*range.end())]));
    }
    let matching = if clauses.is_empty() { String::new() } else { format!(" WHERE {}", clauses.join(" AND ")) };
    (matching, values)
}
