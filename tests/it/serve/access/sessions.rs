use axum::http::Request;
use serde_json::json;

use super::{Closed, PASSWORD, cookie, own};

#[tokio::test]
async fn nobody_gets_data_without_saying_who_they_are() {
    let service = Closed::county();
    for path in [
        "/api/v1/about",
        "/api/v1/incidents",
        "/tiles/density/8/128/84.mvt",
        "/tiles/density.json",
        "/api/v1/openapi.json",
        "/nothing",
    ] {
        let answer = service.send(Request::get(path)).await;
        assert_eq!(answer.status, 401, "{path}");
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer realm=\"wherenext\"",
            "no browser asks by itself: {path}"
        );
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    for path in ["/ogc", "/ogc/collections/incidents/items"] {
        let answer = service.send(Request::get(path)).await;
        assert_eq!(answer.status, 401, "{path}");
        assert!(answer.header("www-authenticate").starts_with("Basic realm=\"wherenext\""), "{path}");
    }
    for path in ["/healthz", "/readyz", "/sign-in", "/sign-in.css"] {
        assert_eq!(service.send(Request::get(path)).await.status, 200, "{path}");
    }
    assert_eq!(service.send(Request::delete("/api/v1/jobs/1")).await.status, 401);
}

#[tokio::test]
async fn every_documented_address_asks_who_it_is() {
    let service = Closed::county();
    let document = serde_json::to_value(wherenext::serve::document()).unwrap();
    let mut asked = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let address: String =
            path.split(['{', '}']).enumerate().map(|(at, part)| if at % 2 == 1 { "1" } else { part }).collect();
        for (method, operation) in operations.as_object().unwrap() {
            let open =
                ["/healthz", "/readyz"].contains(&path.as_str()) || (path == "/api/v1/session" && method == "post");
            if open {
                continue;
            }
            let method = method.to_uppercase();
            let answer = service.send(Request::builder().method(method.as_str()).uri(&address)).await;
            assert_eq!(answer.status, 401, "{method} {address}");
            assert!(
                operation["responses"]["401"].is_object() && operation["responses"]["429"].is_object(),
                "{method} {path}"
            );
            asked += 1;
        }
    }
    assert!(asked > 50, "{asked}");
}

#[tokio::test]
async fn in_and_out() {
    let service = Closed::county();
    let answer = service.sign_in("Ann", PASSWORD).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json(), json!({ "name": "ann", "role": "analyst", "agency": null, "by": "session" }));
    let ann = cookie(&answer);
    let get = |path: &'static str| service.send(Request::get(path).header("cookie", &ann));
    assert_eq!(get("/api/v1/session").await.json()["name"], "ann");
    let about = get("/api/v1/about").await;
    assert_eq!(about.json()["incidents"], 103);
    assert_eq!(about.header("cache-control"), "private, no-cache");
    assert!(about.headers.get_all("vary").iter().any(|vary| vary == "cookie, authorization"));

    let out = service.send(own(Request::delete("/api/v1/session"), &ann)).await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(get("/api/v1/about").await.status, 401);
}

#[tokio::test]
async fn the_cookie_s_flags() {
    let plain = Closed::county().sign_in("ann", PASSWORD).await;
    let set = plain.header("set-cookie");
    assert!(set.starts_with("wherenext=") && !set.contains("Secure"), "{set}");
    for flag in ["Path=/", "HttpOnly", "SameSite=Strict"] {
        assert!(set.contains(flag), "{set}");
    }
    assert!(!set.contains("Domain"));

    let behind = Closed::with("[network]\nbehind_proxy = true\nnames = [\"hotspots.example\"]\n");
    let sign_in =
        || Request::post("/api/v1/session").header("host", "hotspots.example").header("x-forwarded-for", "192.0.2.9");
    let body = json!({ "name": "ann", "password": PASSWORD }).to_string();
    let json = |request: axum::http::request::Builder| request.header("content-type", "application/json");
    let clear = behind.send_body(json(sign_in().header("x-forwarded-proto", "http")), &body).await;
    assert_eq!(clear.status, 403, "{}", clear.text());
    let answer = behind.send_body(json(sign_in().header("x-forwarded-proto", "https")), &body).await;
    let set = answer.header("set-cookie");
    assert!(set.starts_with("__Host-wherenext=") && set.contains("; Secure") && set.contains("Path=/"), "{set}");
    // Somebody who is no proxy of ours says that it is https.
    let claimed = json(sign_in().header("x-forwarded-proto", "https"));
    assert_eq!(behind.send_from("198.51.100.7:4000", claimed, &body).await.status, 403);
}

#[tokio::test]
async fn every_refusal_reads_the_same() {
    let service = Closed::county();
    let wrong = service.sign_in("ann", "wrong password").await;
    assert_eq!(wrong.status, 403);
    assert!(wrong.headers.get("set-cookie").is_none());
    assert_eq!(service.sign_in("nobody", PASSWORD).await.bytes, wrong.bytes);
    service.access.disable("ann", super::now_s()).unwrap();
    assert_eq!(service.sign_in("ann", PASSWORD).await.bytes, wrong.bytes);
}

#[tokio::test]
async fn an_account_locks() {
    let service = Closed::county();
    for _ in 0..5 {
        service.sign_in("ann", "wrong password").await;
    }
    assert_eq!(service.sign_in("ann", PASSWORD).await.status, 403);
    service.access.enable("ann").unwrap();
    assert_eq!(service.sign_in("ann", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn another_site_s_page_alters_nothing() {
    let service = Closed::county();
    let ann = service.ann().await;
    let out = || Request::delete("/api/v1/session").header("cookie", &ann);
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("x-nothing", "said"),
    ] {
        let answer = service.send(out().header(name, value)).await;
        assert_eq!(answer.status, 403, "{name}: {value}");
    }
    assert_eq!(service.send(Request::get("/api/v1/session").header("cookie", &ann)).await.status, 200, "it lives");
    assert_eq!(service.send(out().header("origin", "http://localhost:8080")).await.status, 204);
    // Nobody is signed in as somebody else by a page elsewhere.
    let body = json!({ "name": "ann", "password": PASSWORD }).to_string();
    let forged = Request::post("/api/v1/session")
        .header("content-type", "application/json")
        .header("origin", "https://evil.example");
    assert_eq!(service.send_body(forged, &body).await.status, 403);
}

#[tokio::test]
async fn everywhere_and_with_another_password() {
    let service = Closed::county();
    let (one, two) = (service.ann().await, service.ann().await);
    let status = async |cookie: &str| {
        service.send(Request::get("/api/v1/session").header("cookie", cookie)).await.status.as_u16()
    };
    let change = |old: &str, new: &str| json!({ "old": old, "new": new }).to_string();
    let put = || own(Request::put("/api/v1/session/password"), &one).header("content-type", "application/json");
    assert_eq!(service.send_body(put(), &change("wrong", "another battery")).await.status, 403);
    let short = service.send_body(put(), &change(PASSWORD, "short")).await;
    assert_eq!((short.status.as_u16(), short.json()["parameter"].clone()), (400, json!("password")));
    assert_eq!(status(&two).await, 200);
    let changed = service.send_body(put(), &change(PASSWORD, "another battery")).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let three = cookie(&changed);
    assert_eq!([status(&one).await, status(&two).await, status(&three).await], [401, 401, 200]);

    let four = cookie(&service.sign_in("ann", "another battery").await);
    assert_eq!(service.send(own(Request::post("/api/v1/session/everywhere"), &three)).await.status, 204);
    assert_eq!([status(&three).await, status(&four).await], [401, 401]);
}

#[tokio::test]
async fn a_body_that_is_none_is_not_repeated() {
    let service = Closed::county();
    for (kind, body) in [
        ("application/json", "{\"name\": \"ann\", \"password\": [\"hunter2-hunter2\"]}"),
        ("application/json", "hunter2-hunter2"),
        ("text/plain", "hunter2-hunter2"),
    ] {
        let answer = service.send_body(Request::post("/api/v1/session").header("content-type", kind), body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(!answer.text().contains("hunter2"), "{}", answer.text());
    }
}

#[tokio::test]
async fn the_demo_asks_nobody() {
    let service = crate::serve::county::Service::county();
    assert_eq!(
        service.json("/api/v1/session").await,
        json!({ "name": "demo", "role": "analyst", "agency": null, "by": "open" })
    );
    assert_eq!(service.send(Request::delete("/api/v1/session")).await.status, 409);
    assert_eq!(service.send(Request::get("/sign-in")).await.status, 303);
    assert_eq!(service.send(Request::get("/set-up?token=x")).await.status, 404);
    let forged = Request::delete("/api/v1/jobs/1").header("sec-fetch-site", "cross-site");
    assert_eq!(service.send(forged).await.status, 403);
}
