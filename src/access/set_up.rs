use std::sync::PoisonError;

use super::door::Access;
use super::error::AccessError;
use super::people::new_user;
use super::sessions::SignedIn;
use super::token::{Token, digest};
use crate::disclosure::{Role, Viewer};
use crate::store::TokenDigest;

impl Access {
    /// The word that lets its bearer become the first administrator; `None` where there are users. It works once, and only as long as
    /// this process runs.
    pub fn begin_set_up(&self) -> Result<Option<Token>, AccessError> {
        if !self.store.users()?.is_empty() {
            return Ok(None);
        }
        let token = Token::random("")?;
        *self.set_up_digest() = Some(token.digest());
        Ok(Some(token))
    }

    /// Whether the word is the one that was given out last, and was not used yet.
    pub fn is_set_up(&self, token: &str) -> bool {
        *self.set_up_digest() == Some(digest(token))
    }

    /// Makes the first administrator, and begins a session.
    pub fn set_up(&self, token: &str, name: &str, password: &str, now_s: i64) -> Result<SignedIn, AccessError> {
        if !self.is_set_up(token) {
            return Err(AccessError::SetUpLink);
        }
        let viewer = Viewer { role: Role::Administrator, agency: None };
        let hash = self.checked(name, password, &viewer)?;
        let added = self.store.add_first_user(&new_user(name, &hash, &viewer, now_s))?;
        // Used, or somebody else was first: either way it has done its work.
        *self.set_up_digest() = None;
        added.ok_or(AccessError::SetUpLink)?;
        self.begin_session(name, now_s)
    }

    fn set_up_digest(&self) -> std::sync::MutexGuard<'_, Option<TokenDigest>> {
        self.set_up.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
