use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// The map's page as `make web` leaves it; empty when it was not built before this binary.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Page;

const INDEX: &str = "index.html";
/// Vite puts a digest into these files' names, so that they never change.
const NAMED_BY_DIGEST: &str = "assets/";
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><title>wherenext</title><p>This wherenext was built without \
    its map: run <code>make build</code> (it builds the page in <code>web/</code> first), or read the data at \
    <a href=\"/docs/\">/docs/</a>.</p></html>";

/// Everything that is no resource: the page's files, or nothing.
pub async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { INDEX } else { path };
    let found = Page::get(path);
    if found.is_none() && path != INDEX {
        return StatusCode::NOT_FOUND.into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [("allow", "GET, HEAD")]).into_response();
    }
    match found {
        Some(file) => embedded(path, file, &headers),
        None => Html(NOT_BUILT).into_response(),
    }
}

fn embedded(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let digest: String = file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let etag = format!("\"{digest}\"");
    let cache = if path.starts_with(NAMED_BY_DIGEST) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let common = [(CACHE_CONTROL, cache.to_owned()), (ETAG, etag.clone())];
    if headers.get(IF_NONE_MATCH).is_some_and(|given| given.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    (common, [(CONTENT_TYPE, kind.as_ref().to_owned())], file.data).into_response()
}
