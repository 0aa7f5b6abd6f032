use serde_json::{Value, json};

use super::crs::Crs;
use super::items_query::{DEFAULT_LIMIT, MOST};
use super::tiles::MATRIX_SET;
use crate::encode::MAX_ZOOM;
use crate::serve::error::PROBLEM_JSON;

/// What the paths refer to.
pub fn components() -> Value {
    json!({
        "parameters": parameters(),
        "responses": responses(),
        "schemas": schemas(),
        "securitySchemes": {
            "key": { "type": "http", "scheme": "bearer", "description": "A key, wn_…, of scope ogc" },
            "basic": { "type": "http", "scheme": "basic", "description": "A key as the password; any name" },
        },
    })
}

/// A reference to a parameter.
pub fn parameter(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

/// A reference to a schema.
pub fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn responses() -> Value {
    let problem = |description: &str| json!({ "description": description, "content": { PROBLEM_JSON: { "schema": schema("problem") } } });
    json!({
        "400": problem("A parameter is wrong or there is no such parameter; the answer names it"),
        "401": problem("Nobody: send a key of scope ogc"),
        "403": problem("The key is not good for OGC API"),
        "404": problem("There is no such collection, feature or tile"),
        "409": problem("The data as they are do not allow this analysis"),
        "410": problem("The state of the data that a next link belongs to is gone: begin again with the first page"),
        "429": problem("Too often: Retry-After says when to come again"),
        "503": problem("The data are still being read"),
        "504": problem("It took too long; it is being computed on, ask again"),
    })
}

fn parameters() -> Value {
    let query = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "query", "required": false, "description": description, "schema": schema });
    let crs = |name: &str, description: &str| {
        query(
            name,
            description,
            json!({ "type": "string", "format": "uri", "enum": Crs::ALL.map(Crs::uri), "default": Crs::Crs84.uri() }),
        )
    };
    let path = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema });
    let text = || json!({ "type": "string" });
    let mut bbox = query(
        "bbox",
        "Features that share a point with this box: lower corner, upper corner, in the axis order of bbox-crs",
        json!({ "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } }),
    );
    bbox["style"] = "form".into();
    bbox["explode"] = false.into();
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT });
    json!({
        "f": query("f", "The form; Accept decides where it is not given", json!({ "type": "string", "enum": ["json", "html"] })),
        "limit": query("limit", "Features in one page at most", limit),
        "bbox": bbox,
        "bbox-crs": crs("bbox-crs", "What bbox is in"),
        "crs": crs("crs", "What the coordinates are sent in"),
        "datetime": query("datetime", "A date, a date-time, or an interval of them (..: open) that the feature's time shares a moment with", text()),
        "filter": query("filter", "A condition in CQL2 text on the properties that /queryables lists and on geometry", text()),
        "filter-lang": query("filter-lang", "The language of filter", json!({ "type": "string", "enum": ["cql2-text"], "default": "cql2-text" })),
        "filter-crs": crs("filter-crs", "What the shapes in filter are in"),
        "cursor": query("cursor", "Where the page begins: taken from a next link, never made up", text()),
        "incidents": query("incidents", "The incidents that the features are made from: a percent-encoded filter as the API under /api/v1 takes it, such as category%3Dasb%26from%3D2024-01-01", text()),
        "featureId": path("featureId", "The feature's id", text()),
        "tileMatrixSetId": path("tileMatrixSetId", "The tile matrix set", json!({ "type": "string", "enum": [MATRIX_SET] })),
        "tileMatrix": path("tileMatrix", "Zoom", json!({ "type": "integer", "minimum": 0, "maximum": MAX_ZOOM })),
        "tileRow": path("tileRow", "Row from the north", json!({ "type": "integer", "minimum": 0 })),
        "tileCol": path("tileCol", "Column from the west", json!({ "type": "integer", "minimum": 0 })),
    })
}

fn schemas() -> Value {
    let object = |required: &[&str], properties: Value| json!({ "type": "object", "required": required, "properties": properties });
    let text = || json!({ "type": "string" });
    let whole = || json!({ "type": "integer", "minimum": 0 });
    let links = || json!({ "type": "array", "items": schema("link") });
    let geometry = json!({ "type": "object", "nullable": true, "required": ["type", "coordinates"], "properties": { "type": text(), "coordinates": { "type": "array", "items": {} } } });
    let feature = json!({
        "type": { "type": "string", "enum": ["Feature"] },
        "id": text(),
        "geometry": geometry,
        "properties": { "type": "object" },
        "links": links(),
    });
    let page = json!({
        "type": { "type": "string", "enum": ["FeatureCollection"] },
        "features": { "type": "array", "items": schema("feature") },
        "links": links(),
        "timeStamp": { "type": "string", "format": "date-time" },
        "numberMatched": whole(),
        "numberReturned": whole(),
    });
    let collection = json!({
        "id": text(), "title": text(), "description": text(), "attribution": text(), "links": links(),
        "extent": { "type": "object" }, "itemType": text(), "crs": { "type": "array", "items": text() }, "storageCrs": text(),
    });
    json!({
        "anything": { "type": "object" },
        "link": object(&["href", "rel"], json!({ "href": text(), "rel": text(), "type": text(), "title": text(), "templated": { "type": "boolean" } })),
        "landing": object(&["links"], json!({ "title": text(), "description": text(), "attribution": text(), "links": links() })),
        "conformance": object(&["conformsTo"], json!({ "conformsTo": { "type": "array", "items": text() } })),
        "collection": object(&["id", "links"], collection),
        "collections": object(&["links", "collections"], json!({ "links": links(), "crs": { "type": "array", "items": text() }, "collections": { "type": "array", "items": schema("collection") } })),
        "feature": object(&["type", "id", "geometry", "properties"], feature),
        "featureCollection": object(&["type", "features", "links", "numberMatched", "numberReturned"], page),
        "problem": object(&["type", "title", "status"], json!({ "type": text(), "title": text(), "status": { "type": "integer" }, "detail": text(), "parameter": text() })),
    })
}
