use serde_json::{Value, json};

use super::county::Service;

const AGAINST_BURGLARY: &str = "against=category%3Dcrime%2Fburglary";

fn features(collection: &Value) -> &Vec<Value> {
    assert_eq!(collection["type"], "FeatureCollection");
    collection["features"].as_array().unwrap()
}

/// A kernel of 10 km sees both the shop in the west and the street in the east.
#[tokio::test]
async fn the_west_is_higher_and_the_east_lower() {
    let service = Service::county();
    let query = format!("category=asb&{AGAINST_BURGLARY}&bandwidth_m=10000");
    let found = service.json(&format!("/api/v1/relative-risk?{query}&resolution=6")).await;
    let legend = service.json(&format!("/api/v1/relative-risk/legend?{query}")).await;
    assert_eq!(found["legend"], legend);
    assert_eq!((&legend["incidents"], &legend["compared_with"]), (&json!(60), &json!(40)));
    assert_eq!(legend["compared_unit"], "incidents");
    assert!(legend["null"].as_str().unwrap().contains("the ratio is 1 everywhere"));
    assert!(legend["finding"]["statement"].as_str().unwrap().contains("60 incidents"), "{}", legend["finding"]);
    assert_eq!(legend["classes"].as_array().unwrap().len(), 7);
    assert!(legend["higher_fraction"].as_f64().unwrap() > 0.1 && legend["lower_fraction"].as_f64().unwrap() > 0.1);

    let sides = |side: &str| features(&found).iter().filter(|it| it["properties"]["side"] == side).count();
    assert!(sides("higher") > 0 && sides("lower") > 0);
    for feature in features(&found) {
        let properties = &feature["properties"];
        assert_eq!(properties.get("p").is_some(), properties.get("side").is_some(), "{properties}");
        assert!(properties["ratio"].as_f64().unwrap() >= 0.0);
    }
    let contours = service.json(&format!("/api/v1/relative-risk/contours?{query}&levels=0.05,0.001")).await;
    assert!(features(&contours).iter().any(|it| it["properties"]["side"] == "higher" && it["properties"]["p"] == 0.05));

    let tile = service.json(&format!("/tiles/relative-risk/8/128/85.geojson?{query}")).await;
    assert!(!features(&tile).is_empty());
    let tilejson = service.json(&format!("/tiles/relative-risk.json?{query}")).await;
    assert_eq!(tilejson["vector_layers"][0]["id"], "relative-risk");
}

#[tokio::test]
async fn random_labels_agree() {
    let service = Service::county();
    let query = format!("category=asb&{AGAINST_BURGLARY}&bandwidth_m=10000&test=monte-carlo&replicas=39&seed=2");
    let legend = service.json(&format!("/api/v1/relative-risk/legend?{query}")).await;
    assert!(legend["test"].as_str().unwrap().starts_with("39 random labellings (seed 2)"));
    assert!(legend["higher_fraction"].as_f64().unwrap() > 0.1);
}

#[tokio::test]
async fn what_is_asked_wrongly_is_named() {
    let service = Service::county();
    for (query, parameter) in [
        ("category=asb", "against"),
        ("category=asb&against=category%3Dcrime&residents=district", "against"),
        ("category=asb&against=kind%3Dcrime", "against"),
        // District E has no population.
        ("category=asb&residents=district", "residents"),
        ("category=asb&residents=ward", "residents"),
        ("category=asb&residents=district&test=monte-carlo", "test"),
        ("category=asb&against=category%3Dcrime&bandwidth=wide", "bandwidth"),
        ("category=asb&against=category%3Dcrime&bandwidth=scott&bandwidth_m=3", "bandwidth"),
        ("category=asb&against=category%3Dcrime&replicas=3", "replicas"),
        ("category=asb&against=category%3Dcrime&test=monte-carlo&against_bandwidth_m=5", "against_bandwidth_m"),
        ("category=asb&against=category%3Dasb", "against"),
    ] {
        let answer = service.settled(&format!("/api/v1/relative-risk/legend?{query}")).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.text());
        assert_eq!(answer.json()["parameter"], parameter, "{query}");
    }
}

#[tokio::test]
async fn bandwidths_by_rule_and_adaptive() {
    let service = Service::county();
    let found = service.json("/api/v1/density/bandwidths").await;
    let rules: Vec<&Value> = found["candidates"].as_array().unwrap().iter().map(|it| &it["rule"]).collect();
    assert_eq!(rules, ["scott", "silverman", "oversmoothing", "likelihood"]);
    assert!(found["finding"]["statement"].as_str().unwrap().contains("incidents"));
    assert!(!found["curve"].as_array().unwrap().is_empty());

    let legend = service.json("/api/v1/density/legend?bandwidth=scott").await;
    assert_eq!((&legend["bandwidth_rule"], &legend["adaptive"]), (&json!("scott"), &json!(false)));
    assert_eq!(legend["bandwidth_m"], found["candidates"][0]["bandwidth_m"]);
    let adaptive = service.json("/api/v1/density/legend?category=crime&bandwidth=2000&adaptive=true").await;
    assert!(adaptive["method"].as_str().unwrap().starts_with("Adaptive Gaussian kernel, bandwidths around 2000 m"));
    assert!(
        !features(&service.json("/tiles/density/9/256/169.geojson?adaptive=true&bandwidth_m=2000").await).is_empty()
    );
    let quartic = service.settled("/api/v1/density/legend?adaptive=true&kernel=quartic").await;
    assert_eq!((quartic.status.as_u16(), &quartic.json()["parameter"]), (400, &json!("kernel")));
}
