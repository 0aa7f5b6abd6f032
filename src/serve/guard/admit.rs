use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::client::Client;
use super::credentials::Credentials;
use super::limits::Asker;
use super::refusal::sign_in_first;
use super::same_origin::{Sender, is_safe, sender};
use super::{Guard, now_s};
use crate::access::{Key, Scope};
use crate::serve::error::ApiError;
use crate::serve::identity::{Identity, Proof};
use crate::serve::state::App;

/// What answers without knowing who asks.
const OPEN: [&str; 6] = ["/healthz", "/readyz", "/sign-in", "/sign-in.css", "/set-up", "/favicon.svg"];
/// The page's files, which are the same for everybody.
const OPEN_FOLDER: &str = "/assets/";
const SENT_IN: &str = "/api/v1/incidents";
const SESSION: &str = "/api/v1/session";

/// Puts the sender's identity beside the request, or refuses it.
pub async fn identify(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let client = Client::of(&parts, app.config());
    parts.extensions.insert(client);
    let admitted = match app.guard() {
        Some(guard) => guard.admit(client, &parts).await,
        None => everybody(&parts),
    };
    match admitted {
        Ok(Admitted::As(identity)) => {
            parts.extensions.insert(identity.clone());
            let mut response = next.run(Request::from_parts(parts, body)).await;
            // For the record, which is written outside.
            response.extensions_mut().insert(identity);
            if app.guard().is_some() { for_one_reader(response) } else { response }
        }
        Ok(Admitted::Unknown) => next.run(Request::from_parts(parts, body)).await,
        Ok(Admitted::Not) => sign_in_first(&parts),
        Err(error) => error.into_response(),
    }
}

/// Who asks where nobody is asked.
fn everybody(parts: &Parts) -> Result<Admitted, ApiError> {
    if !is_safe(&parts.method) && sender(&parts.headers) == Sender::Other {
        return Err(ApiError::OtherSite);
    }
    // Only a test can have put one there.
    let given = parts.extensions.get::<Identity>().cloned();
    Ok(Admitted::As(given.unwrap_or_else(Identity::demo)))
}

enum Admitted {
    As(Identity),
    /// Where nobody need say who they are.
    Unknown,
    Not,
}

impl Guard {
    async fn admit(&self, client: Client, parts: &Parts) -> Result<Admitted, ApiError> {
        let (method, path, headers) = (&parts.method, parts.uri.path(), &parts.headers);
        if self.over_tls && !client.https && !client.is_this_machine() {
            return Err(ApiError::NotOverTls);
        }
        let given = Credentials::of(headers, self.over_tls);
        let identity = self.prove(given.as_ref(), client, method, path).await?;
        self.limits.request(&asker(client, given.as_ref(), identity.as_ref()))?;
        if !is_safe(method) && is_forged(given.as_ref(), identity.is_some(), sender(headers)) {
            return Err(ApiError::OtherSite);
        }
        Ok(match identity {
            Some(identity) => Admitted::As(identity),
            None if is_open(method, path) => Admitted::Unknown,
            None => Admitted::Not,
        })
    }

    async fn prove(
        &self,
        given: Option<&Credentials>,
        client: Client,
        method: &Method,
        path: &str,
    ) -> Result<Option<Identity>, ApiError> {
        match given {
            Some(Credentials::Bearer(token) | Credentials::Basic(token)) => {
                self.by_key(token, client, method, path).await
            }
            Some(Credentials::Session(token)) => self.by_session(token, client).await,
            Some(Credentials::Other) | None => Ok(None),
        }
    }

    async fn by_session(&self, token: &str, client: Client) -> Result<Option<Identity>, ApiError> {
        let session = match self.access().remembered_session(token, now_s()) {
            Some(session) => Some(session),
            None => {
                // Guessing costs the address its requests before it costs us a look.
                self.limits.request(&Asker::address(client.address))?;
                let token = token.to_owned();
                self.asking(move |access| access.session(&token, now_s())).await?
            }
        };
        Ok(session.map(|session| Identity::of_session(&session)))
    }

    /// A key that is good for something else is an error: the answer to "who is this" is not nobody.
    async fn by_key(
        &self,
        token: &str,
        client: Client,
        method: &Method,
        path: &str,
    ) -> Result<Option<Identity>, ApiError> {
        let key = match self.access().remembered_key(token, now_s()) {
            Some(key) => Some(key),
            None => {
                self.limits.request(&Asker::address(client.address))?;
                let token = token.to_owned();
                self.asking(move |access| access.key(&token, now_s())).await?
            }
        };
        let Some(Key { id, label, viewer, scopes, .. }) = key else { return Ok(None) };
        match scope(method, path) {
            Some(needed) if !scopes.hold(needed) => Err(ApiError::OutOfScope(needed.name())),
            _ => Ok(Some(Identity { name: label, proof: Proof::Key(id), viewer })),
        }
    }
}

/// By whom a request is counted.
fn asker(client: Client, given: Option<&Credentials>, identity: Option<&Identity>) -> Asker {
    match (identity.map(|identity| identity.proof), given) {
        (Some(Proof::Key(id)), _) => Asker::Key(id),
        (Some(Proof::Session), Some(Credentials::Session(token))) => Asker::session(token),
        _ => Asker::address(client.address),
    }
}

/// Whether another site's page may have had a browser send what the browser adds by itself.
fn is_forged(given: Option<&Credentials>, proven: bool, sender: Sender) -> bool {
    match given {
        Some(Credentials::Bearer(_)) => false,
        // No program sends our cookie: who does not say that the page is ours is not believed.
        Some(Credentials::Session(_)) if proven => sender != Sender::Own,
        _ => sender == Sender::Other,
    }
}

fn is_open(method: &Method, path: &str) -> bool {
    OPEN.contains(&path) || path.starts_with(OPEN_FOLDER) || (path == SESSION && *method == Method::POST)
}

/// What a key must be good for; nothing where it only says whose it is.
fn scope(method: &Method, path: &str) -> Option<Scope> {
    match path {
        SESSION => None,
        "/ogc" => Some(Scope::Ogc),
        _ if path.starts_with("/ogc/") => Some(Scope::Ogc),
        _ if path.starts_with(SENT_IN) && !is_safe(method) => Some(Scope::SendIn),
        _ => Some(Scope::Read),
    }
}

/// Another reader of the same cache must not get this answer.
fn for_one_reader(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("cookie, authorization"));
    let shared = headers.get(CACHE_CONTROL).is_none_or(|given| given == "no-cache");
    if shared {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_addresses() {
        for path in ["/healthz", "/sign-in", "/assets/a.js"] {
            assert!(is_open(&Method::GET, path), "{path}");
        }
        for path in ["/", "/healthz/x", "/sign-in/", "/assets", "/docs/", "/api/v1/openapi.json", "/ogc", "/metrics"] {
            assert!(!is_open(&Method::GET, path), "{path}");
        }
        assert!(
            is_open(&Method::POST, SESSION) && !is_open(&Method::GET, SESSION) && !is_open(&Method::DELETE, SESSION)
        );
    }

    #[test]
    fn what_a_browser_adds_by_itself_needs_our_own_page() {
        let session = Credentials::Session("t".to_owned());
        let basic = Credentials::Basic("wn_k".to_owned());
        let bearer = Credentials::Bearer("wn_k".to_owned());
        for (given, own, other, unknown) in [
            (Some(&session), false, true, true),
            (Some(&basic), false, true, false),
            (Some(&bearer), false, false, false),
            (None, false, true, false),
        ] {
            assert_eq!(is_forged(given, true, Sender::Own), own);
            assert_eq!(is_forged(given, true, Sender::Other), other);
            assert_eq!(is_forged(given, true, Sender::Unknown), unknown);
        }
    }

    #[test]
    fn scopes_by_address() {
        assert_eq!(scope(&Method::GET, "/api/v1/incidents"), Some(Scope::Read));
        assert_eq!(scope(&Method::POST, "/api/v1/incidents"), Some(Scope::SendIn));
        assert_eq!(scope(&Method::GET, "/ogc"), Some(Scope::Ogc));
        assert_eq!(scope(&Method::GET, "/ogc/collections/areas/items"), Some(Scope::Ogc));
        assert_eq!(scope(&Method::GET, "/ogcx"), Some(Scope::Read));
        assert_eq!(scope(&Method::GET, "/tiles/density/0/0/0.mvt"), Some(Scope::Read));
        assert_eq!(scope(&Method::GET, "/api/v1/session"), None);
    }
}
