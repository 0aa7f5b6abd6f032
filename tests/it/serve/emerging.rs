use axum::http::StatusCode;
use serde_json::{Value, json};

use super::county::Service;

fn features(collection: &Value) -> &Vec<Value> {
    assert_eq!(collection["type"], "FeatureCollection");
    collection["features"].as_array().unwrap()
}

#[tokio::test]
async fn the_shop_is_hot_every_day() {
    let service = Service::county();
    let found = service.json("/api/v1/emerging-hot-spots?category=asb").await;
    // The cell of the shop and the six around it; 60 days, since the data hold only two months and eight weeks.
    assert_eq!(features(&found).len(), 7);
    let properties = &features(&found)[0]["properties"];
    assert_eq!((&properties["class"], &properties["hot_fraction"]), (&json!("persistent-hot"), &json!(1.0)));
    assert_eq!((&properties["run_periods"], &properties["since"]), (&json!(59), &json!("2024-01-02")));
    let legend = &found["legend"];
    let periods = json!({ "length": "day", "count": 60, "tested": 59, "from": "2024-01-01", "to": "2024-03-01" });
    assert_eq!((&legend["periods"], &legend["null_choice"]), (&periods, &json!("whole-cube")));
    assert_eq!(legend["classes"].as_array().unwrap().len(), 16);
    assert!(found["finding"]["statement"].as_str().unwrap().contains("7 of them nearly all the time"));
    assert_eq!(&service.json("/api/v1/emerging-hot-spots/legend?category=asb").await, legend);

    let weekly = service.json("/api/v1/emerging-hot-spots?category=asb&period=week&span=0&null=step&cells=all").await;
    assert_eq!(weekly["legend"]["periods"]["count"], 8);
    assert_eq!(json!(features(&weekly).len()), weekly["legend"]["cells"]);
    let tile = service.json("/tiles/emerging-hot-spots/9/256/169.geojson?category=asb").await;
    assert_eq!(features(&tile).len(), 7);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_name() {
    let service = Service::county();
    for (query, parameter) in [
        ("period=month", "period"),
        ("period=year", "period"),
        ("from=2024-02-28", "period"),
        ("span=13", "span"),
        ("null=none", "null"),
        ("fdr=1", "fdr"),
        ("permutations=99", "permutations"),
    ] {
        let answer = service.settled(&format!("/api/v1/emerging-hot-spots?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {}", answer.text());
        assert_eq!(answer.json()["parameter"], parameter, "{query}");
    }
    let empty = Service::empty();
    assert_eq!(empty.settled("/api/v1/emerging-hot-spots").await.status, StatusCode::BAD_REQUEST);
}
