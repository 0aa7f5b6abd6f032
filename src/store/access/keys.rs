use rusqlite::{OptionalExtension, Row};

use super::{AccessStore, TokenDigest};
use crate::store::error::StoreError;

/// A key as stored: all but the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    pub id: i64,
    pub label: String,
    pub role: String,
    pub agency: Option<String>,
    /// Words parted by blanks.
    pub scopes: String,
    pub created_s: i64,
    pub expires_s: Option<i64>,
    pub revoked_s: Option<i64>,
    /// When it was last written down that it was used.
    pub used_s: Option<i64>,
}

/// A key to add.
pub struct NewKey<'a> {
    pub digest: &'a TokenDigest,
    pub label: &'a str,
    pub role: &'a str,
    pub agency: Option<&'a str>,
    /// Words parted by blanks.
    pub scopes: &'a str,
    pub created_s: i64,
    pub expires_s: Option<i64>,
}

const COLUMNS: &str = "id, label, role, agency, scopes, created_s, expires_s, revoked_s, used_s";

impl AccessStore {
    pub fn add_key(&self, key: &NewKey<'_>) -> Result<i64, StoreError> {
        let connection = self.connection();
        let NewKey { digest, label, role, agency, scopes, created_s, expires_s } = key;
        connection.execute(
            "INSERT INTO key (digest, label, role, agency, scopes, created_s, expires_s) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (digest, label, role, agency, scopes, created_s, expires_s),
        )?;
        Ok(connection.last_insert_rowid())
    }

    pub fn key(&self, digest: &TokenDigest) -> Result<Option<KeyRow>, StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM key WHERE digest = ?1"))?;
        Ok(select.query_row([digest], row).optional()?)
    }

    /// All keys that ever were, the first made first.
    pub fn keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM key ORDER BY id"))?;
        Ok(select.query_map([], row)?.collect::<Result<_, _>>()?)
    }

    /// Ends a key; the first time counts. Says whether there is one of that number.
    pub fn revoke_key(&self, id: i64, now_s: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE key SET revoked_s = coalesce(revoked_s, ?2) WHERE id = ?1";
        Ok(self.connection().prepare_cached(sql)?.execute((id, now_s))? > 0)
    }

    pub fn key_used(&self, id: i64, now_s: i64) -> Result<(), StoreError> {
        self.connection().prepare_cached("UPDATE key SET used_s = ?2 WHERE id = ?1")?.execute((id, now_s))?;
        Ok(())
    }
}

fn row(row: &Row<'_>) -> rusqlite::Result<KeyRow> {
    Ok(KeyRow {
        id: row.get(0)?,
        label: row.get(1)?,
        role: row.get(2)?,
        agency: row.get(3)?,
        scopes: row.get(4)?,
        created_s: row.get(5)?,
        expires_s: row.get(6)?,
        revoked_s: row.get(7)?,
        used_s: row.get(8)?,
    })
}
