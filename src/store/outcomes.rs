use rusqlite::{Connection, Statement};
use rustc_hash::FxHashMap;

use super::error::StoreError;
use super::external_id::ExternalId;

/// Adds one entry to the history; `row` counts within the file.
pub(super) fn insert(
    connection: &Connection,
    (file, row): (u32, u32),
    external_id: ExternalId<'_>,
    month_s: i64,
    text: u32,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO outcome (file, row, external_id, month_s, text) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute((file, row, external_id, month_s, text))?;
    Ok(())
}

/// Forgets what a file said; whether it had said anything.
pub(super) fn delete(connection: &Connection, file: u32) -> Result<bool, StoreError> {
    Ok(connection.execute("DELETE FROM outcome WHERE file = ?1", [file])? > 0)
}

/// Which incidents a commit must look at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope<'a> {
    /// The history changed.
    All,
    /// The history is as it was; `others` were written anew, and everything from number `from` on.
    Written { from: u32, others: &'a [u32] },
}

const SELECT: &str = "SELECT id, outcome, stated_outcome, external_id FROM incident WHERE external_id IS NOT NULL";

/// Gives each incident the latest outcome of its history, or the one that its own row stated where it has none. The later
/// month wins, within a month the later row of the later file. Returns how many outcomes the history set anew.
pub(super) fn apply(connection: &Connection, scope: Scope<'_>) -> Result<u64, StoreError> {
    let latest = Latest::load(connection)?;
    let mut changes = Vec::new();
    match scope {
        Scope::All => compare(&mut connection.prepare(&format!("{SELECT} AND id >= ?1"))?, 0, &latest, &mut changes)?,
        Scope::Written { .. } if latest.is_empty() => {}
        Scope::Written { from, others } => {
            let mut one = connection.prepare(&format!("{SELECT} AND id = ?1"))?;
            for &id in others {
                compare(&mut one, id, &latest, &mut changes)?;
            }
            compare(&mut connection.prepare(&format!("{SELECT} AND id >= ?1"))?, from, &latest, &mut changes)?;
        }
    }
    let mut update = connection.prepare("UPDATE incident SET outcome = ?2 WHERE id = ?1")?;
    for change in &changes {
        update.execute((change.id, change.outcome))?;
    }
    Ok(changes.iter().filter(|change| change.from_history).count() as u64)
}

struct Change {
    id: u32,
    outcome: Option<u32>,
    from_history: bool,
}

fn compare(
    statement: &mut Statement<'_>,
    id: u32,
    latest: &Latest,
    changes: &mut Vec<Change>,
) -> Result<(), StoreError> {
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let (outcome, stated): (Option<u32>, Option<u32>) = (row.get(1)?, row.get(2)?);
        let history = ExternalId::read(row.get_ref(3)?).and_then(|external_id| latest.of(external_id));
        let due = history.or(stated);
        if due != outcome {
            changes.push(Change { id: row.get(0)?, outcome: due, from_history: history.is_some() });
        }
    }
    Ok(())
}

/// The last entry of each history: month and outcome.
#[derive(Default)]
struct Latest {
    by_text: FxHashMap<Box<str>, (i64, u32)>,
    by_bytes: FxHashMap<Box<[u8]>, (i64, u32)>,
}

impl Latest {
    fn load(connection: &Connection) -> Result<Self, StoreError> {
        let mut latest = Self::default();
        let mut statement = connection.prepare("SELECT external_id, month_s, text FROM outcome ORDER BY file, row")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let entry = (row.get(1)?, row.get(2)?);
            let last = match ExternalId::read(row.get_ref(0)?) {
                Some(ExternalId::Text(text)) => latest.by_text.entry(text.into()).or_insert(entry),
                Some(ExternalId::Bytes(bytes)) => latest.by_bytes.entry(bytes.into()).or_insert(entry),
                None => continue,
            };
            if entry.0 >= last.0 {
                *last = entry;
            }
        }
        Ok(latest)
    }

    fn is_empty(&self) -> bool {
        self.by_text.is_empty() && self.by_bytes.is_empty()
    }

    fn of(&self, external_id: ExternalId<'_>) -> Option<u32> {
        let entry = match external_id {
            ExternalId::Text(text) => self.by_text.get(text),
            ExternalId::Bytes(bytes) => self.by_bytes.get(bytes),
        };
        entry.map(|&(_, outcome)| outcome)
    }
}
