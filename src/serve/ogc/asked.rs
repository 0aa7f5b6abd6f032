use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HOST, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::html;
use super::links::{HTML, JSON};
use super::pages::Pages;
use crate::serve::clearance::Sight;
use crate::serve::error::ApiError;
use crate::serve::guard::Client;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::{App, Current};
use crate::serve::tiles::address::Encoding;

/// Where all of it is mounted.
pub const ROOT: &str = "/ogc";

/// What every handler here shares.
#[derive(Clone, Debug)]
pub struct Ogc {
    pub app: App,
    pub pages: Pages,
}

/// A request: who asks, where, for what and in which form.
#[derive(Clone, Debug)]
pub struct Asked {
    pub sight: Sight,
    /// `http://host/ogc`, without a slash at its end.
    pub base: String,
    /// The address without its query.
    pub here: String,
    pub snapshot: Arc<Snapshot>,
    pub parameters: Parameters,
    accept: String,
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Html,
}

impl FromRequestParts<Ogc> for Asked {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, ogc: &Ogc) -> Result<Self, Self::Rejection> {
        let text = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
        // Without what nesting took from the path.
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let host = parts.uri.authority().map(|authority| authority.as_str()).or_else(|| text(HOST));
        let scheme = parts.extensions.get::<Client>().map_or("http", |client| client.scheme());
        let origin = format!("{scheme}://{}", host.unwrap_or("localhost"));
        Ok(Self {
            sight: parts.extensions.get::<Sight>().cloned().ok_or(ApiError::Starting)?,
            base: format!("{origin}{ROOT}"),
            here: format!("{origin}{}", uri.path().trim_end_matches('/')),
            snapshot: parts.extensions.get::<Current>().cloned().ok_or(ApiError::Starting)?.0,
            accept: text(ACCEPT).unwrap_or_default().to_owned(),
            parameters: Parameters::from_request_parts(parts, ogc).await?,
        })
    }
}

impl Asked {
    /// The form that `f` names, else the one that `Accept` names first, else JSON.
    pub fn format(&self, take: &mut Parameters) -> Result<Format, ApiError> {
        let chosen = take.choice("f", &[("json", Format::Json), ("html", Format::Html)])?;
        let preferred = if self.prefers("text/html", "json") { Format::Html } else { Format::Json };
        Ok(chosen.unwrap_or(preferred))
    }

    /// Whether `Accept` names `wanted` and does not name `usual` before it.
    fn prefers(&self, wanted: &str, usual: &str) -> bool {
        match (self.accept.find(wanted), self.accept.find(usual)) {
            (Some(wanted), Some(usual)) => wanted < usual,
            (wanted, _) => wanted.is_some(),
        }
    }

    /// How a tile is written where `f` does not say it.
    pub fn preferred_encoding(&self) -> Encoding {
        if self.prefers("json", "vector-tile") { Encoding::GeoJson } else { Encoding::Mvt }
    }

    /// The form, where there are no other parameters.
    pub fn only_format(&self) -> Result<Format, ApiError> {
        self.parameters.clone().read(|take| self.format(take))
    }

    /// A document in the form that was asked for.
    pub fn answer(&self, format: Format, media_type: &str, title: &str, document: &Value) -> Response {
        match format {
            Format::Json => sent(media_type, document.to_string()),
            Format::Html => sent(HTML_UTF8, html::page(&self.base, title, document)),
        }
    }

    /// The like for plain JSON.
    pub fn json(&self, format: Format, title: &str, document: &Value) -> Response {
        self.answer(format, JSON, title, document)
    }
}

/// What pages are sent as.
pub const HTML_UTF8: &str = "text/html; charset=utf-8";

/// An answer that depends on `Accept` and on the data as they are now.
pub fn sent(media_type: &str, body: impl IntoResponse) -> Response {
    let mut headers = HeaderMap::new();
    let media_type = HeaderValue::from_str(media_type).unwrap_or_else(|_| HeaderValue::from_static(HTML));
    headers.insert(CONTENT_TYPE, media_type);
    headers.insert(VARY, HeaderValue::from_static("accept"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    (headers, body).into_response()
}
