use axum::extract::State;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, Uri};
use axum::response::Response;

use super::state::App;
use crate::config::Basemap;

/// The same for every answer; see the Fetch and HTML standards for each.
const FIXED: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// A browser that came by https once does not try without again (RFC 6797).
const A_YEAR: &str = "max-age=31536000";

/// Sets the headers (where a page has none of its own) that keep a browser from loading anything from elsewhere, and others from using what is served here.
pub async fn secure(State(app): State<App>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if app.guard().is_some_and(|guard| guard.over_tls) {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(A_YEAR));
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(|| content_policy(app.basemap()));
    response
}

/// Everything from this service alone; MapLibre draws images from memory and runs a worker of ours. A basemap elsewhere is asked
/// for by the page, if the operator said so.
fn content_policy(basemap: Option<&Basemap>) -> HeaderValue {
    let elsewhere = match basemap {
        Some(Basemap::Url(url)) => origin(url).unwrap_or_default(),
        Some(Basemap::File(_)) | None => String::new(),
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; worker-src 'self' blob:; style-src 'self'; img-src 'self' data: blob:; \
         font-src 'self'; manifest-src 'self'; connect-src 'self' {elsewhere}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

fn origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_configured_basemap_comes_from_elsewhere() {
        let policy = |basemap| content_policy(basemap).to_str().unwrap().to_owned();
        assert!(!policy(None).contains("http"));
        let url = Basemap::Url("https://maps.example.org/a/essex.pmtiles?v=1".to_owned());
        assert!(policy(Some(&url)).contains("connect-src 'self' https://maps.example.org;"));
    }
}
