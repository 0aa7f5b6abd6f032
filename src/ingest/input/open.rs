use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use thiserror::Error;

use super::archive::{Archive, open_archive, unreadable};
use super::source::Source;
use super::walk::is_zip;
use crate::ingest::error::IngestError;
use crate::ingest::limits::Limits;

const BUFFER: usize = 128 << 10;
const GZIP: &[u8] = &[0x1f, 0x8b];

/// Opens sources one after another; an archive stays open from one member to the next.
pub struct Opener {
    limits: Limits,
    archive: Option<(PathBuf, Archive)>,
}

impl Opener {
    pub fn new(limits: Limits) -> Self {
        Self { limits, archive: None }
    }

    /// Calls `read` with the unpacked bytes of `source`. More bytes than the limits allow end in an error from the reader,
    /// which [`read_fault`] turns into ours.
    pub fn with<T>(
        &mut self,
        source: &Source,
        read: impl FnOnce(&mut dyn Read) -> Result<T, IngestError>,
    ) -> Result<T, IngestError> {
        let file = source.to_string();
        let Some(entry) = &source.entry else {
            let opened = File::open(&source.path).and_then(|opened| Ok((opened.metadata()?.len(), opened)));
            let (packed, opened) = opened.map_err(|source| IngestError::Io { file: file.clone(), source })?;
            return unpack(BufReader::with_capacity(BUFFER, opened), &file, packed, u64::MAX, &self.limits, read);
        };
        let limits = self.limits;
        let archive = self.archive_at(&source.path)?;
        let member = archive.by_index(entry.index).map_err(|error| unreadable(file.clone(), error))?;
        let (packed, declared) = (member.compressed_size(), member.size());
        unpack(BufReader::with_capacity(BUFFER, member), &file, packed, declared, &limits, read)
    }

    fn archive_at(&mut self, path: &PathBuf) -> Result<&mut Archive, IngestError> {
        let kept = self.archive.take().filter(|(open, _)| open == path);
        let (path, archive) = match kept {
            Some(kept) => kept,
            None => (path.clone(), open_archive(path)?),
        };
        Ok(&mut self.archive.insert((path, archive)).1)
    }
}

/// Whether the file at `path` is packed by gzip; `false` where it cannot be read.
pub fn is_gzip(path: &Path) -> bool {
    let mut head = [0; 2];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == GZIP
}

/// Takes off a layer of gzip if there is one, and puts the guard on top.
fn unpack<T>(
    mut packed_bytes: impl BufRead,
    file: &str,
    packed: u64,
    declared: u64,
    limits: &Limits,
    read: impl FnOnce(&mut dyn Read) -> Result<T, IngestError>,
) -> Result<T, IngestError> {
    let head = packed_bytes.fill_buf().map_err(|error| read_fault(file, error))?;
    let allowed = limits.allowed(packed);
    if is_zip(head) {
        return Err(IngestError::Nested { file: file.to_owned() });
    }
    if head.starts_with(GZIP) {
        return read(&mut Guard { inner: MultiGzDecoder::new(packed_bytes), taken: 0, allowed, packed });
    }
    read(&mut Guard { inner: packed_bytes, taken: 0, allowed: allowed.max(packed).min(declared.max(1)), packed })
}

/// Passes on at most `allowed` bytes; one more is an error.
struct Guard<R> {
    inner: R,
    taken: u64,
    allowed: u64,
    packed: u64,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.taken += read as u64;
        if self.taken > self.allowed {
            return Err(io::Error::other(TooMuch { unpacked: self.taken, packed: self.packed, limit: self.allowed }));
        }
        Ok(read)
    }
}

#[derive(Debug, Error)]
#[error("more than {limit} bytes")]
struct TooMuch {
    unpacked: u64,
    packed: u64,
    limit: u64,
}

/// What a fault while reading unpacked bytes means to the user.
pub fn read_fault(file: &str, error: io::Error) -> IngestError {
    let file = file.to_owned();
    if let Some(&TooMuch { unpacked, packed, limit }) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
        return IngestError::Bomb { file, unpacked, packed, limit };
    }
    match error.kind() {
        ErrorKind::UnexpectedEof => IngestError::Truncated { file, what: "compressed data" },
        ErrorKind::InvalidData | ErrorKind::InvalidInput => {
            IngestError::Damaged { file, what: "compressed data", reason: error.to_string() }
        }
        _ => IngestError::Io { file, source: error },
    }
}
