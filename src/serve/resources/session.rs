use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Extension, State};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Access, SignedIn};
use crate::disclosure::Viewer;
use crate::serve::error::{ApiError, PROBLEM_JSON, Problem};
use crate::serve::guard::{Client, Guard, cookie, session_token};
use crate::serve::identity::{Identity, Proof};
use crate::serve::query::Parameters;
use crate::serve::state::App;

/// Who somebody is here.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionAnswer {
    /// Of a user, or a key's label.
    pub name: String,
    /// viewer, partner, analyst, tasking or administrator.
    pub role: &'static str,
    /// The agency that a partner acts for.
    pub agency: Option<String>,
    /// How it was proven: `session`, `key`, or `open` where everybody is let in.
    pub by: &'static str,
}

/// A name and its password.
#[derive(Deserialize, ToSchema)]
pub struct SignIn {
    pub name: String,
    pub password: String,
}

/// Another password, by whoever knows the old one.
#[derive(Deserialize, ToSchema)]
pub struct PasswordChange {
    pub old: String,
    /// 12 to 256 characters.
    pub new: String,
}

/// Signs in: the answer sets the session's cookie. As often as address and name may try; an account locks for a while after five wrong
/// passwords.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "access", request_body = SignIn, security(()),
    responses(
        (status = 200, description = "Signed in", body = SessionAnswer),
        (status = 400, description = "No name and password in the body", body = Problem, content_type = PROBLEM_JSON),
        (status = 403, description = "Wrong, locked or disabled", body = Problem, content_type = PROBLEM_JSON),
        (status = 409, description = "Nobody signs in here", body = Problem, content_type = PROBLEM_JSON),
        (status = 429, description = "Too often", body = Problem, content_type = PROBLEM_JSON),
    ),
)]
pub async fn sign_in(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Result<Response, ApiError> {
    let guard = app.guard().ok_or_else(nobody_signs_in)?;
    let Json(SignIn { name, password }) = body.map_err(|_| not_the_body("name and password"))?;
    let signed = guard.sign_in(client, name, password).await?;
    Ok(with_cookie(guard, &signed))
}

/// Who the sender of this request is.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "access",
    responses(
        (status = 200, description = "Name, role and agency", body = SessionAnswer),
        (status = 400, description = "It takes no parameter", body = Problem, content_type = PROBLEM_JSON),
        (status = 401, description = "Nobody", body = Problem, content_type = PROBLEM_JSON),
    ),
)]
pub async fn session(identity: Identity, parameters: Parameters) -> Result<Json<SessionAnswer>, ApiError> {
    parameters.read(|_| Ok(()))?;
    let by = match identity.proof {
        Proof::Open => "open",
        Proof::Session => "session",
        Proof::Key(_) => "key",
    };
    Ok(Json(answer(identity.name, identity.viewer, by)))
}

/// Signs out.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "access",
    responses(
        (status = 204, description = "The session has ended"),
        (status = 409, description = "There is no session", body = Problem, content_type = PROBLEM_JSON),
    ),
)]
pub async fn sign_out(State(app): State<App>, identity: Identity, headers: HeaderMap) -> Result<Response, ApiError> {
    let guard = guard(&app, &identity)?;
    end(guard, &headers).await?;
    Ok(without_cookie(guard))
}

/// Ends every session of whoever sends this.
#[utoipa::path(
    post, path = "/api/v1/session/everywhere", tag = "access",
    responses(
        (status = 204, description = "All sessions have ended"),
        (status = 409, description = "There is no session", body = Problem, content_type = PROBLEM_JSON),
    ),
)]
pub async fn sign_out_everywhere(State(app): State<App>, identity: Identity) -> Result<Response, ApiError> {
    let guard = guard(&app, &identity)?;
    end_all(guard, &identity).await?;
    Ok(without_cookie(guard))
}

/// Changes the password of whoever sends this, and ends their other sessions.
#[utoipa::path(
    put, path = "/api/v1/session/password", tag = "access", request_body = PasswordChange,
    responses(
        (status = 200, description = "Changed, in a new session", body = SessionAnswer),
        (status = 400, description = "The new password cannot be one", body = Problem, content_type = PROBLEM_JSON),
        (status = 403, description = "The old password is wrong", body = Problem, content_type = PROBLEM_JSON),
        (status = 409, description = "There is no session", body = Problem, content_type = PROBLEM_JSON),
    ),
)]
pub async fn change_password(
    State(app): State<App>,
    identity: Identity,
    body: Result<Json<PasswordChange>, JsonRejection>,
) -> Result<Response, ApiError> {
    let guard = guard(&app, &identity)?;
    let Json(change) = body.map_err(|_| not_the_body("old and new"))?;
    let signed = self::change(guard, &identity, change).await?;
    Ok(with_cookie(guard, &signed))
}

/// For those who have a session to end or a password to change.
pub fn guard<'a>(app: &'a App, identity: &Identity) -> Result<&'a Guard, ApiError> {
    match identity.proof {
        Proof::Session => app.guard().ok_or_else(nobody_signs_in),
        Proof::Key(_) => Err(ApiError::Unanswerable("a key has no session".to_owned())),
        Proof::Open => Err(nobody_signs_in()),
    }
}

/// Ends the session that a request belongs to.
pub async fn end(guard: &Guard, headers: &HeaderMap) -> Result<(), ApiError> {
    match session_token(headers, guard.over_tls) {
        Some(token) => guard.asking(move |access| access.sign_out(&token)).await,
        None => Ok(()),
    }
}

pub async fn end_all(guard: &Guard, identity: &Identity) -> Result<usize, ApiError> {
    let name = identity.name.clone();
    guard.asking(move |access| access.sign_out_everywhere(&name)).await
}

/// Changes a password and begins the one session that is left.
pub async fn change(guard: &Guard, identity: &Identity, change: PasswordChange) -> Result<SignedIn, ApiError> {
    let name = identity.name.clone();
    let PasswordChange { old, new } = change;
    let changed = move |access: &Access, now_s| {
        access.change_password(&name, &old, &new, now_s)?;
        access.sign_in(&name, &new, now_s)
    };
    guard.with_password(changed).await
}

fn with_cookie(guard: &Guard, signed: &SignedIn) -> Response {
    let session = &signed.session;
    let answer = answer(session.name.clone(), session.viewer.clone(), "session");
    let headers = [
        (SET_COOKIE, cookie::set(&signed.token, guard.over_tls)),
        (CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store")),
    ];
    (headers, Extension(Identity::of_session(session)), Json(answer)).into_response()
}

fn without_cookie(guard: &Guard) -> Response {
    (StatusCode::NO_CONTENT, [(SET_COOKIE, cookie::clear(guard.over_tls))]).into_response()
}

fn answer(name: String, viewer: Viewer, by: &'static str) -> SessionAnswer {
    SessionAnswer { name, role: viewer.role.name(), agency: viewer.agency, by }
}

fn nobody_signs_in() -> ApiError {
    ApiError::Unanswerable("this service is open to everybody who reaches it: nobody signs in".to_owned())
}

/// What was sent is not repeated: it holds a password.
fn not_the_body(members: &str) -> ApiError {
    ApiError::parameter("body", format!("a JSON object with {members} is expected"))
}
