use std::path::Path;

use sha2::{Digest, Sha256};

use super::error::ProfileError;
use super::file::{ColumnRules, ProfileFile, RecordKind};
use super::format::Format;
use super::meaning::Meanings;
use super::pattern::Pattern;
use super::place::PlaceReading;
use super::time::TimeReading;

/// A checked profile: how the rows of one layout become incidents, or outcomes of incidents.
#[derive(Clone, Debug)]
pub struct Profile {
    pub name: String,
    pub title: String,
    pub record: RecordKind,
    pub file_name: Option<Pattern>,
    pub slot: Option<Pattern>,
    pub format: Format,
    pub columns: ColumnRules,
    pub meanings: Meanings,
    pub time: TimeReading,
    pub place: PlaceReading,
    /// As it was written.
    pub text: String,
}

impl Profile {
    /// Reads and checks a profile's TOML; `called` names it in errors.
    pub fn parse(text: &str, called: &str) -> Result<Self, ProfileError> {
        let file: ProfileFile = toml::from_str(text)
            .map_err(|source| ProfileError::Toml { profile: called.to_owned(), source: Box::new(source) })?;
        check(file, text)
    }

    /// Reads a profile from a `.toml` file.
    pub fn read(path: &Path) -> Result<Self, ProfileError> {
        let called = path.display().to_string();
        let text =
            std::fs::read_to_string(path).map_err(|source| ProfileError::Read { profile: called.clone(), source })?;
        Self::parse(&text, &called)
    }

    /// The name, and a mark that changes with every change of the profile: what a file was read by.
    pub fn edition(&self) -> String {
        let digest = Sha256::digest(self.text.as_bytes());
        format!("{} {:02x}{:02x}{:02x}{:02x}", self.name, digest[0], digest[1], digest[2], digest[3])
    }

    /// The columns that a file must have.
    pub fn required_columns(&self) -> impl Iterator<Item = &str> {
        let must_be = |name: &&str| !self.columns.optional.iter().any(|optional| optional == name);
        self.used_columns().filter(must_be).chain(self.columns.required.iter().map(String::as_str))
    }

    /// Every column that is read.
    pub fn used_columns(&self) -> impl Iterator<Item = &str> {
        self.columns.named().chain(self.time.date_only_when.iter().map(|rule| rule.column.as_str()))
    }

    /// The slot that a file of this name fills: the profile's name and what the slot's pattern captured.
    pub fn slot_of(&self, file_name: &str) -> Option<String> {
        let captures = self.slot.as_ref()?.captures(file_name)?;
        Some(std::iter::once(self.name.clone()).chain(captures).collect::<Vec<_>>().join(" "))
    }
}

fn check(file: ProfileFile, text: &str) -> Result<Profile, ProfileError> {
    let name = file.name.as_str();
    check_columns(&file)?;
    Ok(Profile {
        title: file.title.clone(),
        record: file.record,
        file_name: pattern(name, "file_name", file.file_name.as_deref())?,
        slot: pattern(name, "slot", file.slot.as_deref())?,
        format: Format::check(name, &file.format)?,
        meanings: Meanings::check(name, &file.values, &file.defaults)?,
        time: TimeReading::check(name, &file.time)?,
        place: PlaceReading::check(name, &file.place)?,
        text: text.to_owned(),
        name: file.name,
        columns: file.columns,
    })
}

fn pattern(profile: &str, key: &'static str, written: Option<&str>) -> Result<Option<Pattern>, ProfileError> {
    let Some(written) = written else { return Ok(None) };
    Pattern::parse(written).map(Some).ok_or_else(|| ProfileError::Value {
        profile: profile.to_owned(),
        key,
        value: written.to_owned(),
        expected: "every { needs its }",
    })
}

fn check_columns(file: &ProfileFile) -> Result<(), ProfileError> {
    let columns = &file.columns;
    let incomplete = |needs| Err(ProfileError::Incomplete { profile: file.name.clone(), needs });
    let dated =
        columns.start.is_some() || columns.date.is_some() || (columns.year.is_some() && columns.month.is_some());
    if !dated {
        return incomplete("columns needs start, or date (and time), or year and month (and day, hour, minute)");
    }
    if columns.longitude.is_some() != columns.latitude.is_some() || columns.x.is_some() != columns.y.is_some() {
        return incomplete("columns needs longitude together with latitude, x together with y");
    }
    if columns.x.is_some() && (columns.longitude.is_some() || file.place.crs.is_none()) {
        return incomplete("x and y need place.crs, and no longitude and latitude beside them");
    }
    match file.record {
        RecordKind::Outcome if columns.id.is_none() || columns.outcome.is_none() => {
            incomplete("a record of outcomes needs columns.id and columns.outcome")
        }
        RecordKind::Incident if columns.category.as_slice().is_empty() && file.defaults.category.is_none() => {
            incomplete("columns.category or defaults.category must say what the incidents are")
        }
        RecordKind::Incident if file.columns.end.is_some() && file.columns.duration.is_some() => {
            incomplete("columns.end and columns.duration exclude each other")
        }
        _ => Ok(()),
    }
}
