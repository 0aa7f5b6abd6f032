use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;

use crate::serve::answer::JobStatus;
use crate::serve::error::{ApiError, Problem};
use crate::serve::state::Current;

/// How far an analysis is. One that has ended, or was never begun, is not found: ask for its answer again.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}", tag = "jobs", params(("id" = String, Path, description = "The job, as a 202 answer named it")),
    responses((status = 200, description = "The job", body = JobStatus), (status = 404, body = Problem, content_type = "application/problem+json")),
)]
pub async fn job(Current(snapshot): Current, Path(id): Path<String>) -> Result<Json<JobStatus>, ApiError> {
    let job = snapshot.results().analyses().job(&id).ok_or_else(|| ApiError::not_found("job", &id))?;
    Ok(Json(job.into()))
}

/// Ends an analysis for everybody who waits for it. One that has ended already is as it should be: a client that stops waiting cannot know
/// which came first.
#[utoipa::path(
    delete, path = "/api/v1/jobs/{id}", tag = "jobs", params(("id" = String, Path, description = "The job, as a 202 answer named it")),
    responses((status = 204, description = "It has ended, or will")),
)]
pub async fn cancel_job(Current(snapshot): Current, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    snapshot.results().analyses().cancel(&id);
    Ok(StatusCode::NO_CONTENT)
}
