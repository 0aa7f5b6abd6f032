use rusqlite::{OptionalExtension, Row};

use super::{AccessStore, TokenDigest};
use crate::store::error::StoreError;

/// A session with whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub user: i64,
    pub name: String,
    pub role: String,
    pub agency: Option<String>,
    pub disabled_s: Option<i64>,
    /// When it was last written down that it was used.
    pub seen_s: i64,
    pub expires_s: i64,
}

impl AccessStore {
    /// Adds a session, and forgets all that have ended by themselves or that nobody used since `idle_since_s`.
    pub fn add_session(
        &self,
        digest: &TokenDigest,
        user: i64,
        now_s: i64,
        expires_s: i64,
        idle_since_s: i64,
    ) -> Result<(), StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute("DELETE FROM session WHERE expires_s <= ?1 OR seen_s < ?2", (now_s, idle_since_s))?;
        transaction.execute(
            "INSERT INTO session (digest, user, created_s, seen_s, expires_s) VALUES (?1, ?2, ?3, ?3, ?4)",
            (digest, user, now_s, expires_s),
        )?;
        Ok(transaction.commit()?)
    }

    pub fn session(&self, digest: &TokenDigest) -> Result<Option<SessionRow>, StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare_cached(
            "SELECT user.id, name, role, agency, disabled_s, seen_s, expires_s \
             FROM session JOIN user ON user.id = session.user WHERE digest = ?1",
        )?;
        Ok(select.query_row([digest], row).optional()?)
    }

    pub fn session_seen(&self, digest: &TokenDigest, now_s: i64) -> Result<(), StoreError> {
        let sql = "UPDATE session SET seen_s = ?2 WHERE digest = ?1";
        self.connection().prepare_cached(sql)?.execute((digest, now_s))?;
        Ok(())
    }

    pub fn end_session(&self, digest: &TokenDigest) -> Result<(), StoreError> {
        self.connection().prepare_cached("DELETE FROM session WHERE digest = ?1")?.execute([digest])?;
        Ok(())
    }

    /// Ends every session of a user, and says how many there were.
    pub fn end_sessions(&self, user: i64) -> Result<usize, StoreError> {
        Ok(self.connection().prepare_cached("DELETE FROM session WHERE user = ?1")?.execute([user])?)
    }
}

fn row(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        user: row.get(0)?,
        name: row.get(1)?,
        role: row.get(2)?,
        agency: row.get(3)?,
        disabled_s: row.get(4)?,
        seen_s: row.get(5)?,
        expires_s: row.get(6)?,
    })
}
