use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::archive::list_entries;
use super::source::{Sort, Source, is_stop_and_search, sort_by_name};
use crate::ingest::error::IngestError;
use crate::ingest::limits::Limits;

/// What was found under the paths of a call, in a fixed order: paths as given, folders sorted by name, archives by name.
#[derive(Debug, Default)]
pub struct Found {
    pub sources: Vec<Source>,
    /// Files of no use here, by name: stop-and-search, documents, hidden files.
    pub ignored: Vec<String>,
}

/// Lists the files under `paths`: folders with what is below them, archives with their members. Nothing is unpacked.
pub fn find_sources(paths: &[PathBuf], limits: &Limits) -> Result<Found, IngestError> {
    let mut found = Found::default();
    for path in paths {
        let meta = fs::metadata(path).map_err(|source| unreachable_path(path, source))?;
        if meta.is_dir() {
            walk(path, &mut Vec::new(), limits, &mut found)?;
        } else if is_stop_and_search(&path.to_string_lossy().to_ascii_lowercase()) {
            found.ignored.push(path.display().to_string());
        } else {
            add_file(path, limits, &mut found)?;
        }
    }
    if found.sources.is_empty() {
        let files = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        return Err(IngestError::NothingToImport { files });
    }
    Ok(found)
}

/// `above` holds the true paths of the folders that lead here, so that a link back to one of them is seen.
fn walk(folder: &Path, above: &mut Vec<PathBuf>, limits: &Limits, found: &mut Found) -> Result<(), IngestError> {
    let true_path = fs::canonicalize(folder).map_err(|source| unreachable_path(folder, source))?;
    if above.contains(&true_path) {
        return Err(IngestError::Loop { file: folder.display().to_string() });
    }
    above.push(true_path);
    let listed = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut paths: Vec<PathBuf> = listed.map_err(|source| unreachable_path(folder, source))?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let meta = fs::metadata(&path).map_err(|source| unreachable_path(&path, source))?;
        if meta.is_dir() {
            if !name.starts_with('.') {
                walk(&path, above, limits, found)?;
            }
        } else if sort_by_name(&name) == Sort::Ignore {
            found.ignored.push(path.display().to_string());
        } else {
            add_file(&path, limits, found)?;
        }
    }
    above.pop();
    Ok(())
}

fn add_file(path: &Path, limits: &Limits, found: &mut Found) -> Result<(), IngestError> {
    let file = path.display().to_string();
    let mut head = [0; 4];
    let read = fs::File::open(path).and_then(|mut file| read_head(&mut file, &mut head));
    match read.map_err(|source| IngestError::Io { file: file.clone(), source })? {
        0 => Err(IngestError::Empty { file }),
        _ if is_zip(&head) => list_entries(path, limits, found),
        _ => {
            found.sources.push(Source { path: path.to_owned(), entry: None });
            Ok(())
        }
    }
}

fn read_head(file: &mut fs::File, head: &mut [u8; 4]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < head.len() {
        match file.read(&mut head[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// Whether a file begins as a zip archive does (`PK 05 06`: one without members).
pub fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

fn unreachable_path(path: &Path, source: std::io::Error) -> IngestError {
    let file = path.display().to_string();
    match source.kind() {
        ErrorKind::NotFound => IngestError::NotFound { file },
        _ => IngestError::Io { file, source },
    }
}
