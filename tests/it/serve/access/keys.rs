use axum::http::Request;
use axum::http::request::Builder;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use wherenext::access::Scope;

use super::{Closed, now_s, own};

fn bearer(path: &str, key: &str) -> Builder {
    Request::get(path).header("authorization", format!("Bearer {key}"))
}

fn basic(path: &str, pair: &str) -> Builder {
    Request::get(path).header("authorization", format!("Basic {}", STANDARD.encode(pair)))
}

#[tokio::test]
async fn by_either_scheme() {
    let service = Closed::county();
    let key = service.key(&[Scope::Read, Scope::Ogc]);
    for request in [bearer("/api/v1/session", &key), basic("/api/v1/session", &format!("qgis:{key}"))] {
        let agency = "Essex County Fire & Rescue";
        let expected = json!({ "name": "fire's GIS", "role": "partner", "agency": agency, "by": "key" });
        assert_eq!(service.send(request).await.json(), expected);
    }
    assert_eq!(service.send(bearer("/api/v1/about", &key)).await.status, 200);
    assert_eq!(service.send(basic("/ogc", &format!(":{key}"))).await.status, 200);
}

#[tokio::test]
async fn only_for_what_it_is_good_for() {
    let service = Closed::county();
    let [read, ogc, send_in] = Scope::ALL.map(|scope| service.key(&[scope]));
    for (key, path, expected) in [
        (&read, "/api/v1/about", 200),
        (&read, "/ogc", 403),
        (&ogc, "/ogc", 200),
        (&ogc, "/api/v1/about", 403),
        (&ogc, "/tiles/density.json", 403),
        (&send_in, "/api/v1/about", 403),
        (&send_in, "/ogc", 403),
        (&send_in, "/api/v1/session", 200),
    ] {
        let answer = service.send(bearer(path, key)).await;
        assert_eq!(answer.status, expected, "{path}: {}", answer.text());
    }
    let refused = service.send(bearer("/ogc", &read)).await.json();
    assert!(refused["detail"].as_str().unwrap().contains("ogc"), "{refused}");
    let post = Request::post("/api/v1/incidents").header("authorization", format!("Bearer {read}"));
    assert_eq!(service.send(post).await.status, 403);
}

#[tokio::test]
async fn wrong_expired_and_revoked() {
    let service = Closed::county();
    let expired = service.key_until(&[Scope::Read], Some(now_s() - 1));
    let revoked = service.key(&[Scope::Read]);
    service.access.revoke_key(2, now_s()).unwrap();
    for key in [&expired, &revoked, "wn_guessed", "nonsense", ""] {
        let answer = service.send(bearer("/api/v1/about", key)).await;
        assert_eq!(answer.status, 401, "{key}");
    }
    // A password is no key, also by the scheme that was made for passwords.
    assert_eq!(service.send(basic("/ogc", &format!("ann:{}", super::PASSWORD))).await.status, 401);
    // What was given on purpose is not passed over for the cookie.
    let ann = service.ann().await;
    assert_eq!(service.send(own(bearer("/api/v1/about", "wn_guessed"), &ann)).await.status, 401);
}

#[tokio::test]
async fn no_session_to_end_and_no_page_elsewhere() {
    let service = Closed::county();
    let key = service.key(&[Scope::Read]);
    let out = || Request::delete("/api/v1/session");
    assert_eq!(service.send(out().header("authorization", format!("Bearer {key}"))).await.status, 409);
    // A browser that was asked for a key once sends it by itself, from any site's page.
    let by_itself = out().header("authorization", format!("Basic {}", STANDARD.encode(format!("x:{key}"))));
    assert_eq!(service.send(by_itself.header("sec-fetch-site", "cross-site")).await.status, 403);
}
