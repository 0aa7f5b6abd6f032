use axum::extract::Path;
use axum::response::Response;
use serde_json::{Value, json};

use super::asked::Asked;
use super::collection::{self, Collection};
use super::links::{HTML, JSON, OPENAPI, SCHEMA, link, ogc_rel};
use super::{openapi, tiles};
use crate::serve::error::ApiError;

/// What is conformed to.
const CONFORMANCE: [&str; 27] = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
    "http://www.opengis.net/spec/cql2/1.0/conf/arithmetic",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geojson",
];

/// Where everything begins.
pub async fn landing(asked: Asked) -> Result<Response, ApiError> {
    let format = asked.only_format()?;
    let base = &asked.base;
    let to =
        |path: &str, rel: &str, media_type: &str, title: &str| link(format!("{base}{path}"), rel, media_type, title);
    let document = json!({
        "title": "wherenext",
        "description": "Where incidents gather, come back and grow, as OGC API Features and Tiles.",
        "attribution": asked.snapshot.attribution().join(", "),
        "links": [
            to("?f=json", "self", JSON, "This document"),
            to("?f=html", "alternate", HTML, "This document as a page"),
            to("/api?f=json", "service-desc", OPENAPI, "The API's definition"),
            to("/api?f=html", "service-doc", HTML, "The API's documentation"),
            to("/conformance?f=json", "conformance", JSON, "What is conformed to"),
            to("/conformance?f=json", &ogc_rel("conformance"), JSON, "What is conformed to"),
            to("/collections?f=json", "data", JSON, "The collections"),
            to("/collections?f=json", &ogc_rel("data"), JSON, "The collections"),
            to("/tileMatrixSets?f=json", &ogc_rel("tiling-schemes"), JSON, "The tile matrix sets"),
        ],
    });
    Ok(asked.json(format, "wherenext", &document))
}

/// The conformance classes.
pub async fn conformance(asked: Asked) -> Result<Response, ApiError> {
    let format = asked.only_format()?;
    Ok(asked.json(format, "Conformance", &json!({ "conformsTo": CONFORMANCE })))
}

/// The OpenAPI 3.0 document.
pub async fn api(asked: Asked) -> Result<Response, ApiError> {
    let format = asked.only_format()?;
    let collections = collection::catalog(&asked.snapshot, &asked.sight);
    let document = match format {
        super::asked::Format::Json => openapi::document(&asked.base, &asked.snapshot, &collections),
        super::asked::Format::Html => {
            let origin = asked.base.trim_end_matches(super::asked::ROOT);
            json!({ "links": [
                link(format!("{origin}/docs/?urls.primaryName=%2Fogc%2Fapi%3Ff%3Djson"), "service-doc", HTML, "Browse and try it"),
                link(format!("{}/api?f=json", asked.base), "service-desc", OPENAPI, "The document itself (OpenAPI 3.0)"),
            ]})
        }
    };
    Ok(asked.answer(format, OPENAPI, "The API", &document))
}

/// Every collection that the viewer may see.
pub async fn collections(asked: Asked) -> Result<Response, ApiError> {
    let format = asked.only_format()?;
    let found = collection::catalog(&asked.snapshot, &asked.sight);
    let documents: Vec<Value> = found.iter().map(|it| it.document(&asked.snapshot, &asked.base)).collect();
    let document = json!({
        "links": [
            link(format!("{}?f=json", asked.here), "self", JSON, "This document"),
            link(format!("{}?f=html", asked.here), "alternate", HTML, "This document as a page"),
        ],
        "crs": super::crs::Crs::ALL.map(super::crs::Crs::uri),
        "collections": documents,
    });
    Ok(asked.json(format, "Collections", &document))
}

/// One collection.
pub async fn collection(Path(id): Path<String>, asked: Asked) -> Result<Response, ApiError> {
    let format = asked.only_format()?;
    let found = collection::find(&asked.snapshot, &asked.sight, &id)?;
    Ok(asked.json(format, &found.title, &found.document(&asked.snapshot, &asked.base)))
}

/// The properties of a collection that can be asked about, as JSON Schema.
pub async fn queryables(Path(id): Path<String>, asked: Asked) -> Result<Response, ApiError> {
    let format = asked.only_format()?;
    let found = collection::find(&asked.snapshot, &asked.sight, &id)?;
    let document = schema(&found, &asked.here);
    Ok(asked.answer(format, SCHEMA, &found.title, &document))
}

fn schema(collection: &Collection, here: &str) -> Value {
    let mut properties = serde_json::Map::new();
    let shape = if collection.has_points() { "geometry-point" } else { "geometry-polygon" };
    properties.insert(
        super::cql::GEOMETRY.to_owned(),
        json!({ "title": "Where it is", "format": shape, "x-ogc-role": "primary-geometry" }),
    );
    for field in collection.fields() {
        properties.insert(field.name.to_owned(), field.schema());
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": here,
        "type": "object",
        "title": collection.title,
        "description": collection.description,
        "properties": properties,
        "additionalProperties": false,
    })
}

/// The tile matrix sets.
pub async fn matrix_sets(asked: Asked) -> Result<Response, ApiError> {
    let format = asked.only_format()?;
    let document = json!({ "tileMatrixSets": [{
        "id": tiles::MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": tiles::MATRIX_SET_URI,
        "crs": super::crs::Crs::WebMercator.uri(),
        "links": [link(format!("{}/tileMatrixSets/{}?f=json", asked.base, tiles::MATRIX_SET), "self", JSON, tiles::MATRIX_SET)],
    }]});
    Ok(asked.json(format, "Tile matrix sets", &document))
}

/// One tile matrix set.
pub async fn matrix_set(Path(id): Path<String>, asked: Asked) -> Result<Response, ApiError> {
    let format = asked.only_format()?;
    tiles::check_matrix_set(&id)?;
    Ok(asked.json(format, tiles::MATRIX_SET, &tiles::matrix_set()))
}
