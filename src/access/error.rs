use thiserror::Error;

use super::password::{MAX_CHARACTERS, MIN_CHARACTERS};
use crate::disclosure::{Role, RoleError};
use crate::store::StoreError;

/// Why somebody was not let in, or a user or key was not changed. None of these holds a password or a token.
#[derive(Debug, Error)]
pub enum AccessError {
    /// One sentence for every reason: which one it was would help to guess.
    #[error("the name or the password is wrong, or there were too many attempts: wait a minute before the next")]
    Refused,
    #[error("a user's name has 1 to 100 characters, none of them a control character or a colon; {0:?} cannot be one")]
    Name(String),
    #[error("there is a user {0:?} already")]
    NameTaken(String),
    #[error("there is no user {0:?}")]
    NoUser(String),
    #[error("a password has {MIN_CHARACTERS} to {MAX_CHARACTERS} characters, and this one has {0}")]
    PasswordLength(usize),
    #[error("a password may not hold the user's name")]
    PasswordIsName,
    #[error("a partner acts for an agency: say which")]
    NoAgency,
    #[error("only a partner acts for an agency, and the role is {role} ({agency:?} was given)")]
    AgencyOfOther { role: Role, agency: String },
    #[error("an administrator signs in with a password: a key can have any other role")]
    AdministratorKey,
    #[error("a key's label has 1 to 100 characters; {0:?} cannot be one")]
    Label(String),
    #[error("a key needs at least one scope: read, ogc or send-in")]
    NoScope,
    #[error("a key that expires in the past would never work")]
    ExpiresInPast,
    #[error("there is no key {0}")]
    NoKey(i64),
    #[error("this set-up link is not the one that was printed last, or it was used already")]
    SetUpLink,
    #[error("no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    #[error("the password cannot be hashed: {0}")]
    Hash(#[from] argon2::password_hash::Error),
    #[error("the stored role: {0}")]
    StoredRole(#[from] RoleError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
