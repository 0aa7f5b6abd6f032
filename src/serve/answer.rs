use axum::Json;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::analyses::{Job, Outcome};
use super::error::ApiError;
use super::work::Workers;

/// An analysis under way, in place of its answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobStatus {
    #[schema(example = "1f0c9a…")]
    pub id: String,
    /// The part that is done, 0 to 1; null while it is not known.
    pub done_fraction: Option<f64>,
}

impl From<Job> for JobStatus {
    fn from(job: Job) -> Self {
        Self { id: job.id, done_fraction: job.done_fraction }
    }
}

/// The answer to a request for an analysis: 200 with what `shape` makes of the result, or 202 with the job while it is computed.
/// The client asks the same address again, or ends the job with `DELETE` at its location.
pub async fn answer<T, R>(
    outcome: Outcome<T>,
    workers: &Workers,
    shape: impl FnOnce(&T) -> Result<R, ApiError> + Send + 'static,
) -> Result<Response, ApiError>
where
    T: Send + Sync + 'static,
    R: IntoResponse + Send + 'static,
{
    match outcome {
        Outcome::Done(result) => Ok(workers.run(move || shape(&result)).await?.into_response()),
        Outcome::Running(job) => accepted(job),
    }
}

/// 202: where the job is, and when to ask again.
pub fn accepted(job: Job) -> Result<Response, ApiError> {
    let location = HeaderValue::try_from(format!("/api/v1/jobs/{}", job.id)).map_err(ApiError::internal)?;
    let headers = [(LOCATION, location), (RETRY_AFTER, HeaderValue::from_static("1"))];
    Ok((StatusCode::ACCEPTED, headers, Json(JobStatus::from(job))).into_response())
}
