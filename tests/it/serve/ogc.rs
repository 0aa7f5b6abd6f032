//! OGC API: its documents, its features under every condition, its tiles, and clients that nobody here wrote.

mod clients;
mod documents;
mod filters;
mod items;
mod tiles;

use axum::http::StatusCode;
use serde_json::Value;

use super::county::{Answer, Service};

/// Every collection of the county.
const COLLECTIONS: [&str; 6] =
    ["hotspots", "emerging", "repeat-locations", "near-repeat-zones", "areas-district", "incidents"];

/// An address of this service as a request to it.
fn path_of(href: &str) -> &str {
    href.strip_prefix("http://localhost:8080").unwrap_or_else(|| panic!("{href} leads elsewhere"))
}

fn link<'a>(document: &'a Value, rel: &str) -> Option<&'a str> {
    let links = document["links"].as_array()?;
    links.iter().find(|link| link["rel"] == rel)?["href"].as_str()
}

fn features(document: &Value) -> &[Value] {
    document["features"].as_array().unwrap()
}

/// The ids of the features of one page.
fn ids(document: &Value) -> Vec<String> {
    features(document).iter().map(|feature| feature["id"].as_str().unwrap().to_owned()).collect()
}

async fn matched(service: &Service, collection: &str, query: &str) -> u64 {
    let page = service.json(&format!("/ogc/collections/{collection}/items?{query}&limit=10000")).await;
    let matched = page["numberMatched"].as_u64().unwrap();
    assert_eq!(matched as usize, features(&page).len(), "{query}");
    assert_eq!(page["numberReturned"], page["numberMatched"]);
    matched
}

fn assert_problem(answer: &Answer, status: u16, parameter: Option<&str>) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.json()["parameter"].as_str(), parameter, "{}", answer.text());
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn found(service: &Service, path: &str) -> Answer {
    let answer = service.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer
}
