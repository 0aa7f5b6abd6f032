use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use super::error::ApiError;
use super::state::App;
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
    /// By sitting at the machine: the service answers loopback alone.
    Loopback,
}

/// Puts the sender's identity beside the request. There are no keys yet: whoever reaches the service sits at the data.
pub async fn identify(mut request: Request, next: Next) -> Response {
    let viewer = Viewer { role: Role::Analyst, agency: None };
    request.extensions_mut().insert(Identity { name: "this machine".to_owned(), proof: Proof::Loopback, viewer });
    next.run(request).await
}

impl FromRequestParts<App> for Identity {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| ApiError::internal("nobody asked who sends this request"))
    }
}
