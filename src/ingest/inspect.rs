use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::detect::{csv_header, detect};
use super::error::IngestError;
use super::geojson::geojson_header;
use super::input::{Opener, Source, find_sources, is_gzip, read_fault};
use super::limits::Limits;
use super::parquet::parquet_header;
use super::profile::{Profile, built_in_profiles};
use super::progress::Progress;
use super::sink::FileIdentity;

/// How much of a file is looked at to tell what it is.
const SAMPLE: usize = 64 << 10;
const CHUNK: usize = 256 << 10;

/// What a file holds, told from its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    Csv,
    GeoJson,
    Parquet,
}

/// A file that has been read through once: sound to its end, of a known layout.
#[derive(Clone, Debug)]
pub struct Inspected {
    pub source: Source,
    pub identity: FileIdentity,
    pub format: FileFormat,
    pub profile: Arc<Profile>,
    /// Unpacked.
    pub bytes: u64,
}

/// All files of a call, ready to be read.
#[derive(Clone, Debug)]
pub struct Inspection {
    pub files: Vec<Inspected>,
    pub ignored: Vec<String>,
}

/// Finds the files under `paths` and reads each through to its end: its digest, and whether it is whole, unpackable and of a known
/// layout (or fits `profile`). The first fault of the list ends the call before anything is changed.
pub fn inspect(
    paths: &[PathBuf],
    profile: Option<&Arc<Profile>>,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Inspection, IngestError> {
    let found = find_sources(paths, limits)?;
    let profiles = match profile {
        Some(profile) => vec![Arc::clone(profile)],
        None => built_in_profiles()?,
    };
    progress.stage("checking", 0);
    let piece = found.sources.len().div_ceil(rayon::current_num_threads()).max(1);
    let files = found.sources.par_chunks(piece).map(|sources| {
        let mut opener = Opener::new(*limits);
        let inspected = sources.iter().map(|source| inspect_one(source, &mut opener, &profiles, profile, progress));
        inspected.collect::<Vec<_>>()
    });
    let files: Result<Vec<_>, _> = files.flatten().collect::<Vec<_>>().into_iter().collect();
    Ok(Inspection { files: files?, ignored: found.ignored })
}

fn inspect_one(
    source: &Source,
    opener: &mut Opener,
    profiles: &[Arc<Profile>],
    chosen: Option<&Arc<Profile>>,
    progress: &dyn Progress,
) -> Result<Inspected, IngestError> {
    let file = source.to_string();
    let (sample, sha256, bytes) = opener.with(source, |read| digest(read, &file, progress))?;
    let format = format_of(&sample, &file)?;
    if format == FileFormat::Parquet && (source.entry.is_some() || is_gzip(&source.path)) {
        return Err(IngestError::PackedParquet { file });
    }
    let file_name = source.file_name();
    let profile = match chosen {
        Some(profile) => Arc::clone(profile),
        None => {
            let typed = match format {
                FileFormat::Csv => None,
                FileFormat::GeoJson => Some(geojson_header(&sample)),
                FileFormat::Parquet => Some(parquet_header(&source.path)?),
            };
            detect(profiles, &file, &file_name, |profile| {
                typed.clone().unwrap_or_else(|| csv_header(&sample, &profile.format))
            })?
        }
    };
    let slot = profile.slot_of(&file_name);
    let identity = FileIdentity { name: file, sha256, slot, profile: profile.edition() };
    Ok(Inspected { source: source.clone(), identity, format, profile, bytes })
}

/// The first bytes, the digest and the number of the bytes.
fn digest(read: &mut dyn Read, file: &str, progress: &dyn Progress) -> Result<(Vec<u8>, [u8; 32], u64), IngestError> {
    let mut hasher = Sha256::new();
    let mut sample = Vec::with_capacity(SAMPLE);
    let mut chunk = vec![0; CHUNK];
    let mut bytes = 0;
    loop {
        let read = read.read(&mut chunk).map_err(|error| read_fault(file, error))?;
        if read == 0 {
            break;
        }
        hasher.update(&chunk[..read]);
        sample.extend_from_slice(&chunk[..read.min(SAMPLE - sample.len())]);
        bytes += read as u64;
        progress.bytes(read as u64);
    }
    if sample.iter().all(u8::is_ascii_whitespace) && bytes <= SAMPLE as u64 {
        return Err(IngestError::Empty { file: file.to_owned() });
    }
    Ok((sample, hasher.finalize().into(), bytes))
}

/// Told from the first bytes.
pub fn format_of(sample: &[u8], file: &str) -> Result<FileFormat, IngestError> {
    let utf16 = sample.starts_with(b"\xff\xfe") || sample.starts_with(b"\xfe\xff");
    if utf16 {
        return Err(IngestError::Utf16 { file: file.to_owned() });
    }
    let text = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample).trim_ascii_start();
    Ok(match text.first() {
        _ if sample.starts_with(b"PAR1") => FileFormat::Parquet,
        Some(b'{') => FileFormat::GeoJson,
        _ => FileFormat::Csv,
    })
}
