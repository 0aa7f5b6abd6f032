//! Who is let in, as what, and how often: the closed service in process, and the built binary from its set-up link on.

mod end_to_end;
mod keys;
mod limits;
mod pages;
mod record;
mod secrets;
mod sessions;

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::http::request::Builder;
use http_body_util::BodyExt;
use jiff::Timestamp;
use tempfile::TempDir;
use tower::ServiceExt;
use wherenext::access::{Access, AccessParameters, KeyRequest, Scope};
use wherenext::audit::Recorder;
use wherenext::config::Config;
use wherenext::disclosure::{Role, Viewer};
use wherenext::serve::{App, Peer, router};
use wherenext::store::{AuditStore, Store};

use super::county::{Answer, fill};
use crate::disclosure::world::RULES;

const PASSWORD: &str = "correct horse battery";

/// A service for users and keys over the county, with a second door to its users and keys: another process's.
struct Closed {
    folder: TempDir,
    router: Router,
    access: Access,
}

impl Closed {
    fn county() -> Self {
        Self::with("")
    }

    /// With an operator's file.
    fn with(configuration: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fill(folder.path());
        std::fs::write(folder.path().join("wherenext.toml"), configuration).unwrap();
        std::fs::write(folder.path().join("disclosure.toml"), RULES).unwrap();
        let config = Config::of_folder(folder.path()).unwrap();
        let open = || Access::open(folder.path(), AccessParameters::default()).unwrap();
        let access = open();
        access.add_user("ann", PASSWORD, &viewer(Role::Analyst), now_s()).unwrap();
        let log = Recorder::new(AuditStore::open(folder.path()).unwrap());
        let app = App::guarded(Store::open(folder.path()).unwrap(), config, open()).on_record(log);
        app.refresh().unwrap();
        Self { router: router(app), access, folder }
    }

    fn key(&self, scopes: &[Scope]) -> String {
        self.key_until(scopes, None)
    }

    fn key_until(&self, scopes: &[Scope], expires_s: Option<i64>) -> String {
        let agency = Some("Essex County Fire & Rescue".to_owned());
        let viewer = Viewer { role: Role::Partner, agency };
        let scopes = scopes.iter().copied().collect();
        let request = KeyRequest { label: "fire's GIS".to_owned(), viewer, scopes, expires_s };
        self.access.add_key(&request, now_s() - 100).unwrap().1.reveal().to_owned()
    }

    async fn send(&self, request: Builder) -> Answer {
        self.send_body(request, "").await
    }

    async fn send_body(&self, request: Builder, body: &str) -> Answer {
        self.send_from("127.0.0.1:5000", request, body).await
    }

    /// As if it came from another machine.
    async fn send_from(&self, peer: &str, request: Builder, body: &str) -> Answer {
        let has_host = request.headers_ref().is_some_and(|headers| headers.contains_key("host"));
        let request = if has_host { request } else { request.header("host", "localhost:8080") };
        let mut request = request.body(Body::from(body.to_owned())).unwrap();
        request.extensions_mut().insert(ConnectInfo(Peer(peer.parse::<SocketAddr>().unwrap())));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// Signs in over the API, and gives the answer.
    async fn sign_in(&self, name: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "name": name, "password": password }).to_string();
        self.send_body(Request::post("/api/v1/session").header("content-type", "application/json"), &body).await
    }

    /// The cookie of a new session of Ann's, as a browser sends it back.
    async fn ann(&self) -> String {
        cookie(&self.sign_in("ann", PASSWORD).await)
    }
}

fn viewer(role: Role) -> Viewer {
    Viewer { role, agency: None }
}

fn now_s() -> i64 {
    Timestamp::now().as_second()
}

/// What a browser would send back of an answer's cookie.
fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie");
    assert!(!set.is_empty(), "{} {}", answer.status, answer.text());
    set.split(';').next().unwrap().to_owned()
}

/// As the service's own page sends it.
fn own(request: Builder, cookie: &str) -> Builder {
    request.header("cookie", cookie).header("sec-fetch-site", "same-origin")
}
