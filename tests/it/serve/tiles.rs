use std::collections::BTreeMap;

use axum::http::StatusCode;
use geo_types::Coord;
use mvt_reader::Reader;
use mvt_reader::feature::Value as MvtValue;
use serde_json::{Value, json};
use wherenext::encode::TileId;

use super::county::Service;

pub fn tile_at(lng: f64, lat: f64, zoom: u8) -> String {
    let tile = TileId::containing(Coord { x: lng, y: lat }, zoom).unwrap();
    format!("{}/{}/{}", tile.zoom(), tile.x(), tile.y())
}

/// Properties by GeoJSON: what has a value.
pub async fn geojson(service: &Service, address: &str) -> Vec<BTreeMap<String, Value>> {
    let answer = service.get(address).await;
    assert_eq!(answer.header("content-type"), "application/geo+json", "{address}: {}", answer.text());
    let of = |feature: &Value| {
        let properties = feature["properties"].as_object().unwrap().clone().into_iter();
        properties.filter(|(_, value)| !value.is_null()).collect()
    };
    answer.json()["features"].as_array().unwrap().iter().map(of).collect()
}

/// Properties by vector tile.
pub async fn mvt(service: &Service, address: &str, layer: &str) -> Vec<BTreeMap<String, Value>> {
    let answer = service.get(address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text());
    assert_eq!(answer.header("content-type"), "application/vnd.mapbox-vector-tile");
    let reader = Reader::new(answer.bytes).unwrap();
    let names = reader.get_layer_names().unwrap();
    let Some(number) = names.iter().position(|name| name == layer) else { return Vec::new() };
    let value = |value| match value {
        MvtValue::String(text) => json!(text),
        MvtValue::Int(number) => json!(number),
        MvtValue::Double(number) => json!(number),
        MvtValue::Bool(flag) => json!(flag),
        other => panic!("{other:?} is written by nobody"),
    };
    let features = reader.get_features(number).unwrap().into_iter();
    features.map(|it| it.properties.unwrap().into_iter().map(|(key, v)| (key, value(v))).collect()).collect()
}

#[tokio::test]
async fn both_encodings_of_every_layer_and_zoom() {
    let service = Service::county();
    for layer in ["density", "incidents", "repeat-locations", "areas", "areas-labels"] {
        for zoom in [0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 22] {
            for (lng, lat) in [(0.35, 51.75), (0.605, 51.7), (0.95, 51.75), (-3.0, 40.0)] {
                let tile = format!("/tiles/{layer}/{}", tile_at(lng, lat, zoom));
                let by = if layer == "repeat-locations" { "by=point&min_count=1" } else { "" };
                let plain = geojson(&service, &format!("{tile}.geojson?{by}")).await;
                let vector = mvt(&service, &format!("{tile}.mvt?{by}"), layer).await;
                assert_eq!(plain, vector, "{tile}");
            }
        }
    }
}

#[tokio::test]
async fn hexagons_follow_the_zoom_and_lose_no_incident() {
    let service = Service::county();
    for (zoom, resolution) in [(6, 5), (7, 6), (8, 7), (9, 7), (10, 8), (11, 8), (12, 9), (13, 9), (14, 10), (17, 10)] {
        let tile = format!("/tiles/density/{}.geojson", tile_at(0.35, 51.75, zoom));
        let cells = geojson(&service, &tile).await;
        let of =
            |cell: &BTreeMap<String, Value>| u8::from_str_radix(&cell["cell"].as_str().unwrap()[1..2], 16).unwrap();
        assert!(cells.iter().all(|cell| of(cell) == resolution), "zoom {zoom}");
        let most = cells.iter().map(|cell| cell["count"].as_u64().unwrap()).max();
        assert!(most >= Some(60), "zoom {zoom}: {most:?}");
    }
    let whole = geojson(&service, "/tiles/density/0/0/0.geojson").await;
    assert_eq!(whole.iter().map(|cell| cell["count"].as_u64().unwrap()).sum::<u64>(), 102);
}

#[tokio::test]
async fn incidents_cluster_and_stack() {
    let service = Service::county();
    let sum = |found: &[BTreeMap<String, Value>]| found.iter().map(|it| it["count"].as_u64().unwrap()).sum::<u64>();
    let whole = geojson(&service, "/tiles/incidents/0/0/0.geojson").await;
    assert_eq!(sum(&whole), 102);
    let near = geojson(&service, &format!("/tiles/incidents/{}.geojson", tile_at(0.35, 51.75, 12))).await;
    assert_eq!((near.len(), sum(&near)), (1, 60));
    let shop = geojson(&service, &format!("/tiles/incidents/{}.geojson", tile_at(0.35, 51.75, 14))).await;
    assert_eq!(shop.len(), 60);
    assert!(shop.iter().all(|it| it["count"] == 60 && it["category"] == "asb/nuisance"));
    let alone = geojson(&service, &format!("/tiles/incidents/{}.geojson", tile_at(0.95, 51.75, 12))).await;
    assert!(alone[0]["count"] == 1 && alone[0].contains_key("id"));
    let filtered = geojson(&service, "/tiles/incidents/0/0/0.geojson?category=crime").await;
    assert_eq!(sum(&filtered), 40);
}

#[tokio::test]
async fn areas_labels_and_locations() {
    let service = Service::county();
    let areas = geojson(&service, &format!("/tiles/areas/{}.geojson?layer=district", tile_at(0.35, 51.75, 8))).await;
    assert_eq!(areas.iter().map(|it| &it["count"]).collect::<Vec<_>>(), [&json!(60), &json!(41)]);
    assert!(areas[0].contains_key("rate_per_1000") && !areas[1].contains_key("rate_per_1000"));
    let labels = geojson(&service, "/tiles/areas-labels/0/0/0.geojson").await;
    assert_eq!(labels.iter().map(|it| &it["name"]).collect::<Vec<_>>(), ["District W", "District E"]);
    let all = geojson(&service, "/tiles/repeat-locations/0/0/0.geojson?by=point&min_count=1").await;
    assert_eq!(all.len(), 43);
    let first = geojson(&service, "/tiles/repeat-locations/0/0/0.geojson?by=point&min_count=1&limit=1").await;
    assert_eq!((first.len(), &first[0]["count"], &first[0]["snapped"]), (1, &json!(60), &json!(false)));
}

#[tokio::test]
async fn tilejson_leads_to_the_tiles() {
    let service = Service::county();
    for layer in ["density", "incidents", "repeat-locations", "areas", "areas-labels"] {
        let document = service.json(&format!("/tiles/{layer}.json?category=asb&from=2024-01-01")).await;
        assert_eq!(document["tilejson"], "3.0.0");
        assert_eq!(document["vector_layers"][0]["id"], layer);
        let template = document["tiles"][0].as_str().unwrap();
        let address = template.strip_prefix("http://localhost:8080").unwrap();
        assert!(address.ends_with(".mvt?category=asb&from=2024-01-01"), "{address}");
        let tile = address.replace("{z}", "0").replace("{x}", "0").replace("{y}", "0");
        assert_eq!(service.get(&tile).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn nothing_is_drawn_of_nothing() {
    let service = Service::empty();
    for layer in ["density", "incidents", "repeat-locations", "areas", "areas-labels"] {
        assert!(geojson(&service, &format!("/tiles/{layer}/0/0/0.geojson")).await.is_empty());
        assert!(mvt(&service, &format!("/tiles/{layer}/9/256/170.mvt"), layer).await.is_empty());
    }
}
