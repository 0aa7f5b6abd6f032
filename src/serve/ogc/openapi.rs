use serde_json::{Map, Value, json};

use super::collection::Collection;
use super::links::{HTML, JSON, OPENAPI, SCHEMA};
use super::openapi_components::{components, parameter, schema};
use crate::serve::geojson::GEO_JSON;
use crate::serve::snapshot::Snapshot;
use crate::serve::tiles::tile::MVT;

/// The OpenAPI 3.0 document of what is served here: every collection with paths of its own, since each has other properties to ask
/// about. By hand and not by utoipa, which writes 3.1 and knows no collections that come and go with the data.
pub fn document(base: &str, snapshot: &Snapshot, collections: &[Collection]) -> Value {
    let mut paths = Map::new();
    let fixed = [
        ("/", "landing", "Where everything begins", "landing", JSON),
        ("/conformance", "conformance", "The conformance classes", "conformance", JSON),
        ("/api", "api", "This document", "anything", OPENAPI),
        ("/collections", "collections", "The collections", "collections", JSON),
        ("/tileMatrixSets", "matrixSets", "The tile matrix sets", "anything", JSON),
    ];
    for (path, id, summary, schema, media_type) in fixed {
        paths.insert(path.to_owned(), document_operation(id, summary, schema, media_type, &[], &[]));
    }
    let sets = [parameter("tileMatrixSetId")];
    let set = document_operation("matrixSet", "One tile matrix set", "anything", JSON, &sets, &[404]);
    paths.insert("/tileMatrixSets/{tileMatrixSetId}".to_owned(), set);
    for collection in collections {
        collection_paths(collection, snapshot, &mut paths);
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "wherenext: OGC API Features and Tiles",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Results and incidents for QGIS, ArcGIS, GDAL and other clients of OGC API. Errors are problem+json (RFC 9457).",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": base }],
        "tags": [{ "name": "capabilities" }, { "name": "features" }, { "name": "tiles" }],
        "paths": paths,
        "components": components(),
        "security": [{}, { "key": [] }, { "basic": [] }],
    })
}

fn collection_paths(collection: &Collection, snapshot: &Snapshot, paths: &mut Map<String, Value>) {
    let (id, title) = (&collection.id, &collection.title);
    let here = format!("/collections/{}", super::links::segment(id));
    let about = |name: &str| format!("{name}-{id}");
    let operation = |name: &str, summary: &str, schema: &str, media_type: &str, own: &[Value]| {
        document_operation(&about(name), &format!("{title}: {summary}"), schema, media_type, own, &[404])
    };
    paths.insert(here.clone(), operation("collection", "what it is", "collection", JSON, &[]));
    let queryables = operation("queryables", "what can be asked about", "anything", SCHEMA, &[]);
    paths.insert(format!("{here}/queryables"), queryables);
    paths.insert(format!("{here}/items"), items_operation(collection));
    let own = [parameter("featureId"), parameter("crs")];
    let item =
        document_operation(&about("item"), &format!("{title}: one feature"), "feature", GEO_JSON, &own, &[404, 409]);
    paths.insert(format!("{here}/items/{{featureId}}"), item);
    if collection.tiles(snapshot).is_none() {
        return;
    }
    paths.insert(format!("{here}/tiles"), operation("tilesets", "its tile sets", "anything", JSON, &[]));
    let set = [parameter("tileMatrixSetId")];
    let tileset = operation("tileset", "one tile set", "anything", JSON, &set);
    paths.insert(format!("{here}/tiles/{{tileMatrixSetId}}"), tileset);
    let tile = format!("{here}/tiles/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}");
    paths.insert(tile, tile_operation(collection));
}

fn items_operation(collection: &Collection) -> Value {
    let names = ["limit", "bbox", "bbox-crs", "datetime", "crs", "filter", "filter-lang", "filter-crs", "cursor"];
    let mut own: Vec<Value> = names.map(parameter).into();
    if collection.is_derived() {
        own.push(parameter("incidents"));
    }
    for field in collection.fields() {
        let mut schema = field.schema();
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("title");
        }
        own.push(json!({ "name": field.name, "in": "query", "required": false, "description": field.title, "schema": schema }));
    }
    let summary = format!("{}: the features", collection.title);
    document_operation(
        &format!("items-{}", collection.id),
        &summary,
        "featureCollection",
        GEO_JSON,
        &own,
        &[404, 409, 410],
    )
}

fn tile_operation(collection: &Collection) -> Value {
    let names = ["tileMatrixSetId", "tileMatrix", "tileRow", "tileCol"];
    let mut own: Vec<Value> = names.map(parameter).into();
    let f = json!({ "type": "string", "enum": ["mvt", "json"] });
    own.push(json!({ "name": "f", "in": "query", "required": false, "description": "The form", "schema": f }));
    let mut responses = problems(&[404, 409]);
    responses.insert(
        "200".to_owned(),
        json!({ "description": "The tile", "content": {
            MVT: { "schema": { "type": "string", "format": "binary" } },
            GEO_JSON: { "schema": schema("anything") },
        }}),
    );
    let summary = format!("{}: a tile", collection.title);
    json!({ "get": { "operationId": format!("tile-{}", collection.id), "summary": summary, "tags": ["tiles"], "parameters": own, "responses": responses } })
}

/// A document that can be had as JSON and as a page; `own` are its parameters besides `f`.
fn document_operation(
    id: &str,
    summary: &str,
    schema_name: &str,
    media_type: &str,
    own: &[Value],
    statuses: &[u16],
) -> Value {
    let mut parameters = own.to_vec();
    parameters.push(parameter("f"));
    let mut responses = problems(statuses);
    let media_type = media_type.to_owned();
    let page = json!({ "schema": { "type": "string" } });
    let mut content = Map::new();
    content.insert(media_type, json!({ "schema": schema(schema_name) }));
    content.insert(HTML.to_owned(), page);
    responses.insert("200".to_owned(), json!({ "description": summary, "content": content }));
    let tag = match schema_name {
        "featureCollection" | "feature" => "features",
        _ => "capabilities",
    };
    json!({ "get": { "operationId": id, "summary": summary, "tags": [tag], "parameters": parameters, "responses": responses } })
}

/// What may go wrong everywhere, and `more`.
fn problems(more: &[u16]) -> Map<String, Value> {
    let statuses = [400, 401, 403, 429, 503, 504].into_iter().chain(more.iter().copied());
    let reference = |status: u16| json!({ "$ref": format!("#/components/responses/{status}") });
    statuses.map(|status| (status.to_string(), reference(status))).collect()
}
