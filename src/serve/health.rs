use axum::extract::State;
use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::clearance::Sight;
use super::error::{ApiError, Problem};
use super::state::App;

/// What is being served.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ready {
    /// Fingerprint of the data; only to whoever may see all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<String>,
    /// The like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incidents: Option<usize>,
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
pub async fn readyz(State(app): State<App>, sight: Option<Extension<Sight>>) -> Result<Json<Ready>, ApiError> {
    let snapshot = app.snapshot().ok_or(ApiError::Starting)?;
    let sees_all = sight.is_some_and(|Extension(sight)| !matches!(sight, Sight::Protected(_)));
    Ok(Json(Ready {
        snapshot: sees_all.then(|| snapshot.fingerprint().to_owned()),
        incidents: sees_all.then(|| snapshot.index().incidents().len()),
    }))
}
