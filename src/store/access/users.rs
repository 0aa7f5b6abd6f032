use rusqlite::{Connection, OptionalExtension, Row};

use super::AccessStore;
use crate::store::error::StoreError;

/// A user as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct UserRow {
    pub id: i64,
    pub name: String,
    /// A PHC string.
    pub password: String,
    pub role: String,
    pub agency: Option<String>,
    pub created_s: i64,
    pub disabled_s: Option<i64>,
    /// Wrong passwords since the last right one.
    pub failures: u32,
    pub locked_until_s: i64,
}

/// A user to add.
pub struct NewUser<'a> {
    pub name: &'a str,
    /// A PHC string.
    pub password: &'a str,
    pub role: &'a str,
    pub agency: Option<&'a str>,
    pub created_s: i64,
}

const COLUMNS: &str = "id, name, password, role, agency, created_s, disabled_s, failures, locked_until_s";

impl AccessStore {
    /// Adds a user; `None` where the name is taken.
    pub fn add_user(&self, user: &NewUser<'_>) -> Result<Option<i64>, StoreError> {
        insert(&self.connection(), user, "1")
    }

    /// Adds a user where there is none at all yet, in one step: of two who try, one succeeds.
    pub fn add_first_user(&self, user: &NewUser<'_>) -> Result<Option<i64>, StoreError> {
        insert(&self.connection(), user, "NOT EXISTS (SELECT 1 FROM user)")
    }

    /// The user of that name, in any case of its letters.
    pub fn user(&self, name: &str) -> Result<Option<UserRow>, StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM user WHERE name = ?1"))?;
        Ok(select.query_row([name], row).optional()?)
    }

    /// Everybody, by name.
    pub fn users(&self) -> Result<Vec<UserRow>, StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM user ORDER BY name"))?;
        Ok(select.query_map([], row)?.collect::<Result<_, _>>()?)
    }

    pub fn set_password(&self, user: i64, password: &str) -> Result<(), StoreError> {
        let sql = "UPDATE user SET password = ?2, failures = 0, locked_until_s = 0 WHERE id = ?1";
        self.connection().prepare_cached(sql)?.execute((user, password))?;
        Ok(())
    }

    pub fn set_role(&self, user: i64, role: &str, agency: Option<&str>) -> Result<(), StoreError> {
        let sql = "UPDATE user SET role = ?2, agency = ?3 WHERE id = ?1";
        self.connection().prepare_cached(sql)?.execute((user, role, agency))?;
        Ok(())
    }

    /// `None` lets the user in again, and forgets what locked the account.
    pub fn set_disabled(&self, user: i64, disabled_s: Option<i64>) -> Result<(), StoreError> {
        let sql = "UPDATE user SET disabled_s = ?2, failures = 0, locked_until_s = 0 WHERE id = ?1";
        self.connection().prepare_cached(sql)?.execute((user, disabled_s))?;
        Ok(())
    }

    /// Counts one more wrong password, and says how many there are now.
    pub fn count_failure(&self, user: i64) -> Result<u32, StoreError> {
        let sql = "UPDATE user SET failures = failures + 1 WHERE id = ?1 RETURNING failures";
        Ok(self.connection().prepare_cached(sql)?.query_row([user], |row| row.get(0))?)
    }

    pub fn lock_until(&self, user: i64, until_s: i64) -> Result<(), StoreError> {
        let sql = "UPDATE user SET locked_until_s = max(locked_until_s, ?2) WHERE id = ?1";
        self.connection().prepare_cached(sql)?.execute((user, until_s))?;
        Ok(())
    }

    pub fn forget_failures(&self, user: i64) -> Result<(), StoreError> {
        let sql = "UPDATE user SET failures = 0, locked_until_s = 0 WHERE id = ?1 AND failures > 0";
        self.connection().prepare_cached(sql)?.execute([user])?;
        Ok(())
    }
}

fn insert(connection: &Connection, user: &NewUser<'_>, only_if: &str) -> Result<Option<i64>, StoreError> {
    let sql = format!(
        "INSERT INTO user (name, password, role, agency, created_s) SELECT ?1, ?2, ?3, ?4, ?5 WHERE {only_if} \
         ON CONFLICT (name) DO NOTHING"
    );
    let NewUser { name, password, role, agency, created_s } = user;
    let added = connection.prepare_cached(&sql)?.execute((name, password, role, agency, created_s))?;
    Ok((added > 0).then(|| connection.last_insert_rowid()))
}

fn row(row: &Row<'_>) -> rusqlite::Result<UserRow> {
    Ok(UserRow {
        id: row.get(0)?,
        name: row.get(1)?,
        password: row.get(2)?,
        role: row.get(3)?,
        agency: row.get(4)?,
        created_s: row.get(5)?,
        disabled_s: row.get(6)?,
        failures: row.get(7)?,
        locked_until_s: row.get(8)?,
    })
}
