use axum::http::header::{ACCEPT, LOCATION};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use form_urlencoded::byte_serialize;

use crate::serve::error::ApiError;

/// Addresses that programs ask, whatever they say that they would read.
const FOR_PROGRAMS: [&str; 3] = ["/api/", "/tiles/", "/ogc"];
/// A cookie that no other site's page may send is left out when a link there is followed; the page asks for itself once more, and then it
/// is ours that asks.
const ONCE_MORE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>wherenext</title>\
    <meta http-equiv=\"refresh\" content=\"0\"></html>";

/// What somebody is told who carries nothing that lets them in: a program 401, a person the page to sign in on.
pub fn sign_in_first(parts: &Parts) -> Response {
    let Parts { method, uri, headers, .. } = parts;
    let path = uri.path();
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let navigates = header("sec-fetch-mode") == "navigate";
    let reads_pages =
        header(ACCEPT.as_str()).contains("text/html") && !FOR_PROGRAMS.iter().any(|it| path.starts_with(it));
    if *method != Method::GET || !(navigates || reads_pages) {
        // The page's own requests must not make a browser ask for a name by itself, as it does when Basic is offered.
        return ApiError::NotSignedIn { basic: path.starts_with("/ogc") }.into_response();
    }
    if header("sec-fetch-site") == "cross-site" {
        return Html(ONCE_MORE).into_response();
    }
    let here = uri.path_and_query().map_or("/", |here| here.as_str());
    let next: String = byte_serialize(here.as_bytes()).collect();
    let to = if here == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={next}") };
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}
