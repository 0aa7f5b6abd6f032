use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::Request;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use h3o::{CellIndex, LatLng, Resolution};
use serde_json::json;

use super::Looked;
use crate::audit::{Action, Actor, Entry, Look};
use crate::serve::identity::Identity;
use crate::serve::router::REQUEST_ID;

/// A point in a question is recorded as the cell that holds it, some 130 m across.
const POINT: Resolution = Resolution::Ten;
/// What a client may say a request is for.
const REASON: &str = "x-reason";
const MAX_REASON_CHARACTERS: usize = 500;
/// What tells nothing of incidents: what the program is and has, and what everybody may read.
const OFF_RECORD: [&str; 5] =
    ["/api/v1/about", "/api/v1/disclosure", "/api/v1/jobs/", "/api/v1/openapi.json", "/api/v1/transparency"];

/// What somebody asks for, as far as it matters to the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    kind: Kind,
    subject: String,
    query: Option<String>,
    place: Option<CellIndex>,
    reason: Option<String>,
    request: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Read,
    Tile(Look),
    /// Rows to keep.
    Rows,
    /// Data of one kind against another.
    Against,
    /// Who is signed in.
    Session,
    Change,
}

impl Asked {
    /// `None` for what never goes on record: the page itself, and whether the service is well.
    pub fn of(request: &Request) -> Option<Self> {
        let (method, uri, headers) = (request.method(), request.uri(), request.headers());
        let kind = kind_of(method, uri)?;
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        // What is sent in to sign in or to change something is nobody's to read later.
        let query =
            matches!(kind, Kind::Read | Kind::Tile(_) | Kind::Rows | Kind::Against).then(|| uri.query()).flatten();
        Some(Self {
            kind,
            subject: subject_of(kind, uri.path()),
            query: query.map(str::to_owned),
            place: query.and_then(point).or_else(|| uri.path().rsplit('/').next()?.parse().ok()),
            reason: reason(headers),
            request: text(REQUEST_ID.as_str()),
        })
    }

    pub fn look(&self) -> Option<Look> {
        match self.kind {
            Kind::Tile(look) => Some(look),
            _ => None,
        }
    }

    /// What there is to record of the answer; `None` where nothing was shown and nothing refused.
    pub fn entry(&self, response: &Response) -> Option<Entry> {
        let identity = response.extensions().get::<Identity>();
        let looked = response.extensions().get::<Looked>().and_then(|looked| looked.0);
        let action = self.action(response, identity)?;
        Some(Entry {
            at_ms: now_ms(),
            actor: identity.map_or_else(nobody, actor),
            action,
            subject: self.subject.clone(),
            detail: json!({"query": self.query, "status": response.status().as_u16()}),
            place: looked.or(self.place),
            reason: self.reason.clone(),
            request: self.request.clone(),
        })
    }

    fn action(&self, response: &Response, identity: Option<&Identity>) -> Option<Action> {
        let status = response.status();
        if self.kind == Kind::Session {
            // A form that is shown again says so with 200 as well.
            let changed = response.headers().contains_key(SET_COOKIE);
            return Some(if changed { Action::Session } else { Action::Refusal });
        }
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS) {
            return Some(Action::Refusal);
        }
        if !is_shown(status) {
            return None;
        }
        let is_partner = identity.is_some_and(|identity| identity.viewer.agency.is_some());
        Some(match self.kind {
            Kind::Session | Kind::Change => Action::Alteration,
            _ if is_partner => Action::Disclosure,
            Kind::Rows => Action::Export,
            Kind::Against => Action::Combination,
            Kind::Read | Kind::Tile(_) => Action::Consultation,
        })
    }
}

/// Whether the client has the answer now, or had it already; a job that is under way shows nothing.
pub fn is_shown(status: StatusCode) -> bool {
    status == StatusCode::NOT_MODIFIED || (status.is_success() && status != StatusCode::ACCEPTED)
}

/// Milliseconds since 1970-01-01T00:00Z; a clock that stands before says 0.
pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

fn kind_of(method: &Method, uri: &Uri) -> Option<Kind> {
    let path = uri.path();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match parts[..] {
        ["api", "v1", "session", ..] | ["set-up" | "sign-in" | "account", ..] if method != Method::GET => {
            Some(Kind::Session)
        }
        _ if OFF_RECORD.iter().any(|start| path.starts_with(start)) => None,
        ["api", "v1", "session", ..] => None,
        ["api", ..] if method != Method::GET => Some(Kind::Change),
        ["tiles", _, zoom, column, row] => Some(tile(zoom, column, row)),
        ["ogc", "collections", _, "tiles", _, zoom, row, column] => Some(tile(zoom, column, row)),
        ["ogc", "collections", _, "items", ..] | ["api", "v1", "incidents"] => Some(Kind::Rows),
        ["api", "v1", "facilities" | "comparison", ..] => Some(Kind::Against),
        ["api", "v1", _, ..] if uri.query().is_some_and(|query| query.contains("against=")) => Some(Kind::Against),
        ["api", "v1", _, ..] => Some(Kind::Read),
        _ => None,
    }
}

/// A tile that no such address has is refused elsewhere, and then it is no look.
fn tile(zoom: &str, column: &str, row: &str) -> Kind {
    let row = row.split('.').next().unwrap_or_default();
    match (zoom.parse(), column.parse(), row.parse()) {
        (Ok(zoom), Ok(column), Ok(row)) => Kind::Tile(Look { zoom, column, row }),
        _ => Kind::Read,
    }
}

fn subject_of(kind: Kind, path: &str) -> String {
    match kind {
        // Layer and encoding; which tiles is told of the look as a whole.
        Kind::Tile(_) => {
            path.split('/').take(if path.starts_with("/ogc") { 6 } else { 3 }).collect::<Vec<_>>().join("/")
        }
        // A link that is used once may be part of the address.
        Kind::Session => {
            path.split('/').take(if path.starts_with("/api") { 5 } else { 2 }).collect::<Vec<_>>().join("/")
        }
        _ => path.to_owned(),
    }
}

fn point(query: &str) -> Option<CellIndex> {
    let value = |name: &str| {
        let found = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name)?;
        found.1.parse::<f64>().ok()
    };
    cell_at(value("lon")?, value("lat")?)
}

/// The cell that stands for a point, if it is one on the globe.
pub fn cell_at(lon: f64, lat: f64) -> Option<CellIndex> {
    Some(LatLng::new(lat, lon).ok()?.to_cell(POINT))
}

fn reason(headers: &HeaderMap) -> Option<String> {
    let reason = headers.get(REASON)?.to_str().ok()?.trim();
    (!reason.is_empty()).then(|| reason.chars().take(MAX_REASON_CHARACTERS).collect())
}

fn actor(identity: &Identity) -> Actor {
    Actor {
        name: identity.name.clone(),
        proof: identity.proof.to_string(),
        role: identity.viewer.role.to_string(),
        agency: identity.viewer.agency.clone(),
    }
}

/// Whoever could not prove who they are.
fn nobody() -> Actor {
    Actor { name: "nobody".to_owned(), proof: "none".to_owned(), role: "none".to_owned(), agency: None }
}
