use std::fmt;

use serde::Serialize;

/// Why a row cannot be used. The slugs are part of the command line's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// More or fewer fields than the header has.
    WrongColumnCount,
    InvalidUtf8,
    /// A number, or a year, month, day, hour or minute, that cannot be read.
    BadNumber,
    MissingDate,
    /// Not in any of the profile's forms.
    UnreadableDate,
    /// In a form that is known, and no day of the calendar or time of the clock.
    ImpossibleDate,
    DateBefore1950,
    FutureDate,
    EndBeforeStart,
    /// One of two coordinates.
    IncompleteCoordinates,
    /// 0,0, where the profile does not say that this means "no place".
    ZeroCoordinates,
    /// Longitude and latitude exchanged.
    SwappedCoordinates,
    /// Nowhere on earth, or beyond the reference system.
    ImpossibleCoordinates,
    OutsideArea,
    /// A geometry that is not a point.
    NotAPoint,
    UnknownCategory,
    /// A word for provenance, attended, repeat or vulnerable that no rule knows.
    UnknownValue,
    /// An outcome that does not say of what.
    MissingId,
}

impl Reason {
    pub fn slug(self) -> &'static str {
        match self {
            Self::WrongColumnCount => "wrong-column-count",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::BadNumber => "bad-number",
            Self::MissingDate => "missing-date",
            Self::UnreadableDate => "unreadable-date",
            Self::ImpossibleDate => "impossible-date",
            Self::DateBefore1950 => "date-before-1950",
            Self::FutureDate => "future-date",
            Self::EndBeforeStart => "end-before-start",
            Self::IncompleteCoordinates => "incomplete-coordinates",
            Self::ZeroCoordinates => "zero-coordinates",
            Self::SwappedCoordinates => "swapped-coordinates",
            Self::ImpossibleCoordinates => "impossible-coordinates",
            Self::OutsideArea => "outside-area",
            Self::NotAPoint => "not-a-point",
            Self::UnknownCategory => "unknown-category",
            Self::UnknownValue => "unknown-value",
            Self::MissingId => "missing-id",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// What is wrong with a row, before it is known where the row stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub reason: Reason,
    /// The value at fault and what was expected.
    pub detail: String,
}

impl Fault {
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

/// A row that cannot be used, as it goes to the rejects file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Line of a CSV file; number of the feature or row elsewhere. From 1.
    pub line: u64,
    pub fault: Fault,
    /// The row's bytes as they stand in the file.
    pub raw: Vec<u8>,
}
