use axum::http::StatusCode;
use serde_json::{Value, json};

use super::county::Service;

fn features(collection: &Value) -> &Vec<Value> {
    assert_eq!(collection["type"], "FeatureCollection");
    collection["features"].as_array().unwrap()
}

#[tokio::test]
async fn the_shop_is_hot() {
    let service = Service::county();
    let found = service.json("/api/v1/hot-spots?category=asb").await;
    let hottest = features(&found)
        .iter()
        .max_by(|a, b| a["properties"]["count"].as_i64().cmp(&b["properties"]["count"].as_i64()));
    let properties = &hottest.unwrap()["properties"];
    assert_eq!((&properties["count"], &properties["class"]), (&json!(60), &json!("hot-99")));
    assert_eq!((&properties["neighbourhood"], &properties["significant"]), (&json!(60), &json!(true)));
    // The cell of the shop and the six around it.
    assert_eq!(features(&found).len(), 7);
    assert_eq!(found["legend"]["classes"][0]["cells"], 7);
    assert_eq!(found["legend"]["incidents"], 60);
    assert!(found["finding"]["statement"].as_str().unwrap().contains("100 % of all incidents"), "{}", found["finding"]);

    let legend = service.json("/api/v1/hot-spots/legend?category=asb").await;
    assert_eq!(legend, found["legend"]);
    let all = service.json("/api/v1/hot-spots?category=asb&cells=all").await;
    assert_eq!(json!(features(&all).len()), legend["cells"]);
}

#[tokio::test]
async fn every_way_to_ask() {
    let service = Service::county();
    for query in [
        "permutations=999&seed=3&correction=none",
        "statistic=local-moran&correction=none",
        "grid=square:500m&weights=queen",
        "grid=hex:8&weights=band:1500&fdr=0.1",
        "rate=district&correction=none",
    ] {
        let found = service.json(&format!("/api/v1/hot-spots?category=asb&{query}")).await;
        assert!(!features(&found).is_empty(), "{query}");
        assert!(found["legend"]["method"].as_str().is_some_and(|method| !method.is_empty()), "{query}");
    }
    let rates = service.json("/api/v1/hot-spots?category=asb&rate=district&cells=all").await;
    let residents: f64 = features(&rates).iter().map(|it| it["properties"]["residents"].as_f64().unwrap()).sum();
    assert!((residents - 1000.0).abs() < 1e-6, "{residents}");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_name() {
    let service = Service::county();
    for (query, parameter) in [
        ("permutations=3", "permutations"),
        ("fdr=0", "fdr"),
        ("grid=hex:17", "grid"),
        ("grid=hex:0", "grid"),
        ("weights=rook", "weights"),
        ("weights=band:60000", "weights"),
        ("rate=ward", "rate"),
        ("statistic=gi", "statistic"),
        ("cells=some", "cells"),
    ] {
        let answer = service.settled(&format!("/api/v1/hot-spots?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {}", answer.text());
        assert_eq!(answer.json()["parameter"], parameter, "{query}");
    }
}

#[tokio::test]
async fn tiles_show_the_same_cells_at_every_zoom() {
    let service = Service::county();
    for tile in ["5/16/10", "9/256/169"] {
        let found = service.json(&format!("/tiles/hot-spots/{tile}.geojson?category=asb")).await;
        assert_eq!(features(&found).len(), 7, "{tile}");
        assert_eq!(features(&found)[0]["properties"]["class"], "hot-99");
    }
}
