use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::about::{AboutLayer, layers};
use crate::encode::Layer;
use crate::serve::error::{ApiError, Problem};
use crate::serve::geojson::GeoJson;
use crate::serve::layers::areas;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// The layers of areas there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaLayers {
    pub layers: Vec<AboutLayer>,
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
/// their area code says which area they lie in.
#[utoipa::path(
    get, path = "/api/v1/areas/{layer}", tag = "data",
    params(("layer" = String, Path, description = "The layer's name"), FilterParameters),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn area_layer(
    State(app): State<App>,
    Current(snapshot): Current,
    Path(name): Path<String>,
    parameters: Parameters,
) -> Result<GeoJson, ApiError> {
    let filter = parameters.read(Parameters::filter)?;
    let Some(layer) = snapshot.index().layer(&name) else { return Err(ApiError::not_found("layer", name)) };
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let work = move || {
        let index = chosen.index();
        let shapes = index.layers()[layer].areas().iter().map(|area| Some(area.shape.clone().into())).collect();
        let columns = areas::columns(index, layer, chosen.selection());
        GeoJson::of(&Layer::new(name, shapes, columns).map_err(ApiError::internal)?)
    };
    app.workers().run(work).await
}
