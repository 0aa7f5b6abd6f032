//! `numberMatched` of the OGC API under filters, in process, over a data folder of any size: asked for the first time (a pass over all
//! incidents) and again.
//!
//! `WHERENEXT_BENCH_FOLDER=DATA_DIR cargo bench --bench ogc`, where the folder is what `wherenext import` or `demo` made. Milliseconds:
//! median, 99th percentile, largest. Whole answers of one feature.

use std::path::PathBuf;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;
use wherenext::config::Config;
use wherenext::serve::{App, router};
use wherenext::store::Store;

const FILTERS: usize = 100;
const AGAIN: usize = 2_000;

fn main() {
    let Some(folder) = std::env::var_os("WHERENEXT_BENCH_FOLDER").map(PathBuf::from) else {
        println!("skipped: WHERENEXT_BENCH_FOLDER does not name a data folder");
        return;
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let app = App::new(Store::open(&folder).expect("a store"), Config::default());
        app.refresh().expect("the data");
        let service = router(app);
        let all = matched(&service, "").await;
        println!("{all} incidents");
        for (name, query) in [
            ("a property", property as fn(usize) -> String),
            ("a box", a_box),
            ("a span of time", a_span),
            ("CQL2: kind, time and box", cql2),
        ] {
            let mut first = Vec::new();
            for number in 0..FILTERS {
                first.push(timed(&service, &query(number)).await);
            }
            print(&format!("{name}, for the first time"), first);
            let mut again = Vec::new();
            for number in 0..AGAIN {
                again.push(timed(&service, &query(number % FILTERS)).await);
            }
            print(&format!("{name}, again"), again);
        }
    });
}

fn property(number: usize) -> String {
    let (kind, source) = (["asb", "crime", "fire", "other"][number % 4], number);
    format!("kind={kind}&filter=source%20%3C%3E%20%27{source}%27")
}

fn a_box(number: usize) -> String {
    let west = 0.1 + number as f64 * 0.005;
    format!("bbox={west},51.5,{},51.9", west + 0.2)
}

fn a_span(number: usize) -> String {
    format!(
        "datetime={}-{:02}-01/{}-{:02}-20",
        2010 + number % 15,
        1 + number / 15,
        2010 + number % 15,
        2 + number / 15
    )
}

fn cql2(number: usize) -> String {
    let west = 0.1 + number as f64 * 0.005;
    let filter = format!(
        "kind = 'asb' AND \"from\" >= DATE('2012-{:02}-01') AND S_INTERSECTS(geometry, BBOX({west},51.5,{},51.9))",
        1 + number % 12,
        west + 0.2
    );
    format!("filter={}", form_urlencoded::byte_serialize(filter.as_bytes()).collect::<String>())
}

async fn timed(service: &Router, query: &str) -> f64 {
    let start = Instant::now();
    matched(service, query).await;
    start.elapsed().as_secs_f64() * 1000.0
}

async fn matched(service: &Router, query: &str) -> u64 {
    let address = format!("/ogc/collections/incidents/items?limit=1&{query}");
    let request = Request::get(&address).header("host", "localhost").body(Body::empty()).expect("a request");
    let response = service.clone().oneshot(request).await.expect("an answer");
    let status = response.status();
    let bytes = response.into_body().collect().await.expect("its body").to_bytes();
    assert_eq!(status, StatusCode::OK, "{address}: {}", String::from_utf8_lossy(&bytes));
    let answer: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    answer["numberMatched"].as_u64().expect("a number")
}

fn print(what: &str, mut latencies: Vec<f64>) {
    latencies.sort_by(f64::total_cmp);
    let at = |fraction: f64| latencies[((latencies.len() - 1) as f64 * fraction).round() as usize];
    println!("{what:45} {:9.2} {:9.2} {:9.2}", at(0.5), at(0.99), at(1.0));
}
