use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::connection;
use super::database::{self, make_folder};
use super::error::StoreError;
use super::{access, audit};

/// Of a data folder, each a database of its own. The log comes last: it then holds what led to anything that the others hold.
const DATABASES: [&str; 3] = [access::DATABASE, database::DATABASE, audit::DATABASE];

/// Copies the databases of the data folder `dir` into the new folder `into` while others read and write them, each as it was at one
/// moment; gives the names of the copies. What was acknowledged before the call is in them, and they are on the disk when it returns.
pub fn back_up(dir: &Path, into: &Path) -> Result<Vec<&'static str>, StoreError> {
    let folder = |source| StoreError::Folder { path: into.to_owned(), source };
    make_new_folder(into).map_err(folder)?;
    let present: Vec<_> = DATABASES.into_iter().filter(|name| dir.join(name).is_file()).collect();
    for name in &present {
        let copy = into.join(name);
        let connection = connection::open_again(&dir.join(name))?;
        connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
        check_whole(&copy)?;
        make_private_and_sync(&copy).map_err(folder)?;
    }
    sync(into).map_err(folder)?;
    Ok(present)
}

/// Copies a backup's databases into the data folder `dir`, which holds nothing yet; gives their names.
pub fn restore(from: &Path, dir: &Path) -> Result<Vec<&'static str>, StoreError> {
    let folder = |source| StoreError::Folder { path: dir.to_owned(), source };
    let present: Vec<_> = DATABASES.into_iter().filter(|name| from.join(name).is_file()).collect();
    for name in &present {
        check_whole(&from.join(name))?;
    }
    make_new_folder(dir).map_err(folder)?;
    for name in &present {
        let copy = dir.join(name);
        fs::copy(from.join(name), &copy).and_then(|_| make_private_and_sync(&copy)).map_err(folder)?;
    }
    sync(dir).map_err(folder)?;
    Ok(present)
}

/// Reads every page and every index.
fn check_whole(path: &Path) -> Result<(), StoreError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let said: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(StoreError::Damaged(format!("{}: {said}", path.display()))) }
}

/// Refuses a folder that holds anything.
fn make_new_folder(path: &Path) -> io::Result<()> {
    make_folder(path)?;
    match fs::read_dir(path)?.next() {
        None => Ok(()),
        Some(_) => Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is not empty")),
    }
}

fn make_private_and_sync(path: &PathBuf) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    sync(path)
}

fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
