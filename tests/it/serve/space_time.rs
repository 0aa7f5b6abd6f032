//! Near repeats and space-time clusters of the small county, whose burglars walk along a street night by night.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::county::Service;

fn has_reading(answer: &Value) {
    for part in ["statement", "caveat"] {
        assert!(answer["finding"][part].as_str().is_some_and(|text| text.ends_with('.')), "{}", answer["finding"]);
    }
}

#[tokio::test]
async fn near_repeats_as_a_table() {
    let service = Service::county();
    let answer = service.json("/api/v1/near-repeats?category=crime/burglary&replicas=99").await;
    has_reading(&answer);
    assert_eq!((&answer["incidents"], &answer["pairs_compared"]), (&json!(40), &json!(780)));
    assert_eq!(
        answer["distance_bands"][1],
        json!({ "label": "more than 0 and under 100 m", "from_m": 0.0, "to_m": 100.0 })
    );
    assert_eq!(answer["time_bands"][4], json!({ "label": "28 days and more", "from_days": 28.0, "to_days": null }));
    let table = answer["table"].as_array().unwrap();
    assert_eq!((table.len(), table[0].as_array().unwrap().len()), (7, 5));
    // Neighbours are 35 m and a night apart: 39 pairs at one step, 38 at two.
    assert_eq!((&table[1][0]["observed"], &table[1][0]["p"]), (&json!(77), &json!(0.01)));
    assert_eq!(answer["raised"][0]["radius_m"], 100.0);
    assert_eq!(answer["window"], json!({ "from": "2024-01-01", "to": "2024-03-01" }));
    assert!(answer["snapped_note"].as_str().unwrap().starts_with("30 %"));

    let all = service.json("/api/v1/near-repeats?metric=manhattan&clock=times&same_place=false&distances_m=50,150&times_days=0.5,2&replicas=9").await;
    assert_eq!((&all["without_place"], all["table"].as_array().unwrap().len()), (&json!(1), 3));
}

#[tokio::test]
async fn zones_alive_on_a_date() {
    let service = Service::county();
    let path = "/api/v1/near-repeats/zones?category=crime/burglary&replicas=99&at=2024-02-10";
    let zones = service.json(path).await;
    has_reading(&zones);
    let features = zones["features"].as_array().unwrap();
    assert_eq!(
        (&zones["at"], &zones["zones"], &zones["left_out"]),
        (&json!("2024-02-10"), &json!(features.len()), &json!(0))
    );
    let newest = &features[0]["properties"];
    assert_eq!(
        (&newest["date"], &newest["age_days"], &newest["category"]),
        (&json!("2024-02-10"), &json!(0), &json!("crime/burglary"))
    );
    assert!(newest["ratio"].as_f64().unwrap() > 1.2 && newest["overlapping"].as_u64().unwrap() > 0, "{newest}");
    assert!(newest["until"].as_str().unwrap() > "2024-02-10");
    assert_eq!(features[0]["geometry"]["type"], "Polygon");
    assert!(zones["rule"].as_str().unwrap().starts_with("within 100 m for "));
    assert!(!zones["legend"]["classes"].as_array().unwrap().is_empty());
    let incident = service.json(&format!("/api/v1/incidents/{}", newest["incident"])).await;
    assert!(incident["category"].to_string().contains("burglary"));

    let hexagons = service.json(&format!("{path}&shape=hexagons")).await;
    let most =
        hexagons["features"].as_array().unwrap().iter().map(|it| it["properties"]["zones"].as_u64().unwrap()).max();
    assert!(most > Some(1), "hexagons say how many zones cover them");
    let later = service.json("/api/v1/near-repeats/zones?category=crime/burglary&replicas=99").await;
    assert_eq!(
        (&later["at"], &later["zones"]),
        (&json!("2024-02-29"), &json!(later["features"].as_array().unwrap().len()))
    );
}

#[tokio::test]
async fn clusters_in_space_and_time() {
    let service = Service::county();
    let path = "/api/v1/space-time-clusters?category=crime/burglary&to=2024-02-11&max_radius_m=300&replicas=99";
    let clusters = service.json(path).await;
    has_reading(&clusters);
    let top = &clusters["features"][0]["properties"];
    assert_eq!((&top["rank"], &top["to"], &top["p"]), (&json!(1), &json!("2024-02-11"), &json!(0.01)));
    assert_eq!(top["recurrence_interval_days"], 100.0);
    let (incidents, expected) = (top["incidents"].as_f64().unwrap(), top["expected"].as_f64().unwrap());
    assert!(incidents > expected && (top["ratio"].as_f64().unwrap() - incidents / expected).abs() < 1e-9);
    assert_eq!(
        (&clusters["mode"], &clusters["incidents"], &clusters["days"]),
        (&json!("prospective"), &json!(40), &json!(40))
    );
    assert_eq!(clusters["legend"]["window"]["to"], "2024-02-11");
    let retrospective = service.json(&format!("{path}&mode=retrospective&limit=1")).await;
    assert_eq!(retrospective["features"].as_array().unwrap().len(), 1);
    assert_eq!(retrospective["features"][0]["properties"]["recurrence_interval_days"], Value::Null);
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let service = Service::county();
    for (path, parameter) in [
        ("near-repeats?distances_m=200,100", "distances_m"),
        ("near-repeats?distances_m=near", "distances_m"),
        ("near-repeats?times_days=0.5", "times_days"),
        ("near-repeats?category=fire&times_days=7&bbox=0,51,1,52", ""),
        ("near-repeats?replicas=0", "replicas"),
        ("near-repeats/zones?at=yesterday", "at"),
        ("near-repeats/zones?least_ratio=0.5", "least_ratio"),
        ("space-time-clusters?mode=both", "mode"),
        ("space-time-clusters?max_radius_m=0", "max_radius_m"),
        ("space-time-clusters?max_days=0", "max_days"),
    ] {
        let answer = service.settled(&format!("/api/v1/{path}")).await;
        if parameter.is_empty() {
            assert_ne!(answer.status, StatusCode::BAD_REQUEST, "{path}: nothing to compare is an answer");
            continue;
        }
        assert_eq!(
            (answer.status, &answer.json()["parameter"]),
            (StatusCode::BAD_REQUEST, &json!(parameter)),
            "{path}"
        );
    }
}
