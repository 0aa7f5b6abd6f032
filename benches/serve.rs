//! The service at a million incidents, in process: a filter change on the map, tiles that nobody has asked for before, and the
//! queries below them.
//!
//! `WHERENEXT_BENCH_DATA=DIR WHERENEXT_BENCH_AREAS=districts.geojson cargo bench --bench serve`, where DIR holds the peers' input
//! incidents_1M.csv and the areas have columns `ltla_code` and `ltla_name`. Latencies are of whole answers, compressed as for a
//! browser, in milliseconds: median, 95th percentile and largest.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::task::JoinSet;
use tower::ServiceExt;
use wherenext::config::Config;
use wherenext::index::{Filter, Index};
use wherenext::serve::{App, router};
use wherenext::space::{LngLat, Metres};
use wherenext::store::Store;

const FILTER_CHANGES: usize = 200;
const TILES_A_ZOOM: usize = 60;
const NEAR_QUERIES: usize = 100_000;
const POLL: Duration = Duration::from_millis(50);
/// Each analysis as the map asks for it.
const ANALYSES: [&str; 17] = [
    "density/bandwidths?category=crime",
    "density/legend?adaptive=true",
    "relative-risk?against=category%3Dcrime%2Fburglary",
    "hot-spots?grid=hex:9",
    "hot-spots?grid=hex:9&permutations=999",
    "emerging-hot-spots?grid=hex:8",
    "space-time-clusters?category=crime/robbery",
    "near-repeats?category=crime/burglary",
    "near-repeats/zones?category=crime/burglary",
    "repeat-locations?by=point",
    "repeat-locations/next-incident?by=point",
    "case-reviews?by=point",
    "facilities?by=point",
    "trends/district?test=trend",
    "comparison?against=to%3D2023-01-01&layer=district",
    "hours?windows=3",
    "volume-forecast?seed=1",
];
/// The peers' box, degrees.
const BOX: [f64; 4] = [0.1, 51.5, 0.9, 52.1];

fn main() {
    let folder = std::env::var_os("WHERENEXT_BENCH_DATA").map(PathBuf::from);
    let areas = std::env::var_os("WHERENEXT_BENCH_AREAS").map(PathBuf::from);
    let (Some(folder), Some(areas)) = (folder, areas) else {
        println!("skipped: WHERENEXT_BENCH_DATA and WHERENEXT_BENCH_AREAS do not name the inputs");
        return;
    };
    let data = tempfile::tempdir().expect("a folder");
    let imported = folder.join("incidents_1M.csv");
    wherenext(data.path(), &["import".as_ref(), imported.as_os_str()]);
    let columns = ["--layer", "district", "--code", "ltla_code", "--name", "ltla_name"];
    let mut import: Vec<&std::ffi::OsStr> = vec!["areas".as_ref(), "import".as_ref(), areas.as_os_str()];
    import.extend(columns.iter().map(std::ffi::OsStr::new));
    wherenext(data.path(), &import);

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let app = App::new(Store::open(data.path()).expect("a store"), Config::default());
        app.refresh().expect("the data");
        let service = router(app);
        filter_changes(&service).await;
        new_tiles(&service).await;
        analyses(&service).await;
    });
    queries(data.path());
}

fn wherenext(data: &Path, arguments: &[&std::ffi::OsStr]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
    command.arg("--data-dir").arg(data).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(command.status().expect("the binary").success(), "{arguments:?}");
}

/// A new filter, and the twelve tiles of a screen at once, as the map asks for them.
async fn filter_changes(service: &Router) {
    for layers in [&["density"][..], &["density", "repeat-locations"]] {
        let mut latencies = Vec::new();
        for change in 0..FILTER_CHANGES {
            let filter = filter(change, layers.len());
            let start = Instant::now();
            let mut tiles = JoinSet::new();
            for (layer, tile) in layers.iter().flat_map(|layer| (0..12).map(move |tile| (layer, tile))) {
                let path = format!("/tiles/{layer}/11/{}/{}.mvt?{filter}", 1025 + tile % 4, 676 + tile / 4);
                tiles.spawn(get(service.clone(), path));
            }
            tiles.join_all().await;
            latencies.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        print("a filter change, 12 tiles of each of", &layers.join(" and "), latencies);
    }
}

/// A window of days, hours and a category that no change before had.
fn filter(change: usize, round: usize) -> String {
    let (month, day) = (1 + change % 9, 1 + (change / 9) % 24 + round);
    let hours = change % 20;
    let hours = if change.is_multiple_of(3) { format!("&hours={hours}-{}", hours + 4) } else { String::new() };
    format!("from=2022-{month:02}-{day:02}&to=2024-12-31{hours}")
}

/// Tiles of a density that is there already.
async fn new_tiles(service: &Router) {
    get(service.clone(), "/api/v1/density/legend".to_owned()).await;
    for zoom in 6..=14_u32 {
        let mut latencies = Vec::new();
        for (x, y) in tiles_over(zoom).into_iter().take(TILES_A_ZOOM) {
            let start = Instant::now();
            get(service.clone(), format!("/tiles/density/{zoom}/{x}/{y}.mvt")).await;
            latencies.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        print("a density tile at zoom", &zoom.to_string(), latencies);
    }
}

/// The tiles over the box, spread evenly when there are more than are wanted.
fn tiles_over(zoom: u32) -> Vec<(u32, u32)> {
    let n = f64::from(1_u32 << zoom);
    let x = |lng: f64| ((lng + 180.0) / 360.0 * n) as u32;
    let y = |lat: f64| ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * n) as u32;
    let rows = y(BOX[3])..=y(BOX[1]);
    let all: Vec<(u32, u32)> = rows.flat_map(|y| (x(BOX[0])..=x(BOX[2])).map(move |x| (x, y))).collect();
    let step = all.len().div_ceil(TILES_A_ZOOM);
    all.into_iter().step_by(step.max(1)).collect()
}

/// Every analysis under a filter that nobody has asked for: how long until the first answer, which is the result or a job, and
/// until the result.
async fn analyses(service: &Router) {
    for path in ANALYSES {
        let path = format!("/api/v1/{path}&from=2022-01-02");
        let start = Instant::now();
        let mut status = answer(service.clone(), &path).await;
        let (first, first_ms) = (status, start.elapsed().as_secs_f64() * 1000.0);
        while status == StatusCode::ACCEPTED {
            tokio::time::sleep(POLL).await;
            status = answer(service.clone(), &path).await;
        }
        assert_eq!(status, StatusCode::OK, "{path}");
        let result_ms = start.elapsed().as_secs_f64() * 1000.0;
        println!(
            r#"{{"bench": "{path}", "first_status": {}, "first_ms": {first_ms:.1}, "result_ms": {result_ms:.1}}}"#,
            first.as_u16()
        );
    }
}

async fn get(service: Router, path: String) {
    assert_eq!(answer(service, &path).await, StatusCode::OK, "{path}");
}

async fn answer(service: Router, path: &str) -> StatusCode {
    let request = Request::get(path).header("host", "localhost").header("accept-encoding", "gzip, deflate, br");
    let response = service.oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    let status = response.status();
    black_box(response.into_body().collect().await.expect("a body").to_bytes());
    status
}

fn queries(data: &Path) {
    let loaded = Store::open(data).and_then(|store| store.load()).expect("the data");
    let index = Index::build(loaded.incidents, loaded.layers, loaded.study_area);
    let filters: Vec<Filter> =
        (0..FILTER_CHANGES).map(|change| Filter::from_query(&filter(change, 0)).expect("a filter")).collect();
    let milliseconds = |filter: &Filter| {
        let start = Instant::now();
        black_box(index.select(filter).expect("a selection").len());
        start.elapsed().as_secs_f64() * 1000.0
    };
    print("select", "1M by window and hours", filters.iter().map(milliseconds).collect());

    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let places: Vec<LngLat> = (0..NEAR_QUERIES)
        .map(|_| LngLat::new(rng.random_range(BOX[0]..BOX[2]), rng.random_range(BOX[1]..BOX[3])).expect("a place"))
        .collect();
    // The tree is made at the first query.
    black_box(index.nearest(places[0], 1).len());
    each("R-tree: incidents within 50 m", &places, |place| index.within(place, Metres(50.0)).len());
    each("R-tree: nearest 5", &places, |place| index.nearest(place, 5).len());
}

fn each(name: &str, places: &[LngLat], query: impl Fn(LngLat) -> usize) {
    let start = Instant::now();
    let found: usize = places.iter().map(|&place| query(place)).sum();
    let microseconds = start.elapsed().as_secs_f64() * 1e6 / places.len() as f64;
    println!(
        r#"{{"bench": "{name}", "queries": {}, "microseconds_each": {microseconds:.2}, "found": {found}}}"#,
        places.len()
    );
}

fn print(name: &str, what: &str, mut latencies: Vec<f64>) {
    latencies.sort_by(f64::total_cmp);
    let at = |fraction: f64| latencies[((latencies.len() - 1) as f64 * fraction).round() as usize];
    println!(
        r#"{{"bench": "{name} {what}", "n": {}, "median_ms": {:.2}, "p95_ms": {:.2}, "max_ms": {:.2}}}"#,
        latencies.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    );
}
