use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::page::{self, Field, Form as PageForm};
use super::{for_people, not_the_form, onward, to};
use crate::serve::error::ApiError;
use crate::serve::guard::cookie;
use crate::serve::identity::{Identity, Proof};
use crate::serve::ogc::escaped;
use crate::serve::resources::session::{self, PasswordChange};
use crate::serve::state::App;

#[derive(Deserialize)]
pub struct ChangedPassword {
    old: String,
    new: String,
    again: String,
}

/// Who is signed in, and what they can do about it.
pub async fn page(State(app): State<App>, identity: Identity) -> Response {
    if app.guard().is_none() || identity.proof != Proof::Session {
        return to("/");
    }
    shown(&identity, "")
}

pub async fn change_password(
    State(app): State<App>,
    identity: Identity,
    form: Result<Form<ChangedPassword>, FormRejection>,
) -> Result<Response, ApiError> {
    let guard = session::guard(&app, &identity)?;
    let Form(ChangedPassword { old, new, again }) = form.map_err(|_| not_the_form())?;
    if new != again {
        let error = ApiError::parameter("again", "the new password was typed in two ways");
        return Ok(shown(&identity, &for_people(error)?));
    }
    match session::change(guard, &identity, PasswordChange { old, new }).await {
        Ok(signed) => Ok(onward(guard, &signed, "/account")),
        Err(error) => Ok(shown(&identity, &for_people(error)?)),
    }
}

pub async fn sign_out(State(app): State<App>, identity: Identity, headers: HeaderMap) -> Result<Response, ApiError> {
    session::end(session::guard(&app, &identity)?, &headers).await?;
    Ok(signed_out(&app))
}

pub async fn sign_out_everywhere(State(app): State<App>, identity: Identity) -> Result<Response, ApiError> {
    session::end_all(session::guard(&app, &identity)?, &identity).await?;
    Ok(signed_out(&app))
}

fn signed_out(app: &App) -> Response {
    let over_tls = app.guard().is_some_and(|guard| guard.over_tls);
    ([(SET_COOKIE, cookie::clear(over_tls))], to("/sign-in")).into_response()
}

fn shown(identity: &Identity, trouble: &str) -> Response {
    let Identity { name, viewer, .. } = identity;
    let agency = viewer.agency.as_ref().map_or_else(String::new, |agency| format!(" for {agency}"));
    let who = format!("<p>{}, {}{}. <a href=\"/\">To the map</a></p>", escaped(name), viewer.role, escaped(&agency));
    let password = |name, label, autocomplete| Field { name, label, autocomplete, password: true };
    let fields = [
        password("old", "Password now", "current-password"),
        password("new", "New password, at least 12 characters", "new-password"),
        password("again", "The same again", "new-password"),
    ];
    let form = |action, fields, button| PageForm { action, fields, hidden: &[], button }.html();
    let body = format!(
        "{who}{}{}<h2>Another password</h2><p>This ends your sessions elsewhere.</p>{}",
        form("/account/sign-out", &[], "Sign out"),
        form("/account/sign-out-everywhere", &[], "Sign out everywhere"),
        form("/account/password", &fields, "Change the password"),
    );
    page::answer("Your account", trouble, &body)
}
