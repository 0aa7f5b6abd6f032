//! The pages to sign in on: plain forms that need no script, and carry their own policy.
//!
//! What enters is what somebody types; what leaves is a session's cookie, or the same page with the reason. It refuses addresses to go on
//! to that are not this service's own.

mod account;
mod page;
mod set_up;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde::Deserialize;

use super::error::ApiError;
use super::guard::{Client, Guard, cookie};
use super::identity::Identity;
use super::ogc::escaped;
use super::state::App;
use crate::access::SignedIn;
use page::{Field, Form as PageForm};

pub use set_up::PATH as SET_UP_PATH;

const STYLE: &str = include_str!("style.css");

pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(form).post(sign_in))
        .route("/sign-in.css", get(style))
        .route(set_up::PATH, get(set_up::form).post(set_up::set_up))
        .route("/account", get(account::page))
        .route("/account/password", post(account::change_password))
        .route("/account/sign-out", post(account::sign_out))
        .route("/account/sign-out-everywhere", post(account::sign_out_everywhere))
}

#[derive(Deserialize)]
struct Onward {
    next: Option<String>,
}

#[derive(Deserialize)]
struct SignIn {
    name: String,
    password: String,
    next: Option<String>,
}

async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], STYLE).into_response()
}

async fn form(State(app): State<App>, Query(Onward { next }): Query<Onward>) -> Response {
    if app.guard().is_none() {
        return to("/");
    }
    shown("", own_address(next.as_deref()))
}

async fn sign_in(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    form: Result<Form<SignIn>, FormRejection>,
) -> Result<Response, ApiError> {
    let Some(guard) = app.guard() else { return Ok(to("/")) };
    let Form(SignIn { name, password, next }) = form.map_err(|_| not_the_form())?;
    let next = own_address(next.as_deref());
    match guard.sign_in(client, name, password).await {
        Ok(signed) => Ok(onward(guard, &signed, next)),
        Err(error) => Ok(shown(&for_people(error)?, next)),
    }
}

fn shown(trouble: &str, next: &str) -> Response {
    let fields = [
        Field { name: "name", label: "Name", autocomplete: "username", password: false },
        Field { name: "password", label: "Password", autocomplete: "current-password", password: true },
    ];
    let form = PageForm { action: "/sign-in", fields: &fields, hidden: &[("next", next)], button: "Sign in" };
    page::answer("Sign in", trouble, &form.html())
}

/// To where somebody wanted to go, with a session.
fn onward(guard: &Guard, signed: &SignedIn, next: &str) -> Response {
    let mut response = to(next);
    response.headers_mut().insert(SET_COOKIE, cookie::set(&signed.token, guard.over_tls));
    response.extensions_mut().insert(Identity::of_session(&signed.session));
    response
}

fn to(address: &str) -> Response {
    let address = HeaderValue::try_from(address).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response()
}

/// What was typed is not repeated: it holds a password.
fn not_the_form() -> ApiError {
    ApiError::parameter("body", "the form's fields are missing")
}

/// The reason, where whoever typed can mend it.
fn for_people(error: ApiError) -> Result<String, ApiError> {
    match error {
        ApiError::Refused(_) | ApiError::Parameter { .. } | ApiError::TooMany { .. } => {
            Ok(format!("<p class=\"trouble\" role=\"alert\">{}.</p>", escaped(&capital(&error.to_string()))))
        }
        error => Err(error),
    }
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// An address of this service, or the map: `//elsewhere`, `/\elsewhere` and full addresses lead away.
fn own_address(next: Option<&str>) -> &str {
    let next = next.unwrap_or("/");
    let leads_away = !next.starts_with('/') || next[1..].starts_with(['/', '\\']);
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic()) && !next.contains('\\');
    if leads_away || !is_plain { "/" } else { next }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_onward_within_this_service() {
        for own in ["/", "/?category=asb&at=0.5,51.8,9", "/docs/#x", "/ogc?f=html"] {
            assert_eq!(own_address(Some(own)), own);
        }
        let away = [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "evil",
            "",
            "/a\r\nset-cookie: x",
            "/a b",
            "/ä",
        ];
        for away in away {
            assert_eq!(own_address(Some(away)), "/", "{away:?}");
        }
        assert_eq!(own_address(None), "/");
    }
}
