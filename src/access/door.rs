use std::path::Path;
use std::sync::Mutex;

use super::error::AccessError;
use super::keys::Key;
use super::parameters::AccessParameters;
use super::remembered::Remembered;
use super::sessions::Session;
use crate::disclosure::{Role, Viewer};
use crate::store::{AccessStore, TokenDigest};

/// Everybody who may use the service, and what they prove it with.
#[derive(Debug)]
pub struct Access {
    pub(super) store: AccessStore,
    pub(super) parameters: AccessParameters,
    pub(super) sessions: Remembered<Session>,
    pub(super) keys: Remembered<Key>,
    /// Of the set-up link that was printed, until it is used.
    pub(super) set_up: Mutex<Option<TokenDigest>>,
}

impl Access {
    /// Opens the users, sessions and keys of the data folder `dir`.
    pub fn open(dir: &Path, parameters: AccessParameters) -> Result<Self, AccessError> {
        Ok(Self {
            store: AccessStore::open(dir)?,
            parameters,
            sessions: Remembered::new(),
            keys: Remembered::new(),
            set_up: Mutex::new(None),
        })
    }
}

/// A role as stored, with the agency.
pub(super) fn viewer(role: &str, agency: Option<String>) -> Result<Viewer, AccessError> {
    Ok(Viewer { role: role.parse()?, agency })
}

/// Holds a role and an agency against each other: a partner has one, nobody else does.
pub(super) fn check_viewer(viewer: &Viewer) -> Result<(), AccessError> {
    let agency = viewer.agency.as_deref();
    match (viewer.role, agency) {
        (Role::Partner, None) => Err(AccessError::NoAgency),
        (Role::Partner, Some(agency)) if agency.trim().is_empty() => Err(AccessError::NoAgency),
        (Role::Partner, Some(_)) | (_, None) => Ok(()),
        (role, Some(agency)) => Err(AccessError::AgencyOfOther { role, agency: agency.to_owned() }),
    }
}
