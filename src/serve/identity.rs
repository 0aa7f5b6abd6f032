use std::fmt::{self, Display};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::error::ApiError;
use super::state::App;
use crate::access::Session;
use crate::disclosure::{Role, Viewer};

/// Who sends a request, once that is proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The name on record.
    pub name: String,
    pub proof: Proof,
    pub viewer: Viewer,
}

/// How an identity was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Not at all: everybody is let in, as in the demo.
    Open,
    /// By a password, some time ago.
    Session,
    /// By a key of this number.
    Key(i64),
}

impl Display for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => formatter.write_str("none"),
            Self::Session => formatter.write_str("session"),
            Self::Key(id) => write!(formatter, "key {id}"),
        }
    }
}

impl Identity {
    pub fn of_session(session: &Session) -> Self {
        Self { name: session.name.clone(), proof: Proof::Session, viewer: session.viewer.clone() }
    }

    /// Everybody, where nobody is asked.
    pub fn demo() -> Self {
        Self { name: "demo".to_owned(), proof: Proof::Open, viewer: Viewer { role: Role::Analyst, agency: None } }
    }
}

impl FromRequestParts<App> for Identity {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| ApiError::internal("nobody asked who sends this request"))
    }
}
