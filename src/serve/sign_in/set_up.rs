use axum::extract::rejection::FormRejection;
use axum::extract::{Extension, Form, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::page::{self, Field, Form as PageForm};
use super::{for_people, not_the_form, onward};
use crate::access::AccessError;
use crate::serve::error::ApiError;
use crate::serve::guard::{Client, Guard};
use crate::serve::state::App;

pub const PATH: &str = "/set-up";

#[derive(Deserialize)]
pub struct Link {
    token: String,
}

#[derive(Deserialize)]
pub struct SetUp {
    token: String,
    name: String,
    password: String,
}

/// Where the first administrator is made, by whoever holds the link and sits at this machine.
pub async fn form(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    link: Query<Link>,
) -> Result<Response, ApiError> {
    let guard = guard(&app, client)?;
    if !guard.access().is_set_up(&link.token) {
        return Err(AccessError::SetUpLink.into());
    }
    Ok(shown("", &link.token))
}

pub async fn set_up(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    form: Result<Form<SetUp>, FormRejection>,
) -> Result<Response, ApiError> {
    let guard = guard(&app, client)?;
    let Form(SetUp { token, name, password }) = form.map_err(|_| not_the_form())?;
    if !guard.access().is_set_up(&token) {
        return Err(AccessError::SetUpLink.into());
    }
    let link = token.clone();
    match guard.with_password(move |access, now_s| access.set_up(&link, &name, &password, now_s)).await {
        Ok(signed) => {
            tracing::info!(name = signed.session.name, "the first administrator was made");
            Ok(onward(guard, &signed, "/"))
        }
        Err(error) => Ok(shown(&for_people(error)?, &token)),
    }
}

fn guard(app: &App, client: Client) -> Result<&Guard, ApiError> {
    match app.guard() {
        Some(guard) if client.is_this_machine() => Ok(guard),
        Some(_) => {
            Err(ApiError::Refused("the set-up link works on the machine that wherenext runs on alone".to_owned()))
        }
        None => Err(ApiError::not_found("user", "to be made: this service lets everybody in")),
    }
}

fn shown(trouble: &str, token: &str) -> Response {
    let fields = [
        Field { name: "name", label: "Name", autocomplete: "username", password: false },
        Field {
            name: "password",
            label: "Password, at least 12 characters",
            autocomplete: "new-password",
            password: true,
        },
    ];
    let hidden = [("token", token)];
    let form = PageForm { action: PATH, fields: &fields, hidden: &hidden, button: "Make the administrator" };
    page::answer("Make the first administrator", trouble, &form.html())
}
