use axum::http::Request;
use axum::http::request::Builder;

use super::{Closed, PASSWORD, cookie, own};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn form(path: &str) -> Builder {
    Request::post(path).header(FORM.0, FORM.1).header("sec-fetch-site", "same-origin")
}

fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

#[tokio::test]
async fn a_person_is_led_to_the_page_and_back() {
    let service = Closed::county();
    let map = "/?category=asb&at=0.5,51.8,9";
    let browse = |path: &str| Request::get(path).header("accept", "text/html").header("sec-fetch-mode", "navigate");
    let led = service.send(browse(map)).await;
    assert_eq!(led.status, 303);
    let to = led.header("location").to_owned();
    assert_eq!(to, "/sign-in?next=%2F%3Fcategory%3Dasb%26at%3D0.5%2C51.8%2C9");
    let page = service.send(Request::get(&to)).await;
    assert!(page.text().contains("name=\"next\" value=\"/?category=asb&amp;at=0.5,51.8,9\""), "{}", page.text());
    let body = encoded(&[("name", "ann"), ("password", PASSWORD), ("next", map)]);
    let answer = service.send_body(form("/sign-in"), &body).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, map));
    let ann = cookie(&answer);
    assert_eq!(service.send(Request::get("/api/v1/session").header("cookie", &ann)).await.json()["name"], "ann");

    let elsewhere = encoded(&[("name", "ann"), ("password", PASSWORD), ("next", "//evil.example")]);
    assert_eq!(service.send_body(form("/sign-in"), &elsewhere).await.header("location"), "/");
    assert_eq!(service.send(browse("/")).await.header("location"), "/sign-in");
    assert_eq!(service.send(browse("/ogc?f=html")).await.status, 303);
    // A link on another site: the browser left the cookie out, and the page asks once more by itself.
    let followed = service.send(browse("/").header("sec-fetch-site", "cross-site")).await;
    assert!(followed.status == 200 && followed.text().contains("http-equiv=\"refresh\""), "{}", followed.text());
    // The page's own requests are no person.
    assert_eq!(service.send(Request::get("/api/v1/about").header("accept", "*/*")).await.status, 401);
}

#[tokio::test]
async fn a_wrong_password_shows_the_page_again_without_it() {
    let service = Closed::county();
    let body = encoded(&[("name", "ann"), ("password", "hunter2 hunter2"), ("next", "/docs/")]);
    let answer = service.send_body(form("/sign-in"), &body).await;
    let text = answer.text();
    assert!(answer.status == 200 && answer.headers.get("set-cookie").is_none());
    assert!(
        text.contains("role=\"alert\"") && text.contains("value=\"/docs/\"") && !text.contains("hunter2"),
        "{text}"
    );
    let forged = Request::post("/sign-in").header(FORM.0, FORM.1).header("sec-fetch-site", "cross-site");
    assert_eq!(service.send_body(forged, &encoded(&[("name", "ann"), ("password", PASSWORD)])).await.status, 403);
}

#[tokio::test]
async fn no_script_and_no_other_place() {
    let service = Closed::county();
    let page = service.send(Request::get("/sign-in?next=/%22%3E%3Cscript%3E")).await;
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && policy.contains("form-action 'self'"), "{policy}");
    assert!(!policy.contains("script") && !policy.contains("unsafe"), "{policy}");
    assert!(!page.text().contains("<script") && !page.text().contains("style="), "{}", page.text());
    // Otherwise the browser would send `Origin: null` with the form.
    assert_eq!(page.header("referrer-policy"), "strict-origin");
    assert_eq!(page.header("cache-control"), "no-store");
    for label in
        ["<label for=\"name\">", "<label for=\"password\">", "lang=\"en-GB\"", "autocomplete=\"current-password\""]
    {
        assert!(page.text().contains(label), "{label}");
    }
    let map = service.send(Request::get("/healthz")).await;
    assert_eq!(map.header("referrer-policy"), "no-referrer", "everywhere else");
}

#[tokio::test]
async fn an_account_s_own_page() {
    let service = Closed::county();
    let (ann, other) = (service.ann().await, service.ann().await);
    let page = service.send(own(Request::get("/account"), &ann)).await;
    assert!(page.text().contains("ann, analyst"), "{}", page.text());
    let post = |path: &str| own(Request::post(path), &ann).header(FORM.0, FORM.1);
    let differ = encoded(&[("old", PASSWORD), ("new", "another battery"), ("again", "another buttery")]);
    assert!(service.send_body(post("/account/password"), &differ).await.text().contains("two ways"));
    let same = encoded(&[("old", PASSWORD), ("new", "another battery"), ("again", "another battery")]);
    let changed = service.send_body(post("/account/password"), &same).await;
    assert_eq!((changed.status.as_u16(), changed.header("location")), (303, "/account"));
    for old in [&ann, &other] {
        assert_eq!(service.send(Request::get("/api/v1/session").header("cookie", old)).await.status, 401);
    }
    let ann = cookie(&changed);
    let out = service.send_body(own(Request::post("/account/sign-out"), &ann).header(FORM.0, FORM.1), "").await;
    assert_eq!((out.status.as_u16(), out.header("location")), (303, "/sign-in"));
    assert_eq!(service.send(Request::get("/api/v1/session").header("cookie", &ann)).await.status, 401);
    assert_eq!(service.send(Request::get("/account")).await.status, 401);
}
