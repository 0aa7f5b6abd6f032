use std::f64::consts::PI;

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::VARY;
use axum::response::Response;
use serde_json::{Value, json};

use super::asked::{Asked, Ogc};
use super::collection::{self, Collection};
use super::crs::Crs;
use super::links::{HTML, JSON, link, ogc_rel, segment};
use crate::encode::{MAX_ZOOM, TileId};
use crate::serve::error::ApiError;
use crate::serve::geojson::GEO_JSON;
use crate::serve::query::Parameters;
use crate::serve::tiles::address::{Encoding, TiledLayer};
use crate::serve::tiles::tile::{MVT, answer};

pub const MATRIX_SET: &str = "WebMercatorQuad";
pub const MATRIX_SET_URI: &str = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
/// Half the side of web Mercator's square, metres: half the equator of a sphere.
const HALF_M: f64 = PI * 6_378_137.0;
const TILE_PIXELS: f64 = 256.0;
/// A pixel as the standard reckons scales with, metres.
const PIXEL_M: f64 = 0.000_28;
/// Locations drawn at most, as the tiles know it.
const MOST_LOCATIONS: &str = "10000";

pub fn check_matrix_set(id: &str) -> Result<(), ApiError> {
    if id == MATRIX_SET { Ok(()) } else { Err(ApiError::not_found("tile matrix set", id)) }
}

/// WebMercatorQuad as OGC 17-083r4 writes it.
pub fn matrix_set() -> Value {
    let matrix = |zoom: u8| {
        let tiles = 1_u64 << zoom;
        let cell = 2.0 * HALF_M / (TILE_PIXELS * tiles as f64);
        json!({
            "id": zoom.to_string(),
            "scaleDenominator": cell / PIXEL_M,
            "cellSize": cell,
            "cornerOfOrigin": "topLeft",
            "pointOfOrigin": [-HALF_M, HALF_M],
            "tileWidth": TILE_PIXELS,
            "tileHeight": TILE_PIXELS,
            "matrixWidth": tiles,
            "matrixHeight": tiles,
        })
    };
    json!({
        "id": MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": MATRIX_SET_URI,
        "crs": Crs::WebMercator.uri(),
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": (0..=MAX_ZOOM).map(matrix).collect::<Vec<_>>(),
    })
}

fn tiled(asked: &Asked, id: &str) -> Result<(Collection, TiledLayer, Parameters), ApiError> {
    let found = collection::find(&asked.snapshot, &asked.sight, id)?;
    let (layer, mut parameters) =
        found.tiles(&asked.snapshot).ok_or_else(|| ApiError::not_found("tiles of the collection", id))?;
    if layer == TiledLayer::RepeatLocations {
        parameters.push(("limit".to_owned(), MOST_LOCATIONS.to_owned()));
    }
    Ok((found, layer, Parameters::of(parameters)))
}

/// The tile sets of a collection: one.
pub async fn tilesets(Path(id): Path<String>, asked: Asked) -> Result<Response, ApiError> {
    let format = asked.only_format()?;
    let (found, ..) = tiled(&asked, &id)?;
    let document = json!({
        "links": [link(format!("{}?f=json", asked.here), "self", JSON, "This document")],
        "tilesets": [tileset_document(&found, &asked.base)],
    });
    Ok(asked.json(format, &found.title, &document))
}

/// One tile set.
pub async fn tileset(Path((id, set)): Path<(String, String)>, asked: Asked) -> Result<Response, ApiError> {
    let format = asked.only_format()?;
    check_matrix_set(&set)?;
    let (found, layer, _) = tiled(&asked, &id)?;
    let mut document = tileset_document(&found, &asked.base);
    let bounds = asked.snapshot.results().extent();
    document["boundingBox"] = json!({
        "lowerLeft": [bounds.min().x, bounds.min().y],
        "upperRight": [bounds.max().x, bounds.max().y],
        "crs": Crs::Crs84.uri(),
    });
    let dimension = if found.has_points() { 0 } else { 2 };
    document["layers"] =
        json!([{ "id": layer.slug(), "title": found.title, "dataType": "vector", "geometryDimension": dimension }]);
    Ok(asked.json(format, &found.title, &document))
}

fn tileset_document(collection: &Collection, base: &str) -> Value {
    let here = format!("{}/tiles/{MATRIX_SET}", collection.href(base));
    let template = |ending: &str, media_type: &str, title: &str| {
        let mut item =
            link(format!("{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}?f={ending}"), "item", media_type, title);
        item["templated"] = true.into();
        item
    };
    json!({
        "title": collection.title,
        "dataType": "vector",
        "crs": Crs::WebMercator.uri(),
        "tileMatrixSetURI": MATRIX_SET_URI,
        "links": [
            link(format!("{here}?f=json"), "self", JSON, "This tile set"),
            link(format!("{here}?f=html"), "alternate", HTML, "This tile set as a page"),
            link(format!("{base}/tileMatrixSets/{}?f=json", segment(MATRIX_SET)), &ogc_rel("tiling-scheme"), JSON, MATRIX_SET),
            template("mvt", MVT, "Mapbox vector tiles"),
            template("json", GEO_JSON, "GeoJSON tiles"),
        ],
    })
}

/// One tile: matrix, row, column.
pub async fn tile(
    State(ogc): State<Ogc>,
    Path((id, set, zoom, row, column)): Path<(String, String, String, String, String)>,
    asked: Asked,
) -> Result<Response, ApiError> {
    let encodings = [("mvt", Encoding::Mvt), ("json", Encoding::GeoJson)];
    let chosen = asked.parameters.clone().read(|take| take.choice("f", &encodings))?;
    let encoding = chosen.unwrap_or_else(|| asked.preferred_encoding());
    check_matrix_set(&set)?;
    let no_tile = || ApiError::not_found("tile", format!("{zoom}/{row}/{column}"));
    let number = |text: &str| text.parse::<u32>().map_err(|_| no_tile());
    let zoom_number = u8::try_from(number(&zoom)?).map_err(|_| no_tile())?;
    // Outside the matrix there is nothing (Tiles Part 1, requirement tc-error).
    let tile = TileId::new(zoom_number, number(&column)?, number(&row)?).map_err(|_| no_tile())?;
    let (_, layer, parameters) = tiled(&asked, &id)?;
    let unasked = |error| match error {
        ApiError::Parameter { message, .. } => ApiError::Unanswerable(message),
        other => other,
    };
    let made = answer(&ogc.app, &asked.snapshot, (layer, parameters), tile, encoding).await;
    let mut response = made.map_err(unasked)?;
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    Ok(response)
}
