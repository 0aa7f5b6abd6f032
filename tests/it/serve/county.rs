//! A small county in a data folder, and its service in process.

use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use geo_types::Rect;
use http_body_util::BodyExt;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;
use wherenext::config::Config;
use wherenext::disclosure::Viewer;
use wherenext::incident::{Category, Incident, Kind, Location, Precision, Provenance};
use wherenext::serve::{App, Identity, Proof, router};
use wherenext::space::{Area, AreaLayer, LngLat};
use wherenext::store::{FileIdentity, Store};
use wherenext::time::TimeWindow;

/// 2024-01-01T00:00Z, a Monday.
const MONDAY_S: i64 = 1_704_067_200;
const HOUR_S: i64 = 3600;
const DAY_S: i64 = 24 * HOUR_S;

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A service over a data folder of its own.
pub struct Service {
    pub folder: TempDir,
    pub app: App,
    pub router: Router,
}

impl Service {
    /// Without any incident or layer.
    pub fn empty() -> Self {
        Self::over(tempfile::tempdir().unwrap())
    }

    /// With the county of [`fill`].
    pub fn county() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fill(folder.path());
        Self::over(folder)
    }

    pub fn over(folder: TempDir) -> Self {
        let config = Config::of_folder(folder.path()).unwrap();
        let app = App::new(Store::open(folder.path()).unwrap(), config);
        app.refresh().unwrap();
        Self { folder, router: router(app.clone()), app }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path)).await
    }

    /// As somebody else than an analyst. Only a test can say so: nothing that is sent becomes an extension.
    pub async fn get_as(&self, viewer: &Viewer, path: &str) -> Answer {
        let identity = Identity { name: "somebody".to_owned(), proof: Proof::Open, viewer: viewer.clone() };
        self.send(Request::get(path).extension(identity)).await
    }

    /// The answer itself, also when the first one is a job.
    pub async fn settled(&self, path: &str) -> Answer {
        loop {
            let answer = self.get(path).await;
            if answer.status != StatusCode::ACCEPTED {
                return answer;
            }
        }
    }

    pub async fn json(&self, path: &str) -> Value {
        let answer = self.settled(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }

    pub async fn send(&self, request: axum::http::request::Builder) -> Answer {
        let has_host = request.headers_ref().is_some_and(|headers| headers.contains_key("host"));
        let request = if has_host { request } else { request.header("host", "localhost:8080") };
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }
}

/// Two districts side by side (W with 1,000 residents, E of unknown number) and 103 incidents:
///
/// - 60 of anti-social behaviour at one shop (key `shop`) in W, one a day at 21:00 from Monday 2024-01-01;
/// - 40 burglaries along a street in E, each over a night of ten hours, from a second source, 12 of them on map points;
/// - a fire known to February 2024 and to area code `L1` alone, which the lookup takes to E;
/// - two incidents outside both districts.
pub fn fill(folder: &Path) {
    let store = Store::open(folder).unwrap();
    store.put_layer(&districts(), true).unwrap();
    import(folder, "county.csv", &incidents());
}

pub fn import(folder: &Path, name: &str, incidents: &[Incident<'_>]) {
    let store = Store::open(folder).unwrap();
    let mut import = store.begin_import().unwrap();
    let digest: [u8; 32] = std::array::from_fn(|at| name.as_bytes().get(at).copied().unwrap_or(0));
    let identity = FileIdentity { name: name.to_owned(), sha256: digest, slot: None, profile: "test".to_owned() };
    import.open_file(&identity).unwrap();
    for incident in incidents {
        import.insert(incident).unwrap();
    }
    import.commit().unwrap();
}

pub fn districts() -> AreaLayer {
    let area = |code: &str, west, east, population| Area {
        code: code.into(),
        name: format!("District {code}"),
        population,
        deprivation: None,
        shape: Rect::new((west, 51.6), (east, 51.9)).to_polygon().into(),
    };
    let areas = vec![area("W", 0.2, 0.5, Some(1000.0)), area("E", 0.5, 0.8, None)];
    AreaLayer::new("district".into(), areas, vec![("L1".into(), "E".into())]).unwrap()
}

fn incidents() -> Vec<Incident<'static>> {
    let mut all = Vec::new();
    for day in 0..60 {
        let start = MONDAY_S + day * DAY_S + 21 * HOUR_S;
        let mut incident = incident("nuisance", (0.35, 51.75), TimeWindow::new(start, start + 60).unwrap());
        incident.location = Some(Location { key: "shop".into(), text: "Shop, High Street".into() });
        incident.attributes = vec![("beat".into(), "W1".into())];
        all.push(incident);
    }
    for night in 0..40_i32 {
        let start = MONDAY_S + i64::from(night) * DAY_S + 20 * HOUR_S;
        let place = (0.6 + f64::from(night) * 0.0005, 51.7);
        let mut incident = incident("burglary", place, TimeWindow::new(start, start + 10 * HOUR_S).unwrap());
        incident.category = Category::new(Kind::Crime, "burglary").unwrap();
        incident.source = "Partner, Ltd".into();
        if night < 12 {
            incident.precision = Precision::MapPoint;
        }
        all.push(incident);
    }
    let february = TimeWindow::new(MONDAY_S + 31 * DAY_S, MONDAY_S + 60 * DAY_S).unwrap();
    let mut fire = incident("deliberate", (0.0, 0.0), february);
    fire.category = Category::new(Kind::Fire, "deliberate").unwrap();
    fire.place = None;
    fire.precision = Precision::Area;
    fire.area_code = Some("L1".into());
    all.push(fire);
    for lng in [0.9, 0.95] {
        all.push(incident("nuisance", (lng, 51.75), TimeWindow::new(MONDAY_S, MONDAY_S + 60).unwrap()));
    }
    all
}

/// Of anti-social behaviour, reported by the public, exactly placed.
pub fn incident(class: &'static str, place: (f64, f64), when: TimeWindow) -> Incident<'static> {
    Incident {
        external_id: None,
        category: Category::new(Kind::AntiSocialBehaviour, class).unwrap(),
        when,
        place: LngLat::new(place.0, place.1).ok(),
        precision: Precision::Exact,
        location: None,
        area_code: None,
        source: "Essex Police".into(),
        provenance: Provenance::PublicReport,
        attended: Some(true),
        repeat: false,
        vulnerable: false,
        outcome: None,
        attributes: Vec::new(),
    }
}
