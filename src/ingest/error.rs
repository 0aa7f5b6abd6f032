use thiserror::Error;

use super::profile::ProfileError;

/// Why a call cannot import what it was given. Nothing is changed when one of these comes back: a fault of the file as a whole.
/// A row that cannot be used is no error; it is told as a reject.
///
/// `file` is the path, and for a member of an archive `archive.zip!folder/member.csv`.
#[derive(Debug, Error)]
pub enum IngestError {
    #[error("{file}: there is no such file or folder")]
    NotFound { file: String },
    #[error("{file}: cannot be read: {source}")]
    Io { file: String, source: std::io::Error },
    #[error("{file}: the folder holds itself through a link")]
    Loop { file: String },
    #[error("{files}: no file of a kind that can be imported (CSV, GeoJSON, Parquet, gzip or zip of these)")]
    NothingToImport { files: String },
    #[error("{file}: the file is empty")]
    Empty { file: String },
    #[error("{file}: the {what} is cut short: fetch it again")]
    Truncated { file: String, what: &'static str },
    #[error("{file}: the {what} is damaged: {reason}")]
    Damaged { file: String, what: &'static str, reason: String },
    #[error("{file}: the entry is encrypted: unpack the archive with its password and import the folder")]
    Encrypted { file: String },
    #[error("{file}: the entry's path leads out of the archive")]
    ClimbsOut { file: String },
    #[error("{file}: an archive inside an archive: unpack the outer one first")]
    Nested { file: String },
    #[error("{file}: unpacks to {unpacked} bytes from {packed}, more than the {limit} that are allowed: a zip bomb?")]
    Bomb { file: String, unpacked: u64, packed: u64, limit: u64 },
    #[error("{file}: entries of the archive share their bytes: a zip bomb?")]
    Overlap { file: String },
    #[error("{file}: a Parquet file must lie unpacked on the disk")]
    PackedParquet { file: String },
    #[error("{file}: the text is UTF-16: save it as UTF-8")]
    Utf16 { file: String },
    #[error(
        "{file}: no known layout has this header: {header}. Describe it in a profile (wherenext profile suggest writes a first one)"
    )]
    UnknownLayout { file: String, header: String },
    #[error("{file}: the header fits {profiles} equally well: choose one with --profile")]
    Ambiguous { file: String, profiles: String },
    #[error("{file}: profile {profile} needs the columns {missing}; the header is {header}")]
    MissingColumns { file: String, profile: String, missing: String, header: String },
    #[error("{file}: the header names the column {column:?} twice")]
    RepeatedColumn { file: String, column: String },
    #[error("{file}: line {line}: a quotation mark is opened and never closed")]
    UnclosedQuote { file: String, line: u64 },
    #[error("{file}: line {line}: the record is longer than {limit} bytes")]
    LongRecord { file: String, line: u64, limit: usize },
    #[error("{file}: not GeoJSON: {reason}")]
    GeoJson { file: String, reason: String },
    #[error("{file}: not Parquet that can be read: {reason}")]
    Parquet { file: String, reason: String },
    #[error("{file}: changed while it was being imported")]
    Changed { file: String },
    #[error("the rejects file {file} cannot be written: {source}")]
    Rejects { file: String, source: std::io::Error },
    #[error(transparent)]
    Profile(#[from] ProfileError),
}
