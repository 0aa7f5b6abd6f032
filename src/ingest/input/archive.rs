use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::source::{Entry, Sort, Source, sort_by_name};
use super::walk::Found;
use crate::ingest::error::IngestError;
use crate::ingest::limits::Limits;

pub type Archive = ZipArchive<BufReader<File>>;

/// Opens a zip archive; one without its directory at the end is cut short.
pub fn open_archive(path: &Path) -> Result<Archive, IngestError> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|source| IngestError::Io { file: name.clone(), source })?;
    ZipArchive::new(BufReader::new(file)).map_err(|error| unreadable(name, error))
}

/// Adds the archive's members, sorted by name, after looking at what its directory declares: no encrypted member, no path that
/// climbs out, no archive inside, no sizes that only a bomb has, no bytes shared between members.
pub fn list_entries(path: &Path, limits: &Limits, found: &mut Found) -> Result<(), IngestError> {
    let name = path.display().to_string();
    let packed = std::fs::metadata(path).map_err(|source| IngestError::Io { file: name.clone(), source })?.len();
    let mut archive = open_archive(path)?;
    let mut declared = 0_u64;
    let mut sources = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|error| unreadable(name.clone(), error))?;
        let entry_name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let file = format!("{name}!{entry_name}");
        if entry.enclosed_name().is_none() || entry_name.starts_with(['/', '\\']) || entry.is_symlink() {
            return Err(IngestError::ClimbsOut { file });
        }
        if entry.is_dir() {
            continue;
        }
        declared = declared.saturating_add(entry.size());
        match sort_by_name(entry_name.rsplit('/').next().unwrap_or_default()) {
            Sort::Archive => return Err(IngestError::Nested { file }),
            Sort::Read if !entry_name.starts_with("__MACOSX/") => {}
            _ => {
                found.ignored.push(file);
                continue;
            }
        }
        check_size(&file, entry.size(), entry.compressed_size(), limits)?;
        if entry.encrypted() {
            return Err(IngestError::Encrypted { file });
        }
        if entry.size() == 0 {
            return Err(IngestError::Empty { file });
        }
        sources.push(Source { path: path.to_owned(), entry: Some(Entry { index, name: entry_name }) });
    }
    check_size(&name, declared, packed, limits)?;
    if archive.has_overlapping_files().map_err(|error| unreadable(name.clone(), error))? {
        return Err(IngestError::Overlap { file: name });
    }
    sources.sort_by(|a, b| a.entry.as_ref().map(|entry| &entry.name).cmp(&b.entry.as_ref().map(|entry| &entry.name)));
    found.sources.append(&mut sources);
    Ok(())
}

fn check_size(file: &str, unpacked: u64, packed: u64, limits: &Limits) -> Result<(), IngestError> {
    let limit = limits.allowed(packed);
    if unpacked > limit {
        return Err(IngestError::Bomb { file: file.to_owned(), unpacked, packed, limit });
    }
    Ok(())
}

/// What a fault of the zip crate means to the user. A missing directory at the end of the file is the mark of a broken download.
pub fn unreadable(file: String, error: ZipError) -> IngestError {
    match error {
        ZipError::Io(source) if source.kind() == ErrorKind::UnexpectedEof => {
            IngestError::Truncated { file, what: "zip archive" }
        }
        ZipError::Io(source) => IngestError::Io { file, source },
        ZipError::InvalidArchive(reason)
            if reason == "Could not find EOCD" || reason.starts_with("Unexpected end of") =>
        {
            IngestError::Truncated { file, what: "zip archive" }
        }
        ZipError::InvalidPassword => IngestError::Encrypted { file },
        other => IngestError::Damaged { file, what: "zip archive", reason: other.to_string() },
    }
}
