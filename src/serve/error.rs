use std::error::Error;
use std::fmt::Display;
use std::sync::Arc;

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

use crate::access::AccessError;
use crate::analysis::Cancelled;

/// The media type of RFC 9457.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request gets no answer. This file alone knows which status each has.
#[derive(Clone, Debug, Error)]
pub enum ApiError {
    #[error("{message}")]
    Parameter { name: String, message: String },
    #[error("there is no {what} {value:?}")]
    NotFound { what: &'static str, value: String },
    #[error("the data are still being read")]
    Starting,
    #[error("the analysis was cancelled")]
    Cancelled,
    /// Nothing is wrong with the request, but the data do not allow an answer.
    #[error("{0}")]
    Unanswerable(String),
    #[error("sign in, or send a key: Authorization: Bearer wn_…")]
    NotSignedIn {
        /// The client may be asked for a name and password of HTTP's Basic scheme.
        basic: bool,
    },
    /// One sentence for every reason, and no invitation to try again by itself.
    #[error("{0}")]
    Refused(String),
    #[error("this key is not good for that: it needs the scope {0}")]
    OutOfScope(&'static str),
    #[error("another site's page may not do that: send it from this service's own page, with Origin or Sec-Fetch-Site")]
    OtherSite,
    #[error("this service is reached by https alone")]
    NotOverTls,
    #[error("too many requests: wait {wait_s} s")]
    TooMany { wait_s: u64 },
    /// The agreement with whoever asks, or the want of one, keeps it back.
    #[error("{0}")]
    NotDisclosed(String),
    #[error("nothing is shown that is not on record, and the record cannot be written")]
    NotOnRecord,
    #[error("{0} is no longer here; begin again with the first page")]
    Gone(&'static str),
    /// What went wrong inside: logged, never sent.
    #[error("something went wrong inside; the log has the details under the request's id")]
    Internal(#[source] Arc<dyn Error + Send + Sync>),
}

impl ApiError {
    pub fn parameter(name: impl Into<String>, message: impl Display) -> Self {
        Self::Parameter { name: name.into(), message: message.to_string() }
    }

    pub fn not_found(what: &'static str, value: impl Into<String>) -> Self {
        Self::NotFound { what, value: value.into() }
    }

    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(Arc::from(error.into()))
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Parameter { .. } => StatusCode::BAD_REQUEST,
            Self::NotFound { .. } => StatusCode::NOT_FOUND,
            Self::Starting | Self::NotOnRecord => StatusCode::SERVICE_UNAVAILABLE,
            Self::Cancelled | Self::Unanswerable(_) => StatusCode::CONFLICT,
            Self::NotSignedIn { .. } => StatusCode::UNAUTHORIZED,
            Self::Refused(_) | Self::OutOfScope(_) | Self::OtherSite | Self::NotOverTls => StatusCode::FORBIDDEN,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotDisclosed(_) => StatusCode::FORBIDDEN,
            Self::Gone(_) => StatusCode::GONE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What a client needs to know to try again.
    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::NotSignedIn { basic: true } => {
                let both = "Basic realm=\"wherenext\", charset=\"UTF-8\", Bearer realm=\"wherenext\"";
                Some((WWW_AUTHENTICATE, HeaderValue::from_static(both)))
            }
            Self::NotSignedIn { basic: false } => {
                Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"wherenext\"")))
            }
            Self::TooMany { wait_s } => Some((RETRY_AFTER, HeaderValue::from(*wait_s))),
            _ => None,
        }
    }
}

/// What the caller can mend is said; a damaged store or a hash that fails is not.
impl From<AccessError> for ApiError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Refused | AccessError::SetUpLink => Self::Refused(error.to_string()),
            AccessError::PasswordLength(_) | AccessError::PasswordIsName => Self::parameter("password", error),
            AccessError::Name(_) => Self::parameter("name", error),
            error => Self::internal(error),
        }
    }
}

impl From<Cancelled> for ApiError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// A problem as RFC 9457 writes it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: String,
    pub status: u16,
    /// What is wrong with this request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The query or path parameter that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
}

impl Problem {
    fn of(status: StatusCode, detail: Option<String>, parameter: Option<String>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error").to_owned();
        Self { kind: "about:blank", title, status: status.as_u16(), detail, parameter }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let detail = self.to_string();
        let status = self.status();
        let header = self.header();
        let parameter = match self {
            Self::Parameter { name, .. } => Some(name),
            Self::Internal(cause) => {
                tracing::error!(cause = chain(cause.as_ref()), "a request failed inside");
                None
            }
            _ => None,
        };
        let mut response = Problem::of(status, Some(detail), parameter).into_response();
        if let Some((name, value)) = header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

fn chain(error: &(dyn Error + Send + Sync)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

/// Makes a problem of every error that some layer below answered in its own words: no such route, a wrong method, a body too
/// large, a time-out, a panic.
pub async fn as_problem(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_problem = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM_JSON);
    if !is_error || is_problem {
        return response;
    }
    let detail = match status {
        StatusCode::NOT_FOUND => "nothing is served at this address",
        StatusCode::METHOD_NOT_ALLOWED => "this address does not answer that method",
        StatusCode::PAYLOAD_TOO_LARGE => "the request's body is too large",
        StatusCode::GATEWAY_TIMEOUT => "the answer took too long",
        StatusCode::MISDIRECTED_REQUEST => {
            "this service answers under its own names alone: localhost, 127.0.0.1, [::1] and what [network] names"
        }
        StatusCode::RANGE_NOT_SATISFIABLE => "the range lies outside the file",
        _ => return with_headers_of(response, Problem::of(status, None, None)),
    };
    with_headers_of(response, Problem::of(status, Some(detail.to_owned()), None))
}

fn with_headers_of(response: Response, problem: Problem) -> Response {
    let mut made = problem.into_response();
    for (name, value) in response.headers() {
        if name.as_str() == "allow" || name.as_str() == "content-range" {
            made.headers_mut().insert(name.clone(), value.clone());
        }
    }
    made
}
