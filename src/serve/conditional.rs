use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::error::ApiError;
use super::identity::Identity;
use super::snapshot::Snapshot;
use super::state::{App, Current};
use crate::disclosure::Viewer;

/// Answers "not modified" before anything is computed, and gives every good answer its entity tag.
///
/// An answer depends on this program, its configuration, the snapshot, who asks and the address, so the tag is a digest of these: on a
/// shared machine nobody is told that the answer of somebody else still holds. It is weak: the same answer may be compressed or not.
pub async fn conditional(State(app): State<App>, request: Request, next: Next) -> Result<Response, ApiError> {
    let Current(snapshot) = request.extensions().get::<Current>().cloned().ok_or(ApiError::Starting)?;
    let viewer = request.extensions().get::<Identity>().map(|identity| &identity.viewer);
    let etag = etag(&app, &snapshot, viewer, request.uri());
    if holds(request.headers(), &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching(etag)).into_response());
    }
    let response = next.run(request).await;
    Ok(if response.status() == StatusCode::OK { (caching(etag), response).into_response() } else { response })
}

fn etag(app: &App, snapshot: &Snapshot, viewer: Option<&Viewer>, uri: &Uri) -> HeaderValue {
    let mut digest = Sha256::new();
    for part in [env!("CARGO_PKG_VERSION"), snapshot.fingerprint(), uri.path(), uri.query().unwrap_or_default()] {
        digest.update(part);
        digest.update([0]);
    }
    digest.update(format!("{:?} {viewer:?}", app.basemap()));
    let digest: String = digest.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::try_from(format!("W/\"{digest}\"")).expect("hexadecimal digits are plain text")
}

/// Whether the client has this answer already (RFC 9110, 13.1.2: weak comparison).
fn holds(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let Ok(etag) = etag.to_str().map(opaque) else { return false };
    let given = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|list| list.split(',')).any(|tag| opaque(tag) == etag)
}

fn caching(etag: HeaderValue) -> [(axum::http::HeaderName, HeaderValue); 2] {
    [(ETAG, etag), (CACHE_CONTROL, HeaderValue::from_static("no-cache"))]
}
