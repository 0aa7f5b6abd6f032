//! Who may use the service: people with a password and a session, programs with a key.
//!
//! What enters is a name and a password, or the token that somebody carries; what leaves is whose it is, as a
//! [`Viewer`](crate::disclosure::Viewer) with a name, or [`AccessError::Refused`] without a reason that would help to guess. Every function
//! that depends on time takes the second that it is. It refuses to know HTTP, and what a role may see
//! ([`disclosure`](crate::disclosure) does).
//!
//! | file | job |
//! |---|---|
//! | `people`, `lockout`, `password` | users; what wrong passwords cost; argon2id |
//! | `sessions`, `parameters` | sessions, and when they end |
//! | `keys`, `scope` | keys of programs, and what each is good for |
//! | `set_up` | the one-time link to the first administrator |
//! | `token`, `remembered` | what is carried; whose it was a second ago |

mod door;
mod error;
mod keys;
mod lockout;
mod parameters;
mod password;
mod people;
mod remembered;
mod scope;
mod sessions;
mod set_up;
mod token;

pub use door::Access;
pub use error::AccessError;
pub use keys::{Key, KeyRequest};
pub use parameters::{AccessParameterError, AccessParameters};
pub use people::User;
pub use scope::{Scope, ScopeError, Scopes};
pub use sessions::{Session, SignedIn};
pub use token::Token;

#[cfg(test)]
mod tests;
