use std::collections::BTreeSet;

use axum::http::StatusCode;
use wherenext::time::TimeWindow;

use super::{COLLECTIONS, assert_problem, features, found, ids, link, matched, path_of};
use crate::serve::county::{Service, import, incident};
use crate::serve::forecasts;

/// All ids by following `next`, and how many pages there were.
async fn paged(service: &Service, first: &str) -> (Vec<String>, usize) {
    let (mut all, mut pages, mut next) = (Vec::new(), 0, Some(first.to_owned()));
    let mut counted = None;
    while let Some(address) = next {
        let page = service.json(&address).await;
        assert_eq!(*counted.get_or_insert_with(|| page["numberMatched"].clone()), page["numberMatched"]);
        all.extend(ids(&page));
        pages += 1;
        next = link(&page, "next").map(|href| path_of(href).to_owned());
    }
    (all, pages)
}

#[tokio::test]
async fn every_collection_page_by_page() {
    let service = Service::county();
    for collection in COLLECTIONS {
        let whole = service.json(&format!("/ogc/collections/{collection}/items?limit=10000")).await;
        let (paged, _) = paged(&service, &format!("/ogc/collections/{collection}/items?limit=7")).await;
        assert_eq!(paged, ids(&whole), "{collection}");
        assert_eq!(paged.len() as u64, whole["numberMatched"].as_u64().unwrap());
        assert_eq!(paged.iter().collect::<BTreeSet<_>>().len(), paged.len(), "{collection}: an id stands twice");
        // Each leads back to the same feature.
        for (id, feature) in paged.iter().zip(features(&whole)).take(5) {
            let one = service.json(&format!("/ogc/collections/{collection}/items/{id}")).await;
            assert_eq!(
                (&one["id"], &one["properties"], &one["geometry"]),
                (&feature["id"], &feature["properties"], &feature["geometry"])
            );
        }
    }
}

#[tokio::test]
async fn pages_stay_right_while_the_data_change() {
    let service = Service::county();
    let first = service.json("/ogc/collections/incidents/items?limit=50").await;
    let next = path_of(link(&first, "next").unwrap()).to_owned();
    // Earlier than all others: with an offset alone the next page would begin with a feature that was sent already.
    let early = TimeWindow::new(1_500_000_000, 1_500_000_060).unwrap();
    import(service.folder.path(), "more.csv", &[incident("nuisance", (0.4, 51.7), early)]);
    assert!(service.app.refresh().unwrap());
    assert_eq!(matched(&service, "incidents", "").await, 104);
    let (rest, _) = paged(&service, &next).await;
    let all: BTreeSet<String> = ids(&first).into_iter().chain(rest).collect();
    assert_eq!(all.len(), 103);
}

#[tokio::test]
async fn a_page_of_a_state_that_is_gone_says_so() {
    let service = Service::county();
    let gone = service.get("/ogc/collections/incidents/items?cursor=elsewhere-7.12").await;
    assert_problem(&gone, 410, None);
    for cursor in ["12", "x", "a.b"] {
        let wrong = service.get(&format!("/ogc/collections/incidents/items?cursor={cursor}")).await;
        assert_problem(&wrong, 400, Some("cursor"));
    }
}

#[tokio::test]
async fn limits() {
    let service = Service::county();
    let count =
        async |query: &str| features(&service.json(&format!("/ogc/collections/incidents/items?{query}")).await).len();
    assert_eq!(count("limit=5").await, 5);
    assert_eq!(count("").await, 100);
    // Beyond the most it is the most, and no error (Features Part 1, fc-limit-response-1).
    assert_eq!(count("limit=123456789012345678901234567890").await, 103);
    for limit in ["0", "-1", "1.5", "ten"] {
        let answer = service.get(&format!("/ogc/collections/incidents/items?limit={limit}")).await;
        assert_problem(&answer, 400, Some("limit"));
    }
}

#[tokio::test]
async fn coordinates_as_asked_for() {
    let service = Service::county();
    let at = async |crs: &str| {
        let answer = found(&service, &format!("/ogc/collections/incidents/items?limit=1&kind=asb&snapped=false&datetime=2024-01-01T21:00:00Z&crs={crs}")).await;
        let said = answer.header("content-crs").to_owned();
        let place = answer.json()["features"][0]["geometry"]["coordinates"].clone();
        (said, place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
    };
    let default = found(&service, "/ogc/collections/incidents/items?limit=1").await;
    assert_eq!(default.header("content-crs"), "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
    let (said, lng, lat) = at("http://www.opengis.net/def/crs/OGC/1.3/CRS84").await;
    assert_eq!((said.as_str(), lng, lat), ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84>", 0.35, 51.75));
    let (said, lat, lng) = at("http://www.opengis.net/def/crs/EPSG/0/4326").await;
    assert_eq!((said.as_str(), lng, lat), ("<http://www.opengis.net/def/crs/EPSG/0/4326>", 0.35, 51.75));
    // pyproj 3.7.2 (PROJ 9.5.1), EPSG:4326 to 3857 and 27700; without OSTN15's grid there, and so to some metres.
    let (_, x, y) = at("http://www.opengis.net/def/crs/EPSG/0/3857").await;
    assert!((x - 38_961.82).abs() < 0.006 && (y - 6_755_047.86).abs() < 0.006, "{x} {y}");
    let (_, x, y) = at("http://www.opengis.net/def/crs/EPSG/0/27700").await;
    assert!((x - 562_316.84).abs() < 4.0 && (y - 208_313.13).abs() < 4.0, "{x} {y}");
    let unknown = service.get("/ogc/collections/incidents/items?crs=EPSG:27700").await;
    assert_problem(&unknown, 400, Some("crs"));
    let one =
        found(&service, "/ogc/collections/incidents/items/1?crs=http://www.opengis.net/def/crs/EPSG/0/27700").await;
    assert!(one.header("content-crs").contains("27700"));
}

#[tokio::test]
async fn results_of_other_incidents() {
    let service = Service::county();
    let count = async |incidents: &str| {
        let page = service.json(&format!("/ogc/collections/areas-district/items?incidents={incidents}")).await;
        features(&page).iter().map(|it| it["properties"]["count"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(count("").await, 101);
    assert_eq!(count("category%3Dasb").await, 60);
    assert_eq!(count("category%3Dasb%26to%3D2024-01-11").await, 10);
    for wrong in ["category%3Dtheft", "colour%3Dred", "area%3Dnowhere:1"] {
        let answer = service.get(&format!("/ogc/collections/hotspots/items?incidents={wrong}")).await;
        assert_problem(&answer, 400, Some("incidents"));
    }
    let own = service.get("/ogc/collections/incidents/items?incidents=category%3Dasb").await;
    assert_problem(&own, 400, Some("incidents"));
}

#[tokio::test]
async fn the_forecast_whose_period_begins_last() {
    let service = forecasts::service();
    let all = service.json("/ogc/collections/risk-areas/items?limit=10000").await;
    let risk = service.json("/api/v1/forecasts/latest/risk?limit=20").await;
    assert_eq!((&all["numberMatched"], features(&all).len() as u64), (&risk["total"], risk["total"].as_u64().unwrap()));
    for (feature, expected) in features(&all).iter().zip(features(&risk)) {
        for name in ["cell", "rank", "expected", "low", "high", "plain"] {
            assert_eq!(feature["properties"][name], expected["properties"][name], "{name}");
        }
    }
    assert_eq!(matched(&service, "risk-areas", "datetime=2024-05-26").await, all["numberMatched"].as_u64().unwrap());
    assert_eq!(matched(&service, "risk-areas", "datetime=2024-05-27").await, 0);
    found(&service, "/ogc/collections/risk-areas/tiles/WebMercatorQuad/9/169/256?f=json").await;
    let derived = service.get("/ogc/collections/risk-areas/items?incidents=category%3Dasb").await;
    assert_problem(&derived, 400, Some("incidents"));
}

#[tokio::test]
async fn before_the_data_are_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let config = wherenext::config::Config::default();
    let app = wherenext::serve::App::new(wherenext::store::Store::open(folder.path()).unwrap(), config);
    let service = Service { router: wherenext::serve::router(app.clone()), app, folder };
    assert_eq!(service.get("/ogc/collections").await.status, StatusCode::SERVICE_UNAVAILABLE);
}
