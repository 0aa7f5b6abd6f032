use serde_json::{Value, json};

use super::county::Service;

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[tokio::test]
async fn two_months_by_district() {
    let service = Service::county();
    let against = "against=from%3D2024-01-01%26to%3D2024-02-01";
    let found = service.json(&format!("/api/v1/comparison?from=2024-02-01&to=2024-03-01&{against}")).await;
    // See the summary: 63 in January, 40 in February.
    assert_eq!((&found["days"], &found["against_days"]), (&json!(29), &json!(31)));
    let total = &found["total"];
    assert_eq!((&total["count"], &total["against"]), (&json!(40), &json!(63)));
    assert!((number(&total["ratio"]) - 40.0 / 29.0 * 31.0 / 63.0).abs() < 1e-12);
    assert!((number(&total["difference"]) - (40.0 - 63.0 * 29.0 / 31.0)).abs() < 1e-12);
    let areas = found["areas"].as_array().unwrap();
    assert_eq!(areas.iter().map(|area| area["code"].as_str().unwrap()).collect::<Vec<_>>(), ["W", "E"]);
    assert_eq!((&areas[0]["count"], &areas[0]["against"]), (&json!(29), &json!(31)));
    assert_eq!(areas[0]["class"], "no-clear-difference");
    let week = &found["hour_of_week"];
    let [here, there, difference] = ["here", "there", "difference"].map(|side| number(&week[side][0][21]));
    assert!((here - there - difference).abs() < 1e-9);
    assert!(found["finding"]["statement"].as_str().unwrap().starts_with("40 incidents in 29 days against 63 in 31"));
}

#[tokio::test]
async fn the_period_before_is_the_default() {
    let service = Service::county();
    let found = service.json("/api/v1/comparison?category=asb&from=2024-01-15&to=2024-01-29").await;
    assert_eq!(found["against"], "category=asb&from=2024-01-01&to=2024-01-15");
    assert_eq!(found["total"]["against"], 16, "fourteen evenings and two on new year's day");
    let without = service.get("/api/v1/comparison?category=asb").await;
    assert_eq!((without.status.as_u16(), &without.json()["parameter"]), (400, &json!("against")));
}

#[tokio::test]
async fn kinds_as_shares() {
    let service = Service::county();
    let found = service.json("/api/v1/comparison?category=asb&against=category%3Dcrime&measure=share").await;
    let areas = found["areas"].as_array().unwrap();
    let classes: Vec<&Value> = areas.iter().map(|area| &area["class"]).collect();
    assert_eq!(classes, ["only-here", "only-there"]);
    assert_eq!((&found["only_here"], &found["only_there"]), (&json!(1), &json!(1)));
    assert!(number(&found["total"]["difference"]).abs() < 1e-9, "shares add up to 1 on either side");
}

#[tokio::test]
async fn cells_tiles_and_legend_say_the_same() {
    let service = Service::county();
    let query = "category=asb&against=category%3Dcrime";
    let cells = service.json(&format!("/api/v1/comparison/cells?{query}&resolution=8")).await;
    let features = cells["features"].as_array().unwrap();
    let sum = |name: &str| -> f64 { features.iter().map(|feature| number(&feature["properties"][name])).sum() };
    assert_eq!((sum("count"), sum("against")), (62.0, 40.0));
    let legend = service.json(&format!("/api/v1/comparison/legend?{query}")).await;
    assert_eq!(cells["legend"], legend);
    assert_eq!((&legend["incidents"], &legend["against_incidents"]), (&json!(62), &json!(40)));
    assert_eq!(legend["classes"].as_array().unwrap().len(), 5);
    // Zoom 10 has resolution 8; the shop's cell is in the tile of 0.35, 51.75.
    let tile = service.json(&format!("/tiles/comparison/10/512/339.geojson?{query}")).await;
    let shop = tile["features"].as_array().unwrap().iter().find(|it| it["properties"]["count"] == 60).unwrap();
    let same = features.iter().find(|it| it["properties"]["cell"] == shop["properties"]["cell"]).unwrap();
    assert_eq!(shop["properties"]["class"], same["properties"]["class"]);
    assert_eq!(shop["properties"]["class"], "only-here");
}

#[tokio::test]
async fn what_cannot_be_compared_is_named() {
    let service = Service::county();
    for (query, parameter) in [
        ("against=category%3Dtheft", "against"),
        ("against=colour%3Dred", "against"),
        ("against=from%3D2031-01-01", "against"),
        ("against=category%3Dcrime&measure=size", "measure"),
    ] {
        let answer = service.settled(&format!("/api/v1/comparison?{query}")).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["parameter"]), (400, &json!(parameter)), "{query}");
    }
}
