use axum::http::{Request, StatusCode};
use wherenext::time::TimeWindow;

use super::county::{Service, import, incident};

const ADDRESSES: [&str; 13] = [
    "/api/v1/about",
    "/api/v1/summary?category=asb",
    "/api/v1/incidents",
    "/api/v1/areas",
    "/api/v1/areas/district",
    "/api/v1/density?resolution=7",
    "/api/v1/density/legend",
    "/api/v1/density/contours",
    "/api/v1/repeat-locations",
    "/tiles/density.json",
    "/tiles/density/10/513/339.mvt",
    "/tiles/incidents/10/513/339.geojson",
    "/tiles/areas/10/513/339.mvt",
];

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let service = Service::county();
    for address in ADDRESSES {
        let first = service.get(address).await;
        assert_eq!(first.status, StatusCode::OK, "{address}");
        assert_eq!(first.header("cache-control"), "no-cache");
        let etag = first.header("etag").to_owned();
        for given in [etag.clone(), format!("\"x\", {etag}"), etag.trim_start_matches("W/").to_owned()] {
            let again = service.send(Request::get(address).header("if-none-match", given)).await;
            assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{address}");
            assert_eq!(again.header("etag"), etag);
        }
        let other = service.send(Request::get(address).header("if-none-match", "W/\"other\"")).await;
        assert_eq!((other.status, other.bytes == first.bytes), (StatusCode::OK, true), "{address}");
    }
}

#[tokio::test]
async fn tags_differ_by_address_and_data() {
    let service = Service::county();
    let tag = async |address: &str| service.get(address).await.header("etag").to_owned();
    let (all, some) = (tag("/api/v1/summary").await, tag("/api/v1/summary?category=asb").await);
    assert_ne!(all, some);
    assert_eq!(all, tag("/api/v1/summary").await);

    assert!(!service.app.refresh().unwrap(), "nothing has changed");
    let total = service.json("/api/v1/summary").await["total"].as_u64().unwrap();
    let when = TimeWindow::new(1_710_000_000, 1_710_000_060).unwrap();
    import(service.folder.path(), "more.csv", &[incident("nuisance", (0.4, 51.7), when)]);
    assert!(service.app.refresh().unwrap(), "an import has changed the data");
    assert_eq!(service.json("/api/v1/summary").await["total"], total + 1);
    assert_ne!(tag("/api/v1/summary").await, all);
}

#[tokio::test]
async fn a_request_keeps_the_snapshot_that_it_began_with() {
    let service = Service::county();
    let before = service.app.snapshot().unwrap();
    let when = TimeWindow::new(1_710_000_000, 1_710_000_060).unwrap();
    import(service.folder.path(), "more.csv", &[incident("nuisance", (0.4, 51.7), when)]);
    service.app.refresh().unwrap();
    let after = service.app.snapshot().unwrap();
    assert_ne!(before.fingerprint(), after.fingerprint());
    assert_eq!(before.index().incidents().len() + 1, after.index().incidents().len());
}

#[tokio::test]
async fn compressed_when_asked() {
    let service = Service::county();
    let plain = service.get("/api/v1/summary").await;
    for (coding, magic) in [("gzip", Some([0x1f, 0x8b])), ("br", None)] {
        let answer = service.send(Request::get("/api/v1/summary").header("accept-encoding", coding)).await;
        assert_eq!(answer.header("content-encoding"), coding);
        assert!(answer.bytes.len() < plain.bytes.len() / 2);
        assert!(magic.is_none_or(|magic| answer.bytes.starts_with(&magic)));
        assert!(answer.header("vary").contains("accept-encoding"));
    }
}
