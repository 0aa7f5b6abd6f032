use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use geo::BoundingRect;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::{AboutLayer, layers};
use super::density_legend::{Legend, used_window};
use crate::analysis::quantile_breaks;
use crate::encode::Layer;
use crate::serve::error::{ApiError, Problem};
use crate::serve::geojson::{GEO_JSON, GeoJson};
use crate::serve::layers::areas;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::results::Chosen;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::{App, Current};

/// The layers of areas there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaLayers {
    pub layers: Vec<AboutLayer>,
}

/// Areas without their outlines: GeoJSON features whose geometry is `null`.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaList {
    #[serde(rename = "type")]
    #[schema(example = "FeatureCollection")]
    pub kind: &'static str,
    pub features: Vec<AreaListItem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AreaListItem {
    #[serde(rename = "type")]
    #[schema(example = "Feature")]
    pub kind: &'static str,
    /// Always `null`.
    pub geometry: Option<()>,
    /// West, south, east, north, degrees.
    pub bbox: Option<[f64; 4]>,
    pub properties: AreaProperties,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AreaProperties {
    pub code: String,
    pub name: String,
    /// Residents, where known.
    pub population: Option<f64>,
    pub count: usize,
    pub rate_per_1000: Option<f64>,
}

/// What of an area is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Count,
    Rate,
}

/// The layers of areas: districts, wards and others that were imported.
#[utoipa::path(
    get, path = "/api/v1/areas", tag = "data",
    responses((status = 200, description = "The layers", body = AreaLayers)),
)]
pub async fn area_layers(Current(snapshot): Current, parameters: Parameters) -> Result<Json<AreaLayers>, ApiError> {
    parameters.read(|_| Ok(()))?;
    Ok(Json(AreaLayers { layers: layers(snapshot.index()) }))
}

/// The areas of one layer as GeoJSON, with the incidents in each that pass the filter.
///
/// Properties: `code`, `name`, `population`, `count`, and `rate_per_1000` residents. Incidents without a place count where
/// their area code says which area they lie in. With `geometry=none` each has its `bbox` instead of its outline.
#[utoipa::path(
    get, path = "/api/v1/areas/{layer}", tag = "data",
    params(
        ("layer" = String, Path, description = "The layer's name"),
        FilterParameters,
        ("geometry" = Option<String>, Query, description = "full, or none for boxes instead of outlines", example = "none"),
    ),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = AreaList, content_type = "application/geo+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn area_layer(
    State(app): State<App>,
    Current(snapshot): Current,
    Path(name): Path<String>,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (filter, outlines) = parameters.read(|take| {
        Ok((take.filter()?, take.choice("geometry", &[("full", true), ("none", false)])?.unwrap_or(true)))
    })?;
    let layer = number_of(&snapshot, &name)?;
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let work = move || {
        if !outlines {
            return Ok(([(CONTENT_TYPE, GEO_JSON)], Json(list(&chosen, layer))).into_response());
        }
        let shapes = areas::shapes(chosen.index(), layer);
        let layer = Layer::new(name, shapes, areas::columns(&chosen, layer)).map_err(ApiError::internal)?;
        Ok(GeoJson::of(&layer)?.into_response())
    };
    app.workers().run(work).await
}

/// What a map of one layer's counts or rates must say beside it. Classes hold a fifth of the areas each.
#[utoipa::path(
    get, path = "/api/v1/areas/{layer}/legend", tag = "data",
    params(
        ("layer" = String, Path, description = "The layer's name"),
        FilterParameters,
        ("measure" = Option<String>, Query, description = "count, or rate per 1,000 residents", example = "rate"),
    ),
    responses(
        (status = 200, description = "The legend", body = Legend),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn area_legend(
    State(app): State<App>,
    Current(snapshot): Current,
    Path(name): Path<String>,
    parameters: Parameters,
) -> Result<Json<Legend>, ApiError> {
    let measures = [("count", Measure::Count), ("rate", Measure::Rate)];
    let (filter, measure) =
        parameters.read(|take| Ok((take.filter()?, take.choice("measure", &measures)?.unwrap_or(Measure::Count))))?;
    let layer = number_of(&snapshot, &name)?;
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    app.workers().run(move || Ok(Json(legend(&chosen, layer, measure)))).await
}

fn number_of(snapshot: &Snapshot, name: &str) -> Result<usize, ApiError> {
    snapshot.index().layer(name).ok_or_else(|| ApiError::not_found("layer", name))
}

fn list(chosen: &Chosen, layer: usize) -> AreaList {
    let areas = chosen.index().layers()[layer].areas();
    let (counts, rates) = (chosen.by_area(layer), areas::rates(chosen, layer));
    let items = areas.iter().zip(counts).zip(rates).map(|((area, &count), rate_per_1000)| AreaListItem {
        kind: "Feature",
        geometry: None,
        bbox: area.shape.bounding_rect().map(|it| [it.min().x, it.min().y, it.max().x, it.max().y]),
        properties: AreaProperties {
            code: area.code.clone(),
            name: area.name.clone(),
            population: area.population,
            count,
            rate_per_1000,
        },
    });
    AreaList { kind: "FeatureCollection", features: items.collect() }
}

fn legend(chosen: &Chosen, layer: usize, measure: Measure) -> Legend {
    let counts = chosen.by_area(layer);
    let values: Vec<f64> = match measure {
        Measure::Count => counts.iter().map(|&count| count as f64).collect(),
        Measure::Rate => areas::rates(chosen, layer).into_iter().flatten().collect(),
    };
    let max = values.iter().copied().fold(0.0, f64::max);
    let name = chosen.index().layers()[layer].name();
    let (method, unit) = match measure {
        Measure::Count => (format!("Count by {name}, a fifth of the areas a class"), "incidents"),
        Measure::Rate => (format!("Rate by {name}, a fifth of the areas a class"), "incidents per 1,000 residents"),
    };
    let snapped = chosen.index().snapped(chosen.selection());
    Legend {
        method,
        unit,
        window: used_window(chosen),
        incidents: counts.iter().sum(),
        max,
        breaks: quantile_breaks(values),
        snapped_note: (snapped > 0).then(|| SNAPPED_NEAR_BORDERS.to_owned()),
    }
}

const SNAPPED_NEAR_BORDERS: &str =
    "Some incidents are placed on map points, which may lie across a border from where they happened.";
