use super::door::{Access, check_viewer, viewer};
use super::error::AccessError;
use super::scope::Scopes;
use super::sessions::NOTED_EVERY_S;
use super::token::{Token, digest};
use crate::disclosure::{Role, Viewer};
use crate::store::{KeyRow, NewKey};

/// Tells a key of ours from other words, for people and for scanners that look for leaked ones.
const PREFIX: &str = "wn_";
const MAX_LABEL: usize = 100;

/// What a program proves itself with: all but the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub id: i64,
    pub label: String,
    pub viewer: Viewer,
    pub scopes: Scopes,
    pub created_s: i64,
    pub expires_s: Option<i64>,
    pub revoked_s: Option<i64>,
    /// To the minute.
    pub used_s: Option<i64>,
}

/// A key to make.
#[derive(Clone, Debug)]
pub struct KeyRequest {
    pub label: String,
    pub viewer: Viewer,
    pub scopes: Scopes,
    pub expires_s: Option<i64>,
}

impl Access {
    /// Makes a key. This is the only time that it can be shown.
    pub fn add_key(&self, request: &KeyRequest, now_s: i64) -> Result<(Key, Token), AccessError> {
        let KeyRequest { label, viewer, scopes, expires_s } = request;
        check(request, now_s)?;
        let token = Token::random(PREFIX)?;
        let id = self.store.add_key(&NewKey {
            digest: &token.digest(),
            label,
            role: viewer.role.name(),
            agency: viewer.agency.as_deref(),
            scopes: &scopes.words(),
            created_s: now_s,
            expires_s: *expires_s,
        })?;
        let KeyRequest { label, viewer, scopes, expires_s } = request.clone();
        Ok((Key { id, label, viewer, scopes, created_s: now_s, expires_s, revoked_s: None, used_s: None }, token))
    }

    /// Whether a word looks like one of our keys.
    pub fn is_key(token: &str) -> bool {
        token.starts_with(PREFIX)
    }

    /// Which key it is, if the store was asked within the last second; otherwise ask [`key`](Self::key), which blocks.
    pub fn remembered_key(&self, token: &str, now_s: i64) -> Option<Key> {
        self.keys.get(&digest(token), now_s).filter(|key| key.is_good(now_s))
    }

    /// Which key it is; `None` for one that has expired, was revoked or never was.
    pub fn key(&self, token: &str, now_s: i64) -> Result<Option<Key>, AccessError> {
        let digest = digest(token);
        let Some(key) = self.store.key(&digest)?.map(key).transpose()? else { return Ok(None) };
        if !key.is_good(now_s) {
            return Ok(None);
        }
        if key.used_s.is_none_or(|used_s| now_s - used_s >= NOTED_EVERY_S) {
            self.store.key_used(key.id, now_s)?;
        }
        self.keys.put(digest, key.clone(), now_s);
        Ok(Some(key))
    }

    /// All keys that ever were, the first made first.
    pub fn keys(&self) -> Result<Vec<Key>, AccessError> {
        self.store.keys()?.into_iter().map(key).collect()
    }

    /// Ends a key for ever.
    pub fn revoke_key(&self, id: i64, now_s: i64) -> Result<(), AccessError> {
        if !self.store.revoke_key(id, now_s)? {
            return Err(AccessError::NoKey(id));
        }
        self.keys.forget_all();
        Ok(())
    }
}

impl Key {
    /// Neither revoked nor expired.
    pub fn is_good(&self, now_s: i64) -> bool {
        self.revoked_s.is_none() && self.expires_s.is_none_or(|expires_s| now_s < expires_s)
    }
}

fn check(request: &KeyRequest, now_s: i64) -> Result<(), AccessError> {
    let KeyRequest { label, viewer, scopes, expires_s } = request;
    check_viewer(viewer)?;
    if viewer.role == Role::Administrator {
        return Err(AccessError::AdministratorKey);
    }
    if label.trim().is_empty() || label.chars().count() > MAX_LABEL || label.chars().any(char::is_control) {
        return Err(AccessError::Label(label.clone()));
    }
    if scopes.is_empty() {
        return Err(AccessError::NoScope);
    }
    if expires_s.is_some_and(|expires_s| expires_s <= now_s) { Err(AccessError::ExpiresInPast) } else { Ok(()) }
}

fn key(row: KeyRow) -> Result<Key, AccessError> {
    let viewer = viewer(&row.role, row.agency)?;
    let scopes = Scopes::of_words(&row.scopes);
    let KeyRow { id, label, created_s, expires_s, revoked_s, used_s, .. } = row;
    Ok(Key { id, label, viewer, scopes, created_s, expires_s, revoked_s, used_s })
}
