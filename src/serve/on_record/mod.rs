//! What the service shows, on record before it is shown.

mod asked;
mod log;

use axum::Extension;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use h3o::CellIndex;

use self::asked::Asked;
use super::error::ApiError;
use super::state::App;

pub use log::{AuditLog, keep_swept};

/// Beside an answer about one place: where that is.
#[derive(Clone, Copy, Debug)]
pub struct Looked(pub Option<CellIndex>);

impl Looked {
    /// At `[longitude, latitude]`, if it has a place.
    pub fn at(place: Option<[f64; 2]>) -> Extension<Self> {
        Extension(Self(place.and_then(|[lon, lat]| asked::cell_at(lon, lat))))
    }
}

/// Lets an answer out once it is on record who got it: what cannot be recorded is not shown.
pub async fn on_record(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some((log, asked)) = app.audit().zip(Asked::of(&request)) else { return next.run(request).await };
    let response = next.run(request).await;
    let recorded = match asked.entry(&response) {
        None => Ok(()),
        Some(entry) => match asked.look() {
            Some(look) if asked::is_shown(response.status()) => log.look(look, entry).await,
            _ => log.record(entry).await,
        },
    };
    match recorded {
        Ok(()) => response,
        // The recorder has logged why.
        Err(_) => ApiError::NotOnRecord.into_response(),
    }
}
