use crate::incident::Incident;

/// What a file is, so that whoever keeps incidents can tell whether it has been read before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileIdentity {
    /// As the user would find it: `archive.zip!2021-03/2021-03-essex-street.csv`.
    pub name: String,
    /// Of the unpacked content.
    pub sha256: [u8; 32],
    /// What the file replaces: another file of the same slot.
    pub slot: Option<String>,
    /// Name of the profile it was read by.
    pub profile: String,
}

/// Whether a file has been read before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    New,
    /// The same content is there already: its rows must not be given again.
    Unchanged,
    /// It takes the place of this many rows of an earlier file.
    Replaces {
        rows: u64,
    },
}

/// What became of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    New,
    /// An incident with its number was there and differed.
    Updated,
    /// An incident with its number was there and is the same.
    Unchanged,
}

/// Where incidents go: the store, or a test's list. Called from one thread, in the order of the files and their rows.
pub trait Sink {
    type Error: std::error::Error + Send + Sync + 'static;

    /// The rows that follow are of this file.
    fn begin_file(&mut self, file: &FileIdentity) -> Result<FileState, Self::Error>;

    fn incident(&mut self, incident: &Incident<'_>) -> Result<Stored, Self::Error>;

    /// What became of the incident with this number, as of the month that begins at `month_start_s`.
    fn outcome(&mut self, external_id: &str, month_start_s: i64, text: &str) -> Result<(), Self::Error>;
}
