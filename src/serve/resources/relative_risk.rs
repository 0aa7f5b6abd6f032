use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::DateSpan;
use super::density::resolution;
use super::density_legend::{snapped_note, used_window};
use crate::analysis::kernel_density::Comparison;
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::geojson::GeoJson;
use crate::serve::layers::relative_risk as layers;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::risks::{Risk, RiskChoice, RiskParameters};
use crate::serve::state::{App, Current};

const UNIT: &str = "times as dense as the comparison lets expect";
/// The most levels that are drawn in one answer.
const MOST_LEVELS: usize = 10;
/// Two-sided p of the contour that is drawn unless others are asked for.
const DEFAULT_LEVEL: f64 = 0.05;
/// Where classes of the ratio begin, and their names.
const CLASSES: [(f64, &str); 7] = [
    (0.0, "under a quarter"),
    (0.25, "a quarter to a half"),
    (0.5, "a half to 0.8"),
    (0.8, "about as expected"),
    (1.25, "1.25 to 2 times"),
    (2.0, "2 to 4 times"),
    (4.0, "over 4 times"),
];

/// A class that the ratio is drawn in.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatioClass {
    /// The least ratio.
    pub from: f64,
    /// The ratio that the next class begins at; null for the last.
    pub to: Option<f64>,
    pub label: &'static str,
}

/// What a map of the relative risk must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelativeRiskLegend {
    #[schema(
        example = "Ratio of two densities, Gaussian kernels, bandwidth 1000 m, corrected at the study area's edge"
    )]
    pub method: String,
    pub unit: &'static str,
    /// The civil dates that the incidents are chosen from.
    pub window: Option<DateSpan>,
    /// The like of the comparison; null for residents.
    pub against_window: Option<DateSpan>,
    /// The hypothesis that is tested at each place.
    pub null: &'static str,
    /// How it is tested.
    pub test: String,
    /// Chosen incidents in the study area.
    pub incidents: usize,
    /// Comparison incidents or residents in the study area.
    pub compared_with: usize,
    #[schema(example = "incidents")]
    pub compared_unit: &'static str,
    /// What a ratio of 1 is in incidents per 1,000 residents; null unless compared with residents.
    pub rate_per_1000: Option<f64>,
    pub bandwidth_m: f64,
    #[schema(example = "oversmoothing")]
    pub bandwidth_rule: Option<&'static str>,
    pub against_bandwidth_m: f64,
    /// Where nothing is drawn.
    pub mask: &'static str,
    pub max_ratio: Option<f64>,
    pub min_ratio: Option<f64>,
    pub classes: Vec<RatioClass>,
    /// Shares of the study area's ground, 0 to 1: where something is said, and where the ratio stands out with p below 0.05.
    pub judged_fraction: f64,
    pub higher_fraction: f64,
    pub lower_fraction: f64,
    pub snapped_note: Option<String>,
    pub finding: FindingText,
}

/// The legend of the relative risk.
#[utoipa::path(
    get, path = "/api/v1/relative-risk/legend", tag = "density", params(FilterParameters, RiskParameters),
    responses(
        (status = 200, description = "The legend", body = RelativeRiskLegend),
        (status = 202, description = "It is being computed", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn legend(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (filter, choice) = parameters.read(|take| Ok((take.filter()?, RiskChoice::read(take)?)))?;
    let outcome = snapshot.results().begin_risk(app.workers(), filter, choice).await?;
    answer(outcome, app.workers(), |risk| Ok(Json(legend_of(risk)))).await
}

/// Relative risk on H3 cells of one resolution, as GeoJSON: how many times as dense the chosen incidents are as others, or the
/// residents, let expect.
///
/// A cell is listed where the comparison is dense enough. Properties: `cell`, `count`, `ratio`, `log_ratio`, and where the ratio stands
/// out, `p` (two-sided, below 0.05) and `side` (higher or lower). The member `legend` says what the numbers are.
#[utoipa::path(
    get, path = "/api/v1/relative-risk", tag = "density",
    params(FilterParameters, RiskParameters, ("resolution" = Option<u8>, Query, description = "H3 resolution, 5 to 10", example = 9)),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being computed", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn relative_risk(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (filter, choice, resolution) =
        parameters.read(|take| Ok((take.filter()?, RiskChoice::read(take)?, resolution(take)?)))?;
    let outcome = snapshot.results().begin_risk(app.workers(), filter, choice).await?;
    let everywhere = snapshot.results().extent();
    let shape = move |risk: &Risk| {
        let layer = layers::layer(risk, resolution, everywhere).map_err(ApiError::internal)?;
        GeoJson::explained(layer, &legend_of(risk))
    };
    answer(outcome, app.workers(), shape).await
}

/// Tolerance contours, as GeoJSON: the ground where the ratio differs from 1 by more than chance explains.
///
/// One feature a side (`side`: higher or lower) and level (`p`, two-sided) that is reached.
#[utoipa::path(
    get, path = "/api/v1/relative-risk/contours", tag = "density",
    params(FilterParameters, RiskParameters, ("levels" = Option<String>, Query, description = "Two-sided p, with commas between them", example = "0.05,0.01")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being computed", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn contours(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (filter, choice, levels) = parameters.read(|take| {
        let levels = take.text("levels")?.map(|text| levels_of(&text)).transpose()?;
        Ok((take.filter()?, RiskChoice::read(take)?, levels.unwrap_or_else(|| vec![DEFAULT_LEVEL])))
    })?;
    let outcome = snapshot.results().begin_risk(app.workers(), filter, choice).await?;
    let shape = move |risk: &Risk| {
        let study_area = risk.chosen().index().study_area();
        let layer = layers::contours(risk.risk(), study_area, &levels).map_err(ApiError::internal)?;
        GeoJson::explained(layer, &legend_of(risk))
    };
    answer(outcome, app.workers(), shape).await
}

fn levels_of(text: &str) -> Result<Vec<f64>, ApiError> {
    let levels: Option<Vec<f64>> = text.split(',').map(|level| level.trim().parse().ok()).collect();
    let is_p = |level: &f64| *level > 0.0 && *level < 1.0;
    levels.filter(|levels| levels.len() <= MOST_LEVELS && levels.iter().all(is_p)).ok_or_else(|| {
        ApiError::parameter("levels", format!("levels: {text:?} is not up to {MOST_LEVELS} numbers between 0 and 1"))
    })
}

fn legend_of(risk: &Risk) -> RelativeRiskLegend {
    let (chosen, estimate) = (risk.chosen(), risk.risk());
    let index = chosen.index();
    let used = chosen.selection().and(index.in_study_area());
    let snapped = index.snapped(&used);
    let words = Words::of(risk.comparison());
    RelativeRiskLegend {
        method: estimate.method_in_words(risk.bandwidth()),
        unit: UNIT,
        window: used_window(chosen),
        against_window: risk.against().and_then(used_window),
        null: words.null,
        test: estimate.parameters().test().in_words(),
        incidents: used.len(),
        compared_with: estimate.n_comparison().round() as usize,
        compared_unit: words.unit,
        rate_per_1000: words.rate.then(|| 1000.0 * estimate.n() / estimate.n_comparison()),
        bandwidth_m: estimate.parameters().bandwidth().0,
        bandwidth_rule: risk.bandwidth().by_rule.map(|(rule, _)| rule.slug()),
        against_bandwidth_m: estimate.parameters().comparison_bandwidth().0,
        mask: words.mask,
        max_ratio: estimate.max_ratio(),
        min_ratio: estimate.min_ratio(),
        classes: classes(),
        judged_fraction: estimate.judged_fraction(),
        higher_fraction: estimate.higher_fraction(),
        lower_fraction: estimate.lower_fraction(),
        snapped_note: snapped_note(snapped, used.len()),
        finding: estimate.reading(index, chosen.selection(), risk.comparison()).into(),
    }
}

fn classes() -> Vec<RatioClass> {
    let next = CLASSES.iter().skip(1).map(|&(from, _)| Some(from)).chain([None]);
    CLASSES.iter().zip(next).map(|(&(from, label), to)| RatioClass { from, to, label }).collect()
}

/// What is said of each kind of comparison.
struct Words {
    null: &'static str,
    unit: &'static str,
    mask: &'static str,
    rate: bool,
}

impl Words {
    fn of(comparison: &Comparison) -> Self {
        match comparison {
            Comparison::Incidents(_) => Self {
                null: "The incidents are spread like those they are compared with: the ratio is 1 everywhere.",
                unit: "incidents",
                mask: "Not drawn where a kernel sees fewer than 5 comparison incidents.",
                rate: false,
            },
            Comparison::Residents(_) => Self {
                null: "The incidents are spread like the residents: the ratio is 1 everywhere.",
                unit: "residents",
                mask: "Not drawn where a kernel sees fewer than 100 residents.",
                rate: true,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_probabilities() {
        assert_eq!(levels_of("0.05, 0.01").unwrap(), [0.05, 0.01]);
        for bad in ["", "0", "1", "a", "-0.1", "nan"] {
            assert!(levels_of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn classes_follow_each_other() {
        let classes = classes();
        assert!(classes.windows(2).all(|two| two[0].to == Some(two[1].from)));
        assert_eq!(classes[classes.len() - 1].to, None);
    }
}
