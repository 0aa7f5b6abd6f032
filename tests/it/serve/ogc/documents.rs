use std::collections::{BTreeSet, VecDeque};

use axum::http::Request;
use serde_json::Value;

use super::{COLLECTIONS, assert_problem, found, link, path_of};
use crate::serve::county::Service;

/// Every link in a document, wherever it stands, but for templates.
fn hrefs(document: &Value, into: &mut Vec<String>) {
    match document {
        Value::Object(members) => {
            // The API's definition has a property of that name.
            let is_template = members.get("templated") == Some(&Value::Bool(true));
            into.extend(members.get("href").and_then(Value::as_str).filter(|_| !is_template).map(str::to_owned));
            members.values().for_each(|value| hrefs(value, into));
        }
        Value::Array(items) => items.iter().for_each(|item| hrefs(item, into)),
        _ => {}
    }
}

#[tokio::test]
async fn every_link_leads_somewhere() {
    let service = Service::county();
    let (mut seen, mut waiting) = (BTreeSet::new(), VecDeque::from(["http://localhost:8080/ogc".to_owned()]));
    while let Some(href) = waiting.pop_front() {
        if href.contains("/docs/") || !seen.insert(href.clone()) {
            continue;
        }
        let answer = found(&service, path_of(&href)).await;
        let kind = answer.header("content-type").to_owned();
        let is_page = kind.starts_with("text/html");
        assert!(is_page == href.contains("f=html") && (is_page || kind.contains("json")), "{href}: {kind}");
        if !is_page && seen.len() < 300 {
            let mut more = Vec::new();
            hrefs(&answer.json(), &mut more);
            waiting.extend(more);
        }
    }
    assert!(seen.len() > 60, "{}", seen.len());
}

#[tokio::test]
async fn the_landing_page_leads_to_everything() {
    let service = Service::county();
    let landing = service.json("/ogc").await;
    for rel in ["self", "alternate", "service-desc", "service-doc", "conformance", "data"] {
        assert!(link(&landing, rel).is_some(), "{rel}");
    }
    let conformance = service.json("/ogc/conformance").await;
    let classes: Vec<&str> =
        conformance["conformsTo"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert!(classes.contains(&"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30"));
    let collections = service.json("/ogc/collections").await;
    let ids: Vec<&str> =
        collections["collections"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, COLLECTIONS);
    let incidents = service.json("/ogc/collections/incidents").await;
    assert_eq!(incidents["extent"]["temporal"]["interval"][0][0], "2024-01-01T00:00:00Z");
    assert_eq!(incidents["crs"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn browsers_get_pages_and_others_json() {
    let service = Service::county();
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for path in ["/ogc", "/ogc/collections", "/ogc/collections/hotspots/items", "/ogc/collections/incidents/items/1"] {
        let page = service.send(Request::get(path).header("accept", browser)).await;
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert!(page.text().contains("</html>") && page.header("vary").contains("accept"));
        for accept in ["*/*", "application/json", "application/geo+json, text/html;q=0.1"] {
            let data = service.send(Request::get(path).header("accept", accept)).await;
            assert!(data.header("content-type").contains("json"), "{path} {accept}");
        }
    }
    assert!(found(&service, "/ogc/style.css").await.text().contains("font"));
}

#[tokio::test]
async fn queryables_are_what_the_features_have() {
    let service = Service::county();
    for collection in COLLECTIONS {
        let schema = service.json(&format!("/ogc/collections/{collection}/queryables")).await;
        let known: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
        let page = service.json(&format!("/ogc/collections/{collection}/items?limit=1")).await;
        let Some(feature) = page["features"].as_array().unwrap().first() else { continue };
        for name in feature["properties"].as_object().unwrap().keys() {
            assert!(known.contains(name), "{collection}: {name}");
        }
        assert_eq!(known.len(), feature["properties"].as_object().unwrap().len() + 1, "{collection}");
    }
}

#[tokio::test]
async fn the_api_is_described_in_openapi_3_0() {
    let service = Service::county();
    let answer = found(&service, "/ogc/api").await;
    assert_eq!(answer.header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
    let document = answer.json();
    assert_eq!(document["openapi"], "3.0.3");
    // Each reference leads to something in the document.
    let text = answer.text();
    for reference in text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        let address = path
            .replace("{featureId}", "none")
            .replace("{tileMatrixSetId}", "WebMercatorQuad")
            .replace("{tileMatrix}/{tileRow}/{tileCol}", "0/0/0");
        let answer = service.get(&format!("/ogc{address}")).await;
        let status = answer.status.as_u16().to_string();
        assert!(item["get"]["responses"].get(&status).is_some(), "{path}: {status}");
    }
}

#[tokio::test]
async fn what_is_not_there() {
    let service = Service::county();
    for path in [
        "collections/roads",
        "collections/roads/items",
        "collections/hotspots/items/nowhere",
        "collections/incidents/items/999999",
        "collections/incidents/items/007",
        "collections/near-repeat-zones/tiles",
        "collections/hotspots/tiles/WorldCRS84Quad",
        "tileMatrixSets/WorldCRS84Quad",
        "nothing",
    ] {
        assert_problem(&service.get(&format!("/ogc/{path}")).await, 404, None);
    }
    for path in ["", "/conformance", "/collections", "/collections/hotspots", "/collections/hotspots/queryables"] {
        assert_problem(&service.get(&format!("/ogc{path}?verbose=1")).await, 400, Some("verbose"));
        assert_problem(&service.get(&format!("/ogc{path}?f=xml")).await, 400, Some("f"));
        let post = service.send(Request::post(format!("/ogc{path}"))).await;
        assert_problem(&post, 405, None);
    }
}

#[tokio::test]
async fn without_any_incident() {
    let service = Service::empty();
    for collection in ["hotspots", "emerging", "repeat-locations", "near-repeat-zones", "incidents"] {
        let answer = service.get(&format!("/ogc/collections/{collection}/items")).await;
        match answer.status.as_u16() {
            200 => assert_eq!(answer.json()["numberMatched"], 0),
            // Not enough periods for a trend is no wrong request.
            status => assert_eq!(status, 409, "{collection}: {}", answer.text()),
        }
    }
}
