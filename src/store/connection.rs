use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::error::StoreError;

/// What a database of ours is made of.
pub(super) struct Schema {
    /// Tells our files from other programs' databases, and from each other.
    pub application_id: u32,
    /// One script a version, in order; a database at version `n` has had the first `n`.
    pub migrations: &'static [&'static str],
}

/// Incidents and all that follows from them; "wnxt".
pub(super) const RECORD: Schema = Schema {
    application_id: 0x776e_7874,
    migrations: &[include_str!("schema.sql"), include_str!("places.sql"), include_str!("forecasts.sql")],
};
/// Everything but an import is done in milliseconds.
pub(super) const WAIT: Duration = Duration::from_secs(10);

/// Opens the database for writing, makes it where it is absent, and brings it to this program's version.
pub(super) fn open(path: &Path, schema: &Schema) -> Result<Connection, StoreError> {
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    check_owner(&connection, path, schema)?;
    if connection.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0))? != "wal" {
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
    }
    migrate(&mut connection, path, schema)?;
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

fn check_owner(connection: &Connection, path: &Path, schema: &Schema) -> Result<(), StoreError> {
    let owner: u32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: u32 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let ours = owner == schema.application_id || (owner == 0 && tables == 0);
    if ours { Ok(()) } else { Err(StoreError::Foreign { path: path.to_owned() }) }
}

fn migrate(connection: &mut Connection, path: &Path, schema: &Schema) -> Result<(), StoreError> {
    let known = schema.migrations.len();
    if version(connection)? == known {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have migrated meanwhile.
    let found = version(&transaction)?;
    let Some(missing) = schema.migrations.get(found..) else {
        return Err(StoreError::Newer { path: path.to_owned(), found: found as u32, known: known as u32 });
    };
    for script in missing {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", known as u32)?;
    transaction.pragma_update(None, "application_id", schema.application_id)?;
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> Result<usize, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))? as usize)
}
