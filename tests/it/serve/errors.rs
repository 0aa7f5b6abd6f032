use axum::http::{Request, StatusCode};
use wherenext::config::Config;
use wherenext::serve::{App, router};
use wherenext::store::Store;

use super::county::{Answer, Service};

fn assert_problem(answer: &Answer, status: u16, parameter: Option<&str>) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], "about:blank");
    assert!(problem["title"].is_string());
    assert_eq!(problem["parameter"].as_str(), parameter, "{problem}");
    assert!(answer.headers.get("etag").is_none());
}

#[tokio::test]
async fn a_bad_parameter_is_named_by_every_resource() {
    let service = Service::county();
    let resources = [
        "summary",
        "incidents",
        "areas/district",
        "areas/district/legend",
        "density",
        "density/legend",
        "density/contours",
        "cells/89194ad32a7ffff",
        "repeat-locations",
        "repeat-locations/p0_0",
    ];
    let bad = [
        ("category=theft", "category"),
        ("from=yesterday", "from"),
        ("from=2024-02-01&to=2024-01-01", "from"),
        ("hours=25-3", "hours"),
        ("days=someday", "days"),
        ("area=district", "area"),
        ("area=district:NOWHERE", "area"),
        ("source=Nobody", "source"),
        ("provenance=gossip", "provenance"),
        ("polygon=0,0;1,1", "polygon"),
        ("bbox=1,2,3", "bbox"),
        ("catagory=asb", "catagory"),
    ];
    for resource in resources {
        for (query, parameter) in bad {
            let answer = service.get(&format!("/api/v1/{resource}?{query}")).await;
            assert_problem(&answer, 400, Some(parameter));
        }
    }
    for layer in ["density", "incidents", "repeat-locations", "areas"] {
        for (query, parameter) in bad {
            assert_problem(&service.get(&format!("/tiles/{layer}/10/513/339.mvt?{query}")).await, 400, Some(parameter));
            assert_problem(&service.get(&format!("/tiles/{layer}.json?{query}")).await, 400, Some(parameter));
        }
    }
}

#[tokio::test]
async fn own_parameters_are_checked() {
    let service = Service::county();
    for (path, parameter) in [
        ("api/v1/about?verbose=1", "verbose"),
        ("api/v1/incidents?limit=0", "limit"),
        ("api/v1/incidents?limit=1001", "limit"),
        ("api/v1/incidents?limit=ten", "limit"),
        ("api/v1/incidents?cursor=next", "cursor"),
        ("api/v1/density?resolution=11", "resolution"),
        ("api/v1/density?bandwidth_m=0", "bandwidth_m"),
        ("api/v1/density?bandwidth_m=NaN", "bandwidth_m"),
        ("api/v1/density?bandwidth_m=1.0001", "bandwidth_m"),
        ("api/v1/density?kernel=round", "kernel"),
        ("api/v1/density?edge=sharp", "edge"),
        ("api/v1/density?kernel=quartic&kernel=quartic", "kernel"),
        ("api/v1/density/contours?levels=2,1", "levels"),
        ("api/v1/areas/district?geometry=some", "geometry"),
        ("api/v1/areas/district/legend?measure=mean", "measure"),
        ("api/v1/repeat-locations?by=name", "by"),
        ("api/v1/repeat-locations?by=cluster&radius_m=0", "radius_m"),
        ("api/v1/repeat-locations?min_count=0", "min_count"),
        ("api/v1/repeat-locations?cursor=x", "cursor"),
        ("tiles/areas/10/513/339.mvt?layer=ward", "layer"),
        ("tiles/areas-labels/10/513/339.mvt?layer=ward", "layer"),
        ("tiles/repeat-locations/10/513/339.mvt?limit=0", "limit"),
        ("tiles/density/23/0/0.mvt", "tile"),
        ("tiles/density/2/4/0.mvt", "tile"),
    ] {
        assert_problem(&service.get(&format!("/{path}")).await, 400, Some(parameter));
    }
}

#[tokio::test]
async fn what_is_not_there() {
    let service = Service::county();
    for path in [
        "api/v1/incidents/999999",
        "api/v1/incidents/first",
        "api/v1/areas/ward",
        "api/v1/areas/ward/legend",
        "api/v1/cells/nowhere",
        "api/v1/cells/8f194ad32a6d000",
        "api/v1/repeat-locations/k0",
        "api/v1/nothing",
        "api/v2/about",
        "tiles/roads/1/0/0.mvt",
        "tiles/density/1/0/0.png",
        "tiles/density/one/0/0.mvt",
        "tiles/roads.json",
        "tiles/density.xml",
        "basemap.pmtiles",
        "nothing.html",
        "assets/../Cargo.toml",
    ] {
        assert_problem(&service.get(&format!("/{path}")).await, 404, None);
    }
}

#[tokio::test]
async fn only_reading() {
    let service = Service::county();
    for path in ["/api/v1/about", "/tiles/density/0/0/0.mvt", "/healthz", "/"] {
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let answer = service.send(Request::builder().method(method).uri(path)).await;
            assert_problem(&answer, 405, None);
            assert!(answer.header("allow").contains("GET"), "{path}");
        }
        let head = service.send(Request::head(path)).await;
        assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0), "{path}");
    }
}

#[tokio::test]
async fn only_under_its_own_names() {
    let service = Service::county();
    for host in ["localhost", "localhost:8080", "127.0.0.1:9", "[::1]:8080"] {
        let answer = service.send(Request::get("/api/v1/about").header("host", host)).await;
        assert_eq!(answer.status, StatusCode::OK, "{host}");
    }
    for host in ["wherenext.example", "localhost.example:8080", "192.168.1.4", "", "a b"] {
        let answer = service.send(Request::get("/api/v1/about").header("host", host)).await;
        assert_problem(&answer, 421, None);
    }
}

#[tokio::test]
async fn before_the_data_are_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::new(Store::open(folder.path()).unwrap(), Config::default());
    let service = Service { router: router(app.clone()), app, folder };
    assert_eq!(service.get("/healthz").await.status, StatusCode::OK);
    for path in ["/readyz", "/api/v1/about", "/tiles/density/0/0/0.mvt"] {
        let answer = service.get(path).await;
        assert_problem(&answer, 503, None);
        assert_eq!(answer.header("retry-after"), "1");
    }
    service.app.refresh().unwrap();
    assert_eq!(service.get("/readyz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_answer_is_guarded() {
    let service = Service::county();
    for path in ["/", "/api/v1/about", "/tiles/density/0/0/0.mvt", "/nothing", "/docs/", "/healthz"] {
        let answer = service.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("http"), "{path}: {policy}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        assert!(answer.headers.get("server").is_none());
    }
    let policy = service.get("/").await.header("content-security-policy").to_owned();
    assert!(!policy.contains("unsafe"), "{policy}");
    let own_id = service.send(Request::get("/healthz").header("x-request-id", "abc-1")).await;
    assert_eq!(own_id.header("x-request-id"), "abc-1");
}
