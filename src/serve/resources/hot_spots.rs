use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::DateSpan;
use super::density_legend::{snapped_note, used_window};
use crate::analysis::hot_spots::{Correction, HotSpots, SpotClass, Statistic, method};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::geojson::GeoJson;
use crate::serve::hot_spots::{FoundHotSpots, HotSpotQuery, HotSpotRequest};
use crate::serve::layers::hot_spots::layer;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// What a map of hot spots must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotSpotLegend {
    #[schema(example = "Getis-Ord Gi* on H3 cells of resolution 9, neighbours within 1 step, normal approximation")]
    pub method: String,
    pub unit: &'static str,
    /// The civil dates that the incidents are chosen from.
    pub window: Option<DateSpan>,
    /// The null hypothesis, in words.
    pub null: &'static str,
    /// Incidents in the cells.
    pub incidents: usize,
    /// Cells that were tested.
    pub cells: usize,
    pub significant_hot: usize,
    pub significant_cold: usize,
    /// The part of false discoveries among the significant cells.
    pub fdr: f64,
    /// `fdr` when the classes are corrected for the number of cells, else `none`.
    pub correction: &'static str,
    /// The largest p of a significant cell; null when there is none.
    pub p_threshold: Option<f64>,
    pub classes: Vec<HotSpotLegendClass>,
    /// What to say when incidents lie on map points instead of where they happened.
    pub snapped_note: Option<String>,
}

/// One class of cells.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotSpotLegendClass {
    #[schema(example = "hot-99")]
    pub value: &'static str,
    #[schema(example = "Hot spot, 99 % confidence")]
    pub label: &'static str,
    pub meaning: &'static str,
    /// How many cells are in it.
    pub cells: usize,
}

/// Hot and cold spots of the chosen incidents: Getis-Ord Gi* or local Moran on a grid, as GeoJSON.
///
/// A feature a cell with `cell`, `class`, `count`, `neighbourhood` (incidents in the cell and its neighbours), `z` (above 0 hot), `p`
/// (two-sided) and `significant`; with local Moran also `local_moran`, with `rate` also `residents` and `rate_per_1000`. The
/// members `finding` and `legend` say what it means. Gi* is computed with the cell in its own neighbourhood, weight 1.
#[utoipa::path(
    get, path = "/api/v1/hot-spots", tag = "hot spots",
    params(FilterParameters, HotSpotQuery, ("cells" = Option<String>, Query, description = "significant (cells in a class) or all", example = "significant")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "Being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn hot_spots(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (request, all) = parameters.read(|take| {
        let all = take.all_cells()?;
        Ok((HotSpotRequest::read(take, &snapshot)?, all))
    })?;
    let outcome = request.begin(&app, &snapshot).await?;
    answer(outcome, app.workers(), move |spots| collection(spots, all)).await
}

/// The legend of the hot spots: method, null hypothesis, window and classes.
#[utoipa::path(
    get, path = "/api/v1/hot-spots/legend", tag = "hot spots", params(FilterParameters, HotSpotQuery),
    responses(
        (status = 200, description = "The legend", body = HotSpotLegend),
        (status = 202, description = "Being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn legend(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let request = parameters.read(|take| HotSpotRequest::read(take, &snapshot))?;
    let outcome = request.begin(&app, &snapshot).await?;
    answer(outcome, app.workers(), |spots: &FoundHotSpots| Ok(Json(legend_of(spots)))).await
}

fn collection(spots: &FoundHotSpots, all: bool) -> Result<GeoJson, ApiError> {
    let listed = if all {
        layer(spots.found(), spots.ground(), false).map_err(ApiError::internal)?
    } else {
        spots.drawn().clone()
    };
    GeoJson::with_finding(listed, spots.found().reading(spots.evidence()), &legend_of(spots))
}

fn legend_of(spots: &FoundHotSpots) -> HotSpotLegend {
    let (found, evidence) = (spots.found(), spots.evidence());
    let asked = found.parameters.get();
    let significant =
        |is_in: fn(f64) -> bool| found.cells.iter().filter(|cell| cell.is_significant && is_in(cell.z)).count();
    HotSpotLegend {
        method: method(found, spots.ground(), spots.rate()),
        unit: "z: standard deviations from what chance gives",
        window: used_window(spots.chosen()),
        null: null_in_words(found),
        incidents: found.incidents,
        cells: found.cells.len(),
        significant_hot: significant(|z| z > 0.0),
        significant_cold: significant(|z| z < 0.0),
        fdr: asked.discovery_rate,
        correction: match asked.correction {
            Correction::FalseDiscoveryRate => "fdr",
            Correction::None => "none",
        },
        p_threshold: found.p_threshold,
        classes: classes(found),
        snapped_note: snapped_note(evidence.snapped, evidence.incidents),
    }
}

fn null_in_words(found: &HotSpots) -> &'static str {
    match (found.is_rate, found.parameters.get().statistic) {
        (false, Statistic::GetisOrd) => {
            "The counts of the cells are as likely in any other arrangement over the study area."
        }
        (true, Statistic::GetisOrd) => {
            "The rates of the cells are as likely in any other arrangement over the study area."
        }
        (_, Statistic::LocalMoran) => {
            "The values around a cell are as likely as any others of the study area, the cell keeping its own."
        }
    }
}

fn classes(found: &HotSpots) -> Vec<HotSpotLegendClass> {
    let classes: &[SpotClass] = match found.parameters.get().statistic {
        Statistic::GetisOrd => &SpotClass::OF_GETIS_ORD,
        Statistic::LocalMoran => &SpotClass::OF_LOCAL_MORAN,
    };
    let described = |class: &SpotClass| HotSpotLegendClass {
        value: class.slug(),
        label: class.label(),
        meaning: class.meaning(),
        cells: found.cells.iter().filter(|cell| cell.class == *class).count(),
    };
    classes.iter().map(described).collect()
}
