use super::door::{Access, viewer};
use super::error::AccessError;
use super::token::{Token, digest};
use crate::disclosure::Viewer;
use crate::store::{SessionRow, TokenDigest};

/// Uses are written down this far apart: a write a tile would be thousands a minute.
pub(super) const NOTED_EVERY_S: i64 = 60;

/// A session that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub name: String,
    pub viewer: Viewer,
    /// However busy it is, it ends then.
    pub expires_s: i64,
}

/// A session that has just begun, with what its owner carries.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub token: Token,
    pub session: Session,
}

impl Access {
    /// Begins a session for whoever knows the password.
    pub fn sign_in(&self, name: &str, password: &str, now_s: i64) -> Result<SignedIn, AccessError> {
        let row = self.prove(name, password, now_s)?;
        self.begin_session(&row.name, now_s)
    }

    /// Begins a session for somebody who has proven who they are.
    pub(super) fn begin_session(&self, name: &str, now_s: i64) -> Result<SignedIn, AccessError> {
        let row = self.row(name)?;
        let token = Token::random("")?;
        let expires_s = now_s + self.parameters.longest_s();
        let idle_since_s = now_s - self.parameters.idle_s();
        self.store.add_session(&token.digest(), row.id, now_s, expires_s, idle_since_s)?;
        let session = Session { viewer: viewer(&row.role, row.agency)?, name: row.name, expires_s };
        Ok(SignedIn { token, session })
    }

    /// Whose session it is, if the store was asked within the last second; otherwise ask [`session`](Self::session), which blocks.
    pub fn remembered_session(&self, token: &str, now_s: i64) -> Option<Session> {
        self.sessions.get(&digest(token), now_s).filter(|session| now_s < session.expires_s)
    }

    /// Whose session it is; `None` for one that has ended or never was.
    pub fn session(&self, token: &str, now_s: i64) -> Result<Option<Session>, AccessError> {
        let digest = digest(token);
        let Some(row) = self.store.session(&digest)? else { return Ok(None) };
        if self.has_ended(&row, now_s) {
            return Ok(None);
        }
        if now_s - row.seen_s >= NOTED_EVERY_S {
            self.store.session_seen(&digest, now_s)?;
        }
        let session = Session { viewer: viewer(&row.role, row.agency)?, name: row.name, expires_s: row.expires_s };
        self.sessions.put(digest, session.clone(), now_s);
        Ok(Some(session))
    }

    fn has_ended(&self, row: &SessionRow, now_s: i64) -> bool {
        let idle = now_s - row.seen_s >= self.parameters.idle_s();
        idle || now_s >= row.expires_s || row.disabled_s.is_some()
    }

    /// Ends a session; one that has ended already is as it should be.
    pub fn sign_out(&self, token: &str) -> Result<(), AccessError> {
        let digest: TokenDigest = digest(token);
        self.store.end_session(&digest)?;
        self.sessions.forget(&digest);
        Ok(())
    }

    /// Ends every session of a user, and says how many there were.
    pub fn sign_out_everywhere(&self, name: &str) -> Result<usize, AccessError> {
        self.end_all(self.row(name)?.id)
    }

    pub(super) fn end_all(&self, user: i64) -> Result<usize, AccessError> {
        let ended = self.store.end_sessions(user)?;
        self.sessions.forget_all();
        Ok(ended)
    }
}
