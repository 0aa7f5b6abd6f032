use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::error::StoreError;

/// "wnxt": tells our files from other programs' databases.
const APPLICATION_ID: u32 = 0x776e_7874;
/// One script a version, in order; a database at version `n` has had the first `n`.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql"), include_str!("places.sql"), include_str!("forecasts.sql")];
/// Everything but an import is done in milliseconds.
pub(super) const WAIT: Duration = Duration::from_secs(10);

/// Opens the database for writing, makes it where it is absent, and brings it to this program's version.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    check_owner(&connection, path)?;
    if connection.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0))? != "wal" {
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
    }
    migrate(&mut connection, path)?;
    Ok(connection)
}

/// A further connection to a database that [`open`] has prepared.
pub(super) fn open_again(path: &Path) -> Result<Connection, StoreError> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(WAIT)?;
    // In WAL mode FULL syncs the log at each commit: what was acknowledged survives a loss of power.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "temp_store", "memory")?;
    // A long import's log is cut back once it has been copied into the database.
    connection.pragma_update(None, "journal_size_limit", 8 << 20)?;
    Ok(connection)
}

fn check_owner(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let owner: u32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: u32 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let ours = owner == APPLICATION_ID || (owner == 0 && tables == 0);
    if ours { Ok(()) } else { Err(StoreError::Foreign { path: path.to_owned() }) }
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let known = MIGRATIONS.len();
    if version(connection)? == known {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have migrated meanwhile.
    let found = version(&transaction)?;
    let Some(missing) = MIGRATIONS.get(found..) else {
        return Err(StoreError::Newer { path: path.to_owned(), found: found as u32, known: known as u32 });
    };
    for script in missing {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", known as u32)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> Result<usize, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))? as usize)
}
