//! The audit log, in a database of its own: a long import never keeps a look from being recorded.
//!
//! Entries are only ever added, each with the hash of the one before in its own: triggers refuse to change or delete one. What an entry
//! means, and how its hash is made, is decided above.

mod report;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior};

use super::connection::{self, Schema};
use super::error::StoreError;
use super::forecasts::Hash;
use super::private::make_private;

pub use report::{AuditFilter, AuditPage};

pub(super) const DATABASE: &str = "audit.sqlite";
/// "wnxl".
const AUDIT: Schema = Schema { application_id: 0x776e_786c, migrations: &[include_str!("schema.sql")] };
const COLUMNS: &str = "id, at_ms, actor, proof, role, agency, action, subject, detail, place, reason, request, hash";

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// 1, 2, 3 … in the order that they were stored.
    pub id: i64,
    /// Milliseconds since 1970-01-01T00:00Z.
    pub at_ms: i64,
    pub actor: String,
    pub proof: String,
    pub role: String,
    pub agency: Option<String>,
    pub action: String,
    pub subject: String,
    /// JSON.
    pub detail: String,
    /// The number of an H3 cell.
    pub place: Option<i64>,
    pub reason: Option<String>,
    pub request: Option<String>,
    pub hash: Hash,
}

/// The last entry's number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    pub id: i64,
    pub hash: Hash,
}

/// The part of a data folder that remembers who did what. Cheap to ask from several threads; several processes may add at once.
#[derive(Debug)]
pub struct AuditStore {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl AuditStore {
    /// Opens the log of the data folder `dir` and makes both where they are absent; on Unix the file is its owner's alone.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = make_private(dir, DATABASE)?;
        let connection = Mutex::new(connection::open(&path, &AUDIT)?);
        Ok(Self { path, connection })
    }

    /// A further connection: whoever reads the log does not keep anybody from adding to it.
    pub fn open_again(&self) -> Result<Self, StoreError> {
        let connection = Mutex::new(connection::open_again(&self.path)?);
        Ok(Self { path: self.path.clone(), connection })
    }

    /// Adds rows after the last one, all or none, and waits until they are on the disk; `seal` fills in each row's number and hash from
    /// the row before.
    pub fn append(
        &self,
        rows: &mut [AuditRow],
        seal: impl Fn(Option<AuditHead>, &mut AuditRow),
    ) -> Result<(), StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut head = head(&transaction)?;
        for row in rows {
            seal(head, row);
            insert(&transaction, row)?;
            head = Some(AuditHead { id: row.id, hash: row.hash });
        }
        transaction.commit()?;
        Ok(())
    }

    /// The last entry; `None` while there is none.
    pub fn head(&self) -> Result<Option<AuditHead>, StoreError> {
        head(&self.connection())
    }

    /// Every entry in order, for as long as `look` says to go on.
    pub fn each(&self, mut look: impl FnMut(AuditRow) -> bool) -> Result<(), StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare(&format!("SELECT {COLUMNS} FROM entry ORDER BY id"))?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            if !look(read(row)?) {
                break;
            }
        }
        Ok(())
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere leaves no statement half done: SQLite rolls back what was not committed.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn head(connection: &Connection) -> Result<Option<AuditHead>, StoreError> {
    let mut select = connection.prepare_cached("SELECT id, hash FROM entry ORDER BY id DESC LIMIT 1")?;
    Ok(select.query_row([], |row| Ok(AuditHead { id: row.get(0)?, hash: row.get(1)? })).optional()?)
}

fn insert(connection: &Connection, row: &AuditRow) -> Result<(), StoreError> {
    let sql = format!("INSERT INTO entry ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
    let AuditRow { id, at_ms, actor, proof, role, agency, action, subject, detail, place, reason, request, hash } = row;
    connection
        .prepare_cached(&sql)?
        .execute((id, at_ms, actor, proof, role, agency, action, subject, detail, place, reason, request, hash))?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        id: row.get(0)?,
        at_ms: row.get(1)?,
        actor: row.get(2)?,
        proof: row.get(3)?,
        role: row.get(4)?,
        agency: row.get(5)?,
        action: row.get(6)?,
        subject: row.get(7)?,
        detail: row.get(8)?,
        place: row.get(9)?,
        reason: row.get(10)?,
        request: row.get(11)?,
        hash: row.get(12)?,
    })
}
