use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::{DateSpan, span};
use crate::analysis::kernel_density::{method_in_words, reading};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::densities::Density;
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::parameters::{FilterParameters, KernelChoice, KernelParameters};
use crate::serve::query::Parameters;
use crate::serve::results::Chosen;
use crate::serve::state::{App, Current};

const UNIT: &str = "incidents per km²";

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

/// What is said beside a map of this density.
pub fn legend_of(density: &Density) -> DensityLegend {
    let chosen = density.chosen();
    let index = chosen.index();
    let used = chosen.selection().and(index.in_study_area());
    let snapped = index.snapped(&used);
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
        format!("{percent:.0} % of these incidents are placed on map points, which stand for a street or a cell and not for an address.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes() {
        assert_eq!(snapped_note(0, 10), None);
        assert!(snapped_note(5, 10).unwrap().starts_with("50 %"));
    }
}
