use axum::http::StatusCode;
use serde_json::Value;
use tempfile::tempdir;
use wherenext::store::Store;
use wherenext::time::TimeWindow;

use super::county::{self, Service, incident};

/// 2024-01-01T00:00Z.
const NEW_YEAR_S: i64 = 1_704_067_200;
const DAY_S: i64 = 86_400;

/// Two years: one incident a day in W and two from the second year on, one a day in E throughout.
fn growing() -> Service {
    let folder = tempdir().unwrap();
    Store::open(folder.path()).unwrap().put_layer(&county::districts(), true).unwrap();
    let mut all = Vec::new();
    for day in 0..731 {
        let mut add = |lng: f64, hour: i64| {
            let start = NEW_YEAR_S + day * DAY_S + hour * 3600;
            all.push(incident("nuisance", (lng, 51.75), TimeWindow::new(start, start + 60).unwrap()));
        };
        add(0.3, 10);
        add(0.6, 11);
        if day >= 366 {
            add(0.3, 12);
        }
    }
    county::import(folder.path(), "growing.csv", &all);
    Service::over(folder)
}

#[tokio::test]
async fn areas_ranked_by_growth() {
    let service = growing();
    let trends = service.json("/api/v1/trends/district?category=asb").await;
    assert_eq!(trends["window"], serde_json::json!({"from": "2025-01-01", "to": "2026-01-01"}));
    assert_eq!(
        (trends["up"].as_u64(), trends["down"].as_u64(), trends["areas_tested"].as_u64()),
        (Some(1), Some(0), Some(2))
    );
    let west = &trends["areas"][0];
    assert_eq!(
        (west["code"].as_str(), west["direction"].as_str(), west["rank"].as_u64()),
        (Some("W"), Some("up"), Some(1))
    );
    assert_eq!((west["count"].as_u64(), west["count_before"].as_u64()), (Some(730), Some(366)));
    assert!((west["change"]["ratio"].as_f64().unwrap() - 2.0).abs() < 1e-12);
    assert_eq!(west["rate_per_1000"], 730.0);
    assert_eq!(trends["areas"][1]["rate_per_1000"], Value::Null);
    assert_eq!(trends["months"].as_array().unwrap().len(), west["series"].as_array().unwrap().len());
    assert!(trends["finding"]["statement"].as_str().unwrap().contains("District W"));

    let relative = service.json("/api/v1/trends/district?test=relative-change").await;
    assert_eq!(
        (relative["areas"][1]["code"].as_str(), relative["areas"][1]["direction"].as_str()),
        (Some("E"), Some("down"))
    );
}

#[tokio::test]
async fn legend_and_tile() {
    let service = growing();
    let legend = service.json("/api/v1/trends/district/legend?from=2025-07-01").await;
    assert_eq!(legend["window"]["from"], "2025-07-01");
    assert!(legend["null"].as_str().unwrap().contains("steady rate"));
    let areas: u64 = legend["classes"].as_array().unwrap().iter().map(|class| class["areas"].as_u64().unwrap()).sum();
    assert_eq!(areas, 2);
    let tile = service.json("/tiles/area-trends/8/128/85.geojson").await;
    let features = tile["features"].as_array().unwrap();
    let west = features.iter().find(|feature| feature["properties"]["code"] == "W").unwrap();
    assert_eq!(west["properties"]["direction"], "up");
    assert_eq!(west["properties"]["rank"], 1);
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let service = Service::county();
    for (path, status, named) in [
        ("/api/v1/trends/ward", StatusCode::NOT_FOUND, "ward"),
        ("/api/v1/trends/district?test=guess", StatusCode::BAD_REQUEST, "test"),
        ("/api/v1/trends/district?trend_months=3", StatusCode::BAD_REQUEST, "trend_months"),
        ("/api/v1/trends/district?false_discovery_rate=0.9", StatusCode::BAD_REQUEST, "false_discovery_rate"),
    ] {
        let answer = service.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.text().contains(named), "{path}: {}", answer.text());
    }
    let nothing = Service::empty().get("/tiles/area-trends/8/128/85.geojson").await;
    assert_eq!(nothing.status, StatusCode::OK);
}
