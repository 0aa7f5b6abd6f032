use thiserror::Error;

use crate::incident::{CategoryError, UnknownName};
use crate::space::CrsError;
use crate::time::CivilZoneError;

/// Why a profile cannot be used. Each names the profile.
#[derive(Debug, Error)]
pub enum ProfileError {
    #[error("profile {profile}: {source}")]
    Toml { profile: String, source: Box<toml::de::Error> },
    #[error("profile {profile} cannot be read: {source}")]
    Read { profile: String, source: std::io::Error },
    #[error("no profile is called {name:?}; known are {known}, or give the path of a .toml file")]
    Unknown { name: String, known: String },
    #[error("profile {profile}: category of {word:?}: {source}")]
    Category { profile: String, word: String, source: CategoryError },
    #[error("profile {profile}: {source}")]
    Name { profile: String, source: UnknownName },
    #[error("profile {profile}: time.zone: {source}")]
    Zone { profile: String, source: CivilZoneError },
    #[error("profile {profile}: place.crs: {source}")]
    Crs { profile: String, source: CrsError },
    #[error("profile {profile}: {key} = {value:?}: {expected}")]
    Value { profile: String, key: &'static str, value: String, expected: &'static str },
    #[error("profile {profile}: {needs}")]
    Incomplete { profile: String, needs: &'static str },
}
