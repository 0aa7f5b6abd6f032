use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::{ApiError, Problem};
use super::state::App;

/// What is being served.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ready {
    /// Fingerprint of the data.
    pub snapshot: String,
    pub incidents: usize,
}

/// Whether the process is alive.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, description = "It is", body = String)))]
pub async fn healthz() -> &'static str {
    "ok"
}

/// Whether the data are loaded and every resource answers.
#[utoipa::path(
    get, path = "/readyz", tag = "operation",
    responses(
        (status = 200, description = "Ready", body = Ready),
        (status = 503, description = "The data are still being read", body = Problem),
    ),
)]
pub async fn readyz(State(app): State<App>) -> Result<Json<Ready>, ApiError> {
    let snapshot = app.snapshot().ok_or(ApiError::Starting)?;
    Ok(Json(Ready { snapshot: snapshot.fingerprint().to_owned(), incidents: snapshot.index().incidents().len() }))
}
