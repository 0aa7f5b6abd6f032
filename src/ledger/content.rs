use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use sha2::{Digest, Sha256};

use super::error::LedgerError;
use super::header::Header;
use super::numbers::Numbers;
use crate::store::Hash;

/// A forecast, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    pub header: Header,
    pub numbers: Numbers,
}

/// A forecast as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Sealed {
    pub header: String,
    /// Compressed.
    pub numbers: Vec<u8>,
    pub hash: Hash,
}

/// What every hash of a content begins with, so that it is the hash of nothing else.
const DOMAIN: &[u8] = b"wherenext forecast content 1\n";

/// No forecast of 20 million cells takes more; what claims to is damaged.
const MOST_BYTES: u64 = 4 << 30;

impl Content {
    pub(super) fn seal(&self) -> Sealed {
        let header = serde_json::to_string(&self.header).expect("a header has text keys alone");
        let numbers = self.numbers.write();
        let hash = hash_of(&header, &numbers);
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&numbers).expect("a Vec takes every write");
        Sealed { header, numbers: encoder.finish().expect("a Vec takes every write"), hash }
    }

    /// SHA-256 of the header's text and the numbers' canonical bytes: the same for the same request on the same data.
    pub fn hash(&self) -> Hash {
        self.seal().hash
    }

    pub(super) fn open(id: u32, header: &str, numbers: &[u8]) -> Result<Self, LedgerError> {
        let header = read_header(id, header)?;
        let numbers = Numbers::read(&inflated(id, numbers)?);
        let numbers = numbers.ok_or(LedgerError::Damaged { id, what: "its numbers cannot be read" })?;
        Ok(Self { header, numbers })
    }
}

pub(super) fn read_header(id: u32, header: &str) -> Result<Header, LedgerError> {
    serde_json::from_str(header).map_err(|_| LedgerError::Damaged { id, what: "its header cannot be read" })
}

/// The hash of stored content.
pub(super) fn stored_hash(id: u32, header: &str, numbers: &[u8]) -> Result<Hash, LedgerError> {
    Ok(hash_of(header, &inflated(id, numbers)?))
}

fn hash_of(header: &str, numbers: &[u8]) -> Hash {
    let mut digest = Sha256::new();
    digest.update(DOMAIN);
    digest.update((header.len() as u64).to_le_bytes());
    digest.update(header);
    digest.update(numbers);
    digest.finalize().into()
}

fn inflated(id: u32, numbers: &[u8]) -> Result<Vec<u8>, LedgerError> {
    let mut bytes = Vec::new();
    let read = ZlibDecoder::new(numbers).take(MOST_BYTES).read_to_end(&mut bytes);
    read.map(|_| bytes).map_err(|_| LedgerError::Damaged { id, what: "its numbers cannot be decompressed" })
}
