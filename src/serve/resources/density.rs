use axum::Json;
use axum::extract::State;
use axum::response::Response;
use h3o::Resolution;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::{DateSpan, span};
use crate::analysis::kernel_density::{Bandwidths, Candidate, Kernel, LikelihoodAt, method_in_words, reading};
use crate::incident::Precision;
use crate::index::{COARSEST, FINEST};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::densities::Density;
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::geojson::GeoJson;
use crate::serve::layers::density as hexagons;
use crate::serve::parameters::{FilterParameters, KernelChoice, KernelParameters};
use crate::serve::query::Parameters;
use crate::serve::results::Chosen;
use crate::serve::state::{App, Current};

const UNIT: &str = "incidents per km²";
const DEFAULT_RESOLUTION: u8 = 9;
/// The most levels that are drawn in one answer.
const MOST_LEVELS: usize = 20;

/// What a map must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Legend {
    #[schema(example = "Gaussian kernel, bandwidth 300 m")]
    pub method: String,
    #[schema(example = "incidents per km²")]
    pub unit: &'static str,
    /// The civil dates that the incidents are chosen from.
    pub window: Option<DateSpan>,
    /// How many incidents the density is made of: those in the study area.
    pub incidents: usize,
    /// Largest intensity.
    pub max: f64,
    /// Lower ends of the five classes that are drawn, ascending; none when there is no density.
    pub breaks: Vec<f64>,
    /// What to say when incidents lie on map points instead of where they happened.
    pub snapped_note: Option<String>,
}

/// What a map of the density must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DensityLegend {
    #[serde(flatten)]
    pub legend: Legend,
    /// The bandwidth that was used, metres.
    pub bandwidth_m: f64,
    /// The rule that found it, if one was asked.
    #[schema(example = "likelihood")]
    pub bandwidth_rule: Option<&'static str>,
    /// Whether each incident has a bandwidth of its own.
    pub adaptive: bool,
    /// The hypothesis that is tested: none.
    pub null: Option<&'static str>,
    pub finding: FindingText,
}

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

/// The legend of the density: method, unit, window and classes, the same for all zooms.
#[utoipa::path(
    get, path = "/api/v1/density/legend", tag = "density", params(FilterParameters, KernelParameters),
    responses(
        (status = 200, description = "The legend", body = DensityLegend),
        (status = 202, description = "The density is being computed", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn legend(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let defaults = app.config().density.parameters();
    let (filter, choice) = parameters.read(|take| Ok((take.filter()?, KernelChoice::read(take, &defaults)?)))?;
    let outcome = snapshot.results().begin_density(app.workers(), filter, choice).await?;
    answer(outcome, app.workers(), |density| Ok(Json(legend_of(density)))).await
}

/// The density on H3 cells of one resolution, as GeoJSON.
///
/// A cell is listed when it holds an incident or its intensity reaches the lowest class. Properties: `cell`, `count`, and
/// `intensity`, the mean over the cell. The member `legend` says what the numbers are.
#[utoipa::path(
    get, path = "/api/v1/density", tag = "density",
    params(FilterParameters, KernelParameters, ("resolution" = Option<u8>, Query, description = "H3 resolution, 5 to 10", example = 9)),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "The density is being computed", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn density(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let defaults = app.config().density.parameters();
    let (filter, choice, resolution) =
        parameters.read(|take| Ok((take.filter()?, KernelChoice::read(take, &defaults)?, resolution(take)?)))?;
    let outcome = snapshot.results().begin_density(app.workers(), filter, choice).await?;
    let everywhere = snapshot.results().extent();
    let shape = move |density: &Density| {
        let layer = hexagons::layer(density, resolution, everywhere).map_err(ApiError::internal)?;
        let legend = serde_json::to_value(legend_of(density)).map_err(ApiError::internal)?;
        GeoJson::of(&layer.with_about("legend", legend))
    };
    answer(outcome, app.workers(), shape).await
}

/// The resolution of the cells in an answer.
pub fn resolution(take: &mut Parameters) -> Result<Resolution, ApiError> {
    let number = take.number("resolution", u8::from(COARSEST)..=u8::from(FINEST))?.unwrap_or(DEFAULT_RESOLUTION);
    Resolution::try_from(number).map_err(|error| ApiError::parameter("resolution", error))
}

/// Where the density reaches given levels, as GeoJSON.
///
/// One feature a level that is reached, with the property `level`; without `levels`, the legend's classes.
#[utoipa::path(
    get, path = "/api/v1/density/contours", tag = "density",
    params(FilterParameters, KernelParameters, ("levels" = Option<String>, Query, description = "Intensities, ascending, with commas between them", example = "10,50,100")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "The density is being computed", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn contours(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let defaults = app.config().density.parameters();
    let (filter, choice, levels) = parameters.read(|take| {
        let levels = take.text("levels")?.map(|text| levels_of(&text)).transpose()?;
        Ok((take.filter()?, KernelChoice::read(take, &defaults)?, levels))
    })?;
    let outcome = snapshot.results().begin_density(app.workers(), filter, choice).await?;
    let shape = move |density: &Density| {
        let levels = levels.unwrap_or_else(|| density.breaks().map(Vec::from).unwrap_or_default());
        let study_area = density.chosen().index().study_area();
        let layer = hexagons::outlines(density.lattice(), study_area, &levels).map_err(ApiError::internal)?;
        let legend = serde_json::to_value(legend_of(density)).map_err(ApiError::internal)?;
        GeoJson::of(&layer.with_about("legend", legend))
    };
    answer(outcome, app.workers(), shape).await
}

fn levels_of(text: &str) -> Result<Vec<f64>, ApiError> {
    let levels: Option<Vec<f64>> = text.split(',').map(|level| level.trim().parse().ok()).collect();
    let ascending =
        |levels: &Vec<f64>| levels.iter().all(|level| *level > 0.0 && level.is_finite()) && levels.is_sorted();
    levels.filter(|levels| levels.len() <= MOST_LEVELS && ascending(levels)).ok_or_else(|| {
        ApiError::parameter(
            "levels",
            format!("levels: {text:?} is not up to {MOST_LEVELS} positive numbers, ascending"),
        )
    })
}

fn legend_of(density: &Density) -> DensityLegend {
    let chosen = density.chosen();
    let index = chosen.index();
    let used = chosen.selection().and(index.in_study_area());
    let snapped = index.by_precision(&used)[Precision::MapPoint as usize];
    let legend = Legend {
        method: method_in_words(density.parameters(), density.bandwidth()),
        unit: UNIT,
        window: used_window(chosen),
        incidents: used.len(),
        max: density.max(),
        breaks: density.breaks().map(Vec::from).unwrap_or_default(),
        snapped_note: snapped_note(snapped, used.len()),
    };
    DensityLegend {
        legend,
        bandwidth_m: density.parameters().bandwidth().0,
        bandwidth_rule: density.bandwidth().by_rule.map(|(rule, _)| rule.slug()),
        adaptive: density.parameters().is_adaptive(),
        null: None,
        finding: reading(index, chosen.selection(), density.lattice()).into(),
    }
}

/// The civil dates that the incidents are chosen from: the filter's, or the data's.
pub fn used_window(chosen: &Chosen) -> Option<DateSpan> {
    let filter = chosen.filter();
    span(chosen.index()).map(|span| DateSpan {
        from: filter.from.map_or(span.from, |date| date.to_string()),
        to: filter.to.map_or(span.to, |date| date.to_string()),
    })
}

/// What to say of incidents on map points, if there are any.
pub fn snapped_note(snapped: usize, all: usize) -> Option<String> {
    let percent = 100.0 * snapped as f64 / all as f64;
    (snapped > 0).then(|| {
        format!("{percent:.0} % of these incidents are placed on map points, which stand for a street and not for an address.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_ascend() {
        assert_eq!(levels_of("1, 2.5,30").unwrap(), [1.0, 2.5, 30.0]);
        for bad in ["", "2,1", "0", "a", "1,inf", "-1"] {
            assert!(levels_of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn notes() {
        assert_eq!(snapped_note(0, 10), None);
        assert!(snapped_note(5, 10).unwrap().starts_with("50 %"));
    }
}
