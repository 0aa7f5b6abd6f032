use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::kernel_density::{Bandwidths, Candidate, Kernel, LikelihoodAt};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// A bandwidth that a rule found.
#[derive(Debug, Serialize, ToSchema)]
pub struct BandwidthCandidate {
    #[schema(example = "likelihood")]
    pub rule: &'static str,
    #[schema(example = "Likelihood cross-validation")]
    pub label: &'static str,
    /// For the Gaussian kernel: its standard deviation.
    pub bandwidth_m: f64,
    /// For the quartic kernel of the same spread: its radius.
    pub quartic_radius_m: f64,
    /// What the rule is good for.
    pub note: &'static str,
}

/// How well a bandwidth predicts each incident from those at other places.
#[derive(Debug, Serialize, ToSchema)]
pub struct BandwidthLikelihood {
    pub bandwidth_m: f64,
    /// Mean logarithm of the predicted density per m².
    pub mean_log_likelihood: f64,
}

/// The bandwidths that the rules find.
#[derive(Debug, Serialize, ToSchema)]
pub struct BandwidthCandidates {
    /// Incidents in the study area.
    pub incidents: usize,
    /// A rule that finds none is absent.
    pub candidates: Vec<BandwidthCandidate>,
    /// What likelihood cross-validation chose from, ascending.
    pub curve: Vec<BandwidthLikelihood>,
    /// Incidents that it was evaluated at: all, or an even sample of 5,000.
    pub evaluated: usize,
    /// Distinct places.
    pub places: usize,
    pub finding: FindingText,
}

/// The bandwidths that the rules find for the chosen incidents: Scott, Silverman, oversmoothing and likelihood cross-validation.
#[utoipa::path(
    get, path = "/api/v1/density/bandwidths", tag = "density", params(FilterParameters),
    responses(
        (status = 200, description = "All candidates", body = BandwidthCandidates),
        (status = 202, description = "They are being computed", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn bandwidths(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let filter = parameters.read(Parameters::filter)?;
    let outcome = snapshot.results().begin_bandwidths(app.workers(), filter).await?;
    answer(outcome, app.workers(), |found: &Bandwidths| Ok(Json(candidates_of(found)))).await
}

fn candidates_of(found: &Bandwidths) -> BandwidthCandidates {
    let candidate = |it: &Candidate| BandwidthCandidate {
        rule: it.rule.slug(),
        label: it.rule.label(),
        bandwidth_m: it.bandwidth.0,
        quartic_radius_m: Kernel::Quartic.as_wide_as(it.bandwidth).0,
        note: it.rule.note(),
    };
    let at = |at: &LikelihoodAt| BandwidthLikelihood { bandwidth_m: at.bandwidth.0, mean_log_likelihood: at.mean_log };
    let likelihood = found.likelihood.as_ref();
    BandwidthCandidates {
        incidents: found.incidents,
        candidates: found.candidates.iter().map(candidate).collect(),
        curve: likelihood.map(|found| found.curve.iter().map(at).collect()).unwrap_or_default(),
        evaluated: likelihood.map_or(0, |found| found.evaluated),
        places: likelihood.map_or(0, |found| found.places),
        finding: found.reading().into(),
    }
}
