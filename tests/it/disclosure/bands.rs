use axum::http::StatusCode;
use jiff::civil::date;
use serde_json::{Value, json};
use wherenext::analysis::Progress;
use wherenext::disclosure::Role;
use wherenext::ledger::{Learned, Maker, keep};
use wherenext::space::{LngLat, NamedPlace, PlaceSet};
use wherenext::store::Store;

use super::world::{FIRE, of_role, partner};
use crate::ledger::weeks::{fill, index, monday, request};
use crate::serve::county::Service;

/// Twenty weeks of anti-social behaviour, a forecast of the week after, and nine addresses around the quietest of its places.
fn service(rules: &str) -> Service {
    let folder = tempfile::tempdir().unwrap();
    let store = fill(folder.path(), 20);
    let maker = Maker::new(&index(&store), request("count-decayed")).unwrap();
    keep(&store, &maker.make(monday(20), &mut Learned::new(), &Progress::new()).unwrap(), true).unwrap();
    std::fs::write(folder.path().join("disclosure.toml"), rules).unwrap();
    Service::over(folder)
}

fn rules(risk: &str, categories: &str, threshold: u32) -> String {
    format!(
        "[[agreement]]\nname = \"Patrols\"\nagency = \"{FIRE}\"\npurpose = \"p\"\nlegal_basis = \"l\"\nversion = \"1\"\n\
         categories = [\"{categories}\"]\nplace = \"hex:7\"\nperiod = \"month\"\nrisk = \"{risk}\"\nthreshold = {threshold}\n"
    )
}

fn features(answer: &Value) -> &Vec<Value> {
    answer["features"].as_array().unwrap()
}

#[tokio::test]
async fn bands_without_numbers() {
    let service = service(&rules("bands", "asb", 6));
    let answer = service.get_as(&partner(), "/api/v1/risk-bands").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer = answer.json();
    assert!(!features(&answer).is_empty(), "{answer}");
    for feature in features(&answer) {
        let properties = feature["properties"].as_object().unwrap();
        assert_eq!(properties.keys().collect::<Vec<_>>(), ["cell", "band"]);
        assert!([json!(0.01), json!(0.05), json!(0.2)].contains(&properties["band"]));
        assert!(properties["cell"].as_str().unwrap().starts_with("87"), "a cell of the agreement: {properties:?}");
    }
    let names: Vec<_> = features(&answer).iter().map(|it| it["properties"]["cell"].as_str().unwrap()).collect();
    assert!(names.is_sorted(), "in no order of risk");
    for path in ["/api/v1/forecasts", "/api/v1/forecasts/latest/risk", "/tiles/risk/10/513/339.mvt", "/api/v1/scores"] {
        assert_eq!(service.get_as(&partner(), path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let items = service.get_as(&partner(), "/ogc/collections/risk-bands/items?f=json&limit=1000").await.json();
    assert_eq!(items["numberMatched"], features(&answer).len());
    let tile = service.get_as(&partner(), "/tiles/risk-bands/6/32/21.geojson").await.json();
    assert_eq!(features(&tile).len(), features(&answer).len(), "the same cells");
}

#[tokio::test]
async fn only_where_people_live_or_much_is_disclosed() {
    let high = service(&rules("bands", "asb", 100_000));
    let bands = async |service: &Service| {
        service.app.refresh().unwrap();
        let answer = service.get_as(&partner(), "/api/v1/risk-bands").await.json();
        features(&answer).iter().map(|it| it["properties"]["cell"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(bands(&high).await.is_empty(), "no incident is disclosed, and no address known");
    let low = service(&rules("bands", "asb", 6));
    let shown = low.get_as(&partner(), "/api/v1/risk-bands").await.json();
    let ring = features(&shown)[0]["geometry"]["coordinates"][0].as_array().unwrap();
    let middle =
        |axis: usize| ring[1..].iter().map(|it| it[axis].as_f64().unwrap()).sum::<f64>() / (ring.len() - 1) as f64;
    let address =
        |at: i32| NamedPlace { name: None, place: LngLat::new(middle(0) + 1e-4 * f64::from(at), middle(1)).unwrap() };
    let store = Store::open(high.folder.path()).unwrap();
    for (addresses, cells) in [(7, 0), (8, 1)] {
        let set = PlaceSet::new("residential-address".to_owned(), (0..addresses).map(address).collect()).unwrap();
        store.put_places(&[set]).unwrap();
        assert_eq!(bands(&high).await.len(), cells, "{addresses} addresses");
    }
}

#[tokio::test]
async fn a_forecast_of_more_than_is_agreed_is_not_shown() {
    let narrow = service(&rules("bands", "asb/nuisance", 6));
    let answer = narrow.get_as(&partner(), "/api/v1/risk-bands").await.json();
    assert_eq!(
        (features(&answer).len(), &answer["legend"]["forecast"]),
        (0, &Value::Null),
        "it is of all anti-social behaviour"
    );
    let none = service(&rules("none", "asb", 6));
    assert_eq!(none.get_as(&partner(), "/api/v1/risk-bands").await.status, StatusCode::FORBIDDEN);
    let all = none.get_as(&of_role(Role::Analyst), "/api/v1/risk-bands").await.json();
    assert!(!features(&all).is_empty());
    assert_eq!(date(2024, 5, 20), monday(20), "the forecast's week");
}
