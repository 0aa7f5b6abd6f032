//! An attack on small counts and places, as a partner. docs/disclosure.md says what counts as a recovery.

use axum::http::StatusCode;
use geo::{Distance, Haversine};
use geo_types::Point;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use wherenext::disclosure::{Ground, Role, Rules, Terms, Viewer, protect};
use wherenext::incident::Incidents;
use wherenext::index::{Filter, Index};
use wherenext::store::Store;

use super::guesses::{Found, NEAR_M, guess};
use super::requests::{KINDS, any};
use super::world::{CATEGORIES, RULES, cells, fill, of_role, partner, service};
use crate::serve::county::{Answer, Service};

/// After the year of the world.
const LATER: i64 = 1_767_225_600;
const ATTEMPTS: usize = 20_000;
const MANY_ATTEMPTS: usize = 1_000_000;
/// Of each twin.
const REQUESTS: usize = 240;

fn truth(hidden: u64) -> Index {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), hidden);
    let loaded = Store::open(folder.path()).unwrap().load().unwrap();
    Index::build(loaded.incidents, loaded.layers, loaded.study_area)
}

fn terms(threshold: u32) -> Terms {
    Terms { threshold, ..Rules::read(RULES).unwrap().agreements()[0].terms().clone() }
}

fn attacked(attempts: usize) -> Found {
    let truth = truth(1);
    let seen = protect(&truth, &terms(6), Ground::Layer, LATER).unwrap().index;
    assert!(seen.incidents().len() > 1500, "there is something to see: {}", seen.incidents().len());
    guess(&truth, &seen, attempts, &mut ChaCha8Rng::seed_from_u64(20))
}

#[test]
fn no_difference_of_answers_is_a_small_count() {
    assert_eq!(attacked(ATTEMPTS), Found { attempts: ATTEMPTS, recovered: 0, small_answers: 0 });
}

/// `cargo test --release --test it -- --ignored a_million_attempts`
#[test]
#[ignore = "takes minutes"]
fn a_million_attempts() {
    assert_eq!(attacked(MANY_ATTEMPTS), Found { attempts: MANY_ATTEMPTS, recovered: 0, small_answers: 0 });
}

#[test]
fn the_attack_finds_what_leaks() {
    let truth = truth(1);
    let attempts = 500;
    let guessed = |seen: &Index| guess(&truth, seen, attempts, &mut ChaCha8Rng::seed_from_u64(20)).recovered;
    assert_eq!(guessed(&truth), attempts, "who sees the data themselves recovers everything");
    for threshold in [1, 2, 5] {
        let leaky = protect(&truth, &terms(threshold), Ground::Layer, LATER).unwrap().index;
        assert!(guessed(&leaky) > attempts / 100, "a threshold of {threshold} is caught: {}", guessed(&leaky));
    }
}

/// With what cannot be the same: when the answer was made.
fn seen(answer: &Answer) -> (StatusCode, String, Vec<u8>) {
    let bytes = match serde_json::from_slice::<Value>(&answer.bytes) {
        Ok(Value::Object(mut document)) => {
            document.remove("timeStamp");
            serde_json::to_vec(&document).unwrap()
        }
        _ => answer.bytes.clone(),
    };
    (answer.status, answer.header("etag").to_owned(), bytes)
}

async fn settled(service: &Service, viewer: &Viewer, path: &str) -> Answer {
    loop {
        let answer = service.get_as(viewer, path).await;
        if answer.status != StatusCode::ACCEPTED {
            return answer;
        }
    }
}

/// How many of `requests` random requests two services answer differently, and of what kinds of status their answers are.
async fn told_apart(one: &Service, other: &Service, viewer: Role, requests: usize) -> (usize, usize) {
    let viewer = if viewer == Role::Partner { partner() } else { of_role(viewer) };
    let mut random = ChaCha8Rng::seed_from_u64(31);
    let (mut different, mut answered) = (0, 0);
    for _ in 0..requests {
        let path = any(&mut random);
        let (first, second) = (settled(one, &viewer, &path).await, settled(other, &viewer, &path).await);
        answered += usize::from(first.status == StatusCode::OK);
        if seen(&first) != seen(&second) {
            different += 1;
            if viewer == partner() {
                eprintln!("{path}\n{}\n{}", first.text(), second.text());
            }
        }
    }
    (different, answered)
}

/// The strongest of all: two worlds that differ in everything that is hidden, and in nothing that is disclosed, give the same bytes.
#[tokio::test]
async fn what_is_hidden_changes_no_answer() {
    let (one, other) = (service(1, RULES), service(2, RULES));
    let (different, answered) = told_apart(&one, &other, Role::Partner, REQUESTS).await;
    assert_eq!(different, 0);
    assert!(answered > REQUESTS / 2, "most are answered: {answered}");
    let (different, _) = told_apart(&one, &other, Role::Analyst, KINDS).await;
    assert!(
        different > KINDS / 2,
        "the test can fail: {different} of {KINDS} answers tell an analyst the worlds apart"
    );
}

/// All coordinates of a GeoJSON answer.
fn coordinates(value: &Value, found: &mut Vec<Point<f64>>) {
    match value {
        Value::Object(members) => members.values().for_each(|it| coordinates(it, found)),
        Value::Array(items) => match items.as_slice() {
            [Value::Number(lng), Value::Number(lat)] => {
                found.push(Point::new(lng.as_f64().unwrap(), lat.as_f64().unwrap()));
            }
            items => items.iter().for_each(|it| coordinates(it, found)),
        },
        _ => {}
    }
}

fn near_a_place(answer: &Answer, incidents: &Incidents) -> usize {
    let mut found = Vec::new();
    coordinates(&answer.json(), &mut found);
    let places: Vec<Point<f64>> =
        (0..incidents.len()).filter_map(|row| incidents.place(row)).map(|place| place.coord().into()).collect();
    // A degree is 111 km: what is farther than this is not near, and needs no trigonometry.
    let close = |a: &Point<f64>, b: &Point<f64>| (a.x() - b.x()).abs() < 3e-4 && (a.y() - b.y()).abs() < 2e-4;
    let near = |at: &&Point<f64>| places.iter().any(|it| close(at, it) && Haversine.distance(**at, *it) < NEAR_M);
    found.iter().filter(near).count()
}

#[tokio::test]
async fn no_coordinate_is_an_incident_s_place() {
    let (service, truth) = (service(1, RULES), truth(1));
    for path in [
        "/api/v1/density?resolution=8",
        "/api/v1/density?resolution=9",
        "/api/v1/density?resolution=10&bbox=0.48,51.74,0.52,51.76",
        "/api/v1/hot-spots?grid=hex:8&cells=all",
        "/api/v1/hot-spots?grid=hex:9&cells=all",
        "/api/v1/emerging-hot-spots?grid=hex:8&cells=all",
        "/api/v1/areas/district",
        "/api/v1/comparison/cells?from=2024-04-01&to=2024-07-01",
        "/ogc/collections/hotspots/items?f=json&limit=10000",
    ] {
        let answer = settled(&service, &partner(), path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        assert_eq!(near_a_place(&answer, truth.incidents()), 0, "{path}");
    }
    let leak = service.get("/tiles/incidents/14/8214/5431.geojson").await;
    assert!(near_a_place(&leak, truth.incidents()) > 0, "the test can fail: {}", leak.text());
}

/// A month more: what was released stays as it was, and what is new is a whole month.
#[tokio::test]
async fn another_month_tells_no_small_count() {
    let truth = truth(1);
    let released = |now: &str| {
        let now: jiff::Timestamp = now.parse().unwrap();
        protect(&truth, &terms(6), Ground::Layer, now.as_second()).unwrap().index
    };
    let (before, after) = (released("2024-06-20T00:00:00Z"), released("2024-07-02T00:00:00Z"));
    let mut new_incidents = 0;
    for cell in cells() {
        for category in CATEGORIES {
            let count = |index: &Index| {
                let all = index.select(&Filter::from_query(&format!("category={category}")).unwrap());
                all.map_or(0, |selection| index.in_cell(&selection, cell).len())
            };
            let more = count(&after) - count(&before);
            assert!(more == 0 || more >= 6, "{cell} {category}: {more}");
            new_incidents += more;
        }
    }
    assert!(new_incidents > 100);
}
