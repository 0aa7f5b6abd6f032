use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use super::database::make_folder;
use super::error::StoreError;

/// Makes the file `name` in the data folder `dir`, and both are their owner's alone on Unix: SQLite itself would let the group read it. Its
/// journal takes over the mode.
pub(super) fn make_private(dir: &Path, name: &str) -> Result<PathBuf, StoreError> {
    let path = dir.join(name);
    let made = make_folder(dir).and_then(|()| touch(&path));
    made.map_err(|source| StoreError::Folder { path: dir.to_owned(), source })?;
    Ok(path)
}

fn touch(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
