use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::ledger::transparency::{Form, Kind, Version, document_named, file_name, of_version, versions};
use crate::serve::error::{ApiError, Problem};
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// What is published of the models whose forecasts are stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransparencyList {
    /// Who runs this, if the operator's file says so.
    #[schema(example = "Essex Police")]
    pub organisation: Option<String>,
    /// By series, then by version.
    pub models: Vec<TransparentModel>,
}

/// One version of one model.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransparentModel {
    #[schema(example = "category-asb-hex-9-7d-ensemble-0.1.0")]
    pub id: String,
    /// As the ledger names the series of its forecasts.
    #[schema(example = "category=asb|hex:9|7d|ensemble")]
    pub series: String,
    #[schema(example = "Anti-social behaviour, hex:9, 7 days, ensemble")]
    pub label: String,
    pub model: String,
    /// Of the program.
    pub version: String,
    /// Stored forecasts, and how many of them have a score.
    pub forecasts: usize,
    pub scored: usize,
    pub documents: Vec<TransparencyDocument>,
}

/// Where a document is.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransparencyDocument {
    /// record or model-card.
    pub kind: &'static str,
    pub title: &'static str,
    pub html: String,
    pub markdown: String,
}

/// The page has its style inside, and needs nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The transparency records and model cards of the models whose forecasts are stored.
#[utoipa::path(
    get, path = "/api/v1/transparency", tag = "operation",
    responses((status = 200, description = "The documents of each version", body = TransparencyList)),
)]
pub async fn transparency(State(app): State<App>, parameters: Parameters) -> Result<Json<TransparencyList>, ApiError> {
    parameters.read(|_| Ok(()))?;
    let (worker, organisation) = (app.clone(), app.config().transparency.organisation.clone());
    let work = move || {
        let models = versions(worker.store()).map_err(ApiError::internal)?.iter().map(model).collect();
        Ok(Json(TransparencyList { organisation, models }))
    };
    app.workers().run(work).await
}

/// One document: `record.html`, `record.md`, `model-card.html` or `model-card.md`. The same ledger and data give the same bytes.
#[utoipa::path(
    get, path = "/api/v1/transparency/{id}/{document}", tag = "operation",
    params(
        ("id" = String, Path, description = "As the list gives it"),
        ("document" = String, Path, description = "record.html, record.md, model-card.html or model-card.md"),
    ),
    responses(
        (status = 200, description = "The document", body = String, content_type = "text/html"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn transparency_document(
    State(app): State<App>,
    Current(snapshot): Current,
    Path((id, document)): Path<(String, String)>,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    parameters.read(|_| Ok(()))?;
    let worker = app.clone();
    let work = move || {
        let all = versions(worker.store()).map_err(ApiError::internal)?;
        let version = all.iter().find(|version| version.id() == id);
        let version = version.ok_or_else(|| ApiError::not_found("model with stored forecasts", id.clone()))?;
        let (kind, form) =
            document_named(&document).ok_or_else(|| ApiError::not_found("document of a model", document.clone()))?;
        let facts = of_version(snapshot.index(), worker.store(), version).map_err(ApiError::internal)?;
        Ok(written(form, form.write(&kind.document(&facts, &worker.config().transparency))))
    };
    app.workers().run(work).await
}

fn model(version: &Version) -> TransparentModel {
    let id = version.id();
    let address = |kind, form| format!("/api/v1/transparency/{id}/{}", file_name(kind, form));
    let document = |kind: Kind| TransparencyDocument {
        kind: kind.slug(),
        title: kind.title(),
        html: address(kind, Form::Html),
        markdown: address(kind, Form::Markdown),
    };
    TransparentModel {
        series: version.series.clone(),
        label: version.label(),
        model: version.latest().map(|entry| entry.header.model.clone()).unwrap_or_default(),
        version: version.version.clone(),
        forecasts: version.entries.len(),
        scored: version
            .entries
            .iter()
            .filter(|entry| version.scores.iter().any(|score| score.forecast == entry.id))
            .count(),
        documents: Kind::ALL.map(document).into(),
        id,
    }
}

fn written(form: Form, text: String) -> Response {
    let kind = match form {
        Form::Html => "text/html; charset=utf-8",
        Form::Markdown => "text/markdown; charset=utf-8",
    };
    ([(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, POLICY)], text).into_response()
}
