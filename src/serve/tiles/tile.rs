use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::address::{Encoding, TiledLayer, read_tile};
use super::sources::{Part, Source};
use crate::encode::{TileId, TileLayer, write_mvt, write_tile_geojson};
use crate::serve::comparison::AgainstParameters;
use crate::serve::emerging::EmergingPeriodQuery;
use crate::serve::error::{ApiError, Problem};
use crate::serve::forecasts::RiskLayerParameters;
use crate::serve::geojson::GEO_JSON;
use crate::serve::hot_spots::HotSpotQuery;
use crate::serve::parameters::{FilterParameters, KernelParameters};
use crate::serve::query::Parameters;
use crate::serve::repeats::RepeatParameters;
use crate::serve::risks::RiskTileParameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::{App, Current};
use crate::serve::trends::TrendParameters;

/// The media type that the vector tile specification asks for.
pub const MVT: &str = "application/vnd.mapbox-vector-tile";

/// One tile of a layer, as a vector tile or as GeoJSON: the same features in both.
///
/// - `comparison`: hexagons in which either side has an incident, with the properties of `/api/v1/comparison/cells`.
/// - `density`: hexagons with `cell`, `count` and `intensity`; their H3 resolution follows the zoom.
/// - `emerging-hot-spots`: cells in a class with the properties of `/api/v1/emerging-hot-spots`, the same at every zoom.
/// - `hot-spots`: cells in a class with the properties of `/api/v1/hot-spots`, the same at every zoom.
/// - `incidents`: below zoom 14 clusters with `count` (and `id` of a single incident), then a point an incident with `id`,
///   `category` and `count`, the number of chosen incidents on exactly its point.
/// - `repeat-locations`: the first `limit` locations as points with `id`, `rank`, `count`, `label` and `snapped`.
/// - `risk`: the cells that a stored forecast puts first, with `cell`, `expected`, `per_km2`, `plain`, `plain_per_km2`, and where they are
///   the forecast's own also `top_fraction`, `low` and `high`; at low zooms cells are added up to coarser ones.
/// - `risk-bands`: the cells that the latest forecast puts first with `cell` and `band`, as `/api/v1/risk-bands`.
/// - `areas`: polygons of the layer `layer` with `code`, `name`, `population`, `count` and `rate_per_1000`.
/// - `areas-labels`: a point in each area with `code` and `name`.
/// - `area-trends`: the same polygons with `direction`, `rank`, `p`, `ratio` and others, see `/api/v1/trends/{layer}`.
///
/// `against` and `measure` go with `comparison`, which without `against` needs `from` and `to`; `bandwidth_m`, `kernel` and `edge` go with `density`; `by`, `radius_m`, `min_points`, `min_count` and `limit` with
/// `repeat-locations`; those of `/api/v1/hot-spots` and `/api/v1/emerging-hot-spots` with these; `layer` with the areas; `test` and
/// what follows it with `area-trends`; `forecast`, `model` and `shift` with `risk`, which takes no filter. Each layer refuses the others'.
#[utoipa::path(
    get, path = "/tiles/{layer}/{z}/{x}/{y}", tag = "tiles",
    params(
        ("layer" = String, Path, description = "comparison, density, emerging-hot-spots, hot-spots, incidents, relative-risk, repeat-locations, risk, risk-bands, areas, areas-labels or area-trends", example = "density"),
        ("z" = u8, Path, description = "Zoom, 0 to 22", example = 10),
        ("x" = u32, Path, description = "Column, from the west", example = 513),
        ("y" = String, Path, description = "Row from the north, with the ending .mvt or .geojson", example = "339.geojson"),
        FilterParameters, AgainstParameters, KernelParameters, RepeatParameters, HotSpotQuery, EmergingPeriodQuery, TrendParameters,
        RiskTileParameters, RiskLayerParameters,
        ("limit" = Option<u32>, Query, description = "The most repeat locations", example = 1000),
        ("layer" = Option<String>, Query, description = "Which layer of areas; the first unless given", example = "district"),
    ),
    responses(
        (status = 200, description = "The tile", content((serde_json::Value = "application/geo+json"), (Vec<u8> = "application/vnd.mapbox-vector-tile"))),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn tile(
    State(app): State<App>,
    Current(snapshot): Current,
    Path((layer, zoom, column, row)): Path<(String, String, String, String)>,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let layer = TiledLayer::read(&layer)?;
    let (tile, encoding) = read_tile(&zoom, &column, &row)?;
    answer(&app, &snapshot, (layer, parameters), tile, encoding).await
}

/// One tile of a layer under its parameters, made once.
pub async fn answer(
    app: &App,
    snapshot: &Arc<Snapshot>,
    (layer, parameters): (TiledLayer, Parameters),
    tile: TileId,
    encoding: Encoding,
) -> Result<Response, ApiError> {
    let source = Source::prepare(app, snapshot, layer, parameters).await?;
    let (slug, ending) = (layer.slug(), encoding.ending());
    let key = format!("{slug}/{}/{}/{}.{ending}?{}", tile.zoom(), tile.x(), tile.y(), source.key);
    let make = move || encoded(slug, &(source.cut)(tile)?, tile, encoding);
    let bytes = snapshot.results().tile(app.workers(), key, make).await?;
    let media_type = match encoding {
        Encoding::GeoJson => GEO_JSON,
        Encoding::Mvt => MVT,
    };
    Ok(([(CONTENT_TYPE, media_type)], bytes).into_response())
}

fn encoded(name: &str, part: &Part, tile: TileId, encoding: Encoding) -> Result<Vec<u8>, ApiError> {
    let layers = [TileLayer { name, features: &part.features, columns: &part.columns }];
    match encoding {
        Encoding::Mvt => write_mvt(&layers).map_err(ApiError::internal),
        Encoding::GeoJson => {
            let mut bytes = Vec::new();
            write_tile_geojson(&layers, tile, &mut bytes).map_err(ApiError::internal)?;
            Ok(bytes)
        }
    }
}
