//! Users, sessions and keys, in a database of their own: a long import never keeps somebody from signing in.
//!
//! What enters and leaves is rows: digests of tokens and hashes of passwords, never the words themselves. What a role may do, when a
//! session has ended and when an account is locked is decided above.

mod keys;
mod sessions;
mod users;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::connection::{self, Schema};
use super::error::StoreError;
use super::private::make_private;

pub use keys::{KeyRow, NewKey};
pub use sessions::SessionRow;
pub use users::{NewUser, UserRow};

/// SHA-256 of a token.
pub type TokenDigest = [u8; 32];

pub(super) const DATABASE: &str = "access.sqlite";
/// "wnxa".
const ACCESS: Schema = Schema { application_id: 0x776e_7861, migrations: &[include_str!("schema.sql")] };

/// The part of a data folder that knows who may use the service. Cheap to ask from several threads.
#[derive(Debug)]
pub struct AccessStore {
    connection: Mutex<Connection>,
}

impl AccessStore {
    /// Opens the database in the data folder `dir` and makes both where they are absent; on Unix the file is its owner's alone.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = make_private(dir, DATABASE)?;
        Ok(Self { connection: Mutex::new(connection::open(&path, &ACCESS)?) })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere leaves no statement half done: SQLite rolls back what was not committed.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_owner_s_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("data");
        let store = AccessStore::open(&dir).unwrap();
        let user = NewUser { name: "a", password: "h", role: "viewer", agency: None, created_s: 0 };
        store.add_user(&user).unwrap();
        let files: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|file| file.unwrap()).collect();
        assert!(files.len() >= 2, "the database and its journal");
        for file in files {
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
        }
        assert_eq!(std::fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn another_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        crate::store::Store::open(folder.path()).unwrap();
        std::fs::copy(folder.path().join("wherenext.sqlite"), folder.path().join(DATABASE)).unwrap();
        assert!(matches!(AccessStore::open(folder.path()), Err(StoreError::Foreign { .. })));
    }
}
