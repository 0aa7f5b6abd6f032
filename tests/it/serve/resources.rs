use axum::http::StatusCode;
use serde_json::{Value, json};
use wherenext::store::{FileIdentity, Store};
use wherenext::time::TimeWindow;

use super::county::{Service, incident};

fn sum(counts: &Value) -> u64 {
    counts.as_array().unwrap().iter().map(|count| count["count"].as_u64().unwrap()).sum()
}

fn features(collection: &Value) -> &Vec<Value> {
    assert_eq!(collection["type"], "FeatureCollection");
    collection["features"].as_array().unwrap()
}

#[tokio::test]
async fn about() {
    let service = Service::county();
    let about = service.json("/api/v1/about").await;
    assert_eq!((&about["incidents"], &about["located"], &about["unlocated"]), (&json!(103), &json!(102), &json!(1)));
    assert_eq!(about["span"], json!({ "from": "2024-01-01", "to": "2024-03-01" }));
    assert_eq!(about["zone"], "Europe/London");
    assert_eq!(about["study_area_layer"], "district");
    assert_eq!(
        about["layers"],
        json!([{ "name": "district", "areas": 2, "with_population": false, "with_deprivation": false }])
    );
    assert_eq!(about["precision"], json!({ "exact": 90, "cell": 0, "map-point": 12, "area": 1, "none": 0 }));
    assert_eq!(about["demo"], false);
    assert_eq!(sum(&about["categories"]), 103);
    assert_eq!(sum(&about["sources"]), 103);
    assert!((about["hours_known_fraction"].as_f64().unwrap() - 102.0 / 103.0).abs() < 1e-12);
    let burglary = about["categories"].as_array().unwrap().iter().find(|it| it["id"] == "crime/burglary").unwrap();
    assert_eq!(burglary["kind_label"], "Crime");
    assert_eq!((&burglary["label"], &burglary["count"]), (&json!("Burglary"), &json!(40)));
}

#[tokio::test]
async fn what_was_replaced_is_named_no_more() {
    let folder = tempfile::tempdir().unwrap();
    for (digest, class, source) in [(1, "nuisance", "Essex Police"), (2, "environmental", "Kent Police")] {
        let mut incident = incident(class, (0.35, 51.75), TimeWindow::new(1_704_067_200, 1_704_067_260).unwrap());
        incident.source = source.into();
        let store = Store::open(folder.path()).unwrap();
        let mut import = store.begin_import().unwrap();
        let slot = Some("street 2024-01".to_owned());
        let file = FileIdentity { name: "street.csv".into(), sha256: [digest; 32], slot, profile: "test".into() };
        import.open_file(&file).unwrap();
        import.insert(&incident).unwrap();
        import.commit().unwrap();
    }
    let about = Service::over(folder).json("/api/v1/about").await;
    let names = |list: &Value, key: &str| -> Vec<String> {
        list.as_array().unwrap().iter().map(|it| it[key].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&about["categories"], "id"), ["asb/environmental"]);
    assert_eq!(names(&about["sources"], "name"), ["Kent Police"]);
}

#[tokio::test]
async fn summary_under_filters() {
    let service = Service::county();
    let all = service.json("/api/v1/summary").await;
    assert_eq!((&all["total"], &all["unlocated"], &all["hours_unknown"]), (&json!(103), &json!(1), &json!(1)));
    let months: Vec<_> = all["by_month"].as_array().unwrap().iter().map(|it| (&it["month"], &it["count"])).collect();
    // 31 + 29 evenings, 30 + 10 nights (their middle is 01:00), two on new year's day, a fire some time in February.
    assert_eq!(months, [(&json!("2024-01"), &json!(63)), (&json!("2024-02"), &json!(40))]);
    let week = all["hour_of_week"].as_array().unwrap();
    let hours = |day: usize| week[day].as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect::<Vec<_>>();
    let whole: f64 = (0..7).flat_map(hours).sum();
    assert!((whole - 102.0).abs() < 1e-6);
    // Nine Mondays at the shop, and a tenth of each of six Monday nights.
    assert!((hours(0)[21] - 9.6).abs() < 1e-6, "{}", hours(0)[21]);

    for (query, total) in [
        ("category=asb", 62),
        ("category=crime/burglary,fire", 41),
        ("from=2024-02-01", 40),
        ("from=2024-01-01&to=2024-01-02", 3),
        ("hours=21-22", 60),
        ("days=mon", 9 + 5 + 2),
        ("area=district:W", 60),
        ("area=district:E", 41),
        ("area=district:W,district:E", 101),
        ("source=Partner%5C, Ltd", 40),
        ("provenance=sensor", 0),
        ("bbox=0.3,51.7,0.4,51.8", 60),
        ("polygon=0.85,51.7;1,51.7;1,51.8;0.85,51.8", 2),
        ("category=asb&area=district:E", 0),
    ] {
        let query = query.replace(' ', "%20");
        assert_eq!(service.json(&format!("/api/v1/summary?{query}")).await["total"], total, "{query}");
    }
    let evening = service.json("/api/v1/summary?hours=21-22").await;
    assert_eq!(evening["hours_unknown"], 1, "the fire's hour is not known");
}

#[tokio::test]
async fn incidents_by_pages_and_by_number() {
    let service = Service::county();
    let mut seen = Vec::new();
    let mut address = "/api/v1/incidents?category=asb&limit=25".to_owned();
    loop {
        let page = service.json(&address).await;
        assert_eq!(page["total"], 62);
        seen.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => address = format!("/api/v1/incidents?category=asb&limit=25&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 62);
    let starts: Vec<&str> = seen.iter().map(|item| item["from"].as_str().unwrap()).collect();
    assert!(starts.is_sorted_by(|a, b| a >= b), "the latest come first");
    assert_eq!(seen[0]["from"], "2024-02-29T21:00:00+00:00");
    assert_eq!(seen[0]["location"], json!({ "key": "shop", "text": "Shop, High Street" }));
    assert_eq!(seen[0]["place"], json!([0.35, 51.75]));
    assert_eq!(seen[0]["precision"], "exact");

    let id = seen[0]["id"].as_u64().unwrap();
    let one = service.json(&format!("/api/v1/incidents/{id}")).await;
    assert_eq!(one["attributes"], json!({ "beat": "W1" }));
    assert_eq!(one["from"], seen[0]["from"]);
    let fire = &service.json("/api/v1/incidents?category=fire").await["items"][0];
    assert_eq!((&fire["place"], &fire["area_code"], &fire["precision"]), (&Value::Null, &json!("L1"), &json!("area")));
}

#[tokio::test]
async fn areas_with_counts_and_rates() {
    let service = Service::county();
    assert_eq!(service.json("/api/v1/areas").await["layers"][0]["name"], "district");
    let answer = service.get("/api/v1/areas/district?category=asb").await;
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let areas = answer.json();
    let west = &features(&areas)[0]["properties"];
    assert_eq!((&west["code"], &west["count"], &west["rate_per_1000"]), (&json!("W"), &json!(60), &json!(60.0)));
    let all = service.json("/api/v1/areas/district").await;
    let east = &features(&all)[1]["properties"];
    assert_eq!((&east["count"], &east["population"], &east["rate_per_1000"]), (&json!(41), &Value::Null, &Value::Null));

    let list = service.json("/api/v1/areas/district?geometry=none").await;
    assert_eq!(features(&list)[0]["geometry"], Value::Null);
    assert_eq!(features(&list)[0]["bbox"], json!([0.2, 51.6, 0.5, 51.9]));
    let legend = service.json("/api/v1/areas/district/legend?measure=rate").await;
    assert_eq!((&legend["unit"], &legend["max"]), (&json!("incidents per 1,000 residents"), &json!(60.0)));
    assert_eq!(legend["breaks"], json!([60.0]));
    let legend = service.json("/api/v1/areas/district/legend").await;
    assert_eq!((&legend["incidents"], &legend["breaks"]), (&json!(101), &json!([41.0, 60.0])));
}

#[tokio::test]
async fn density_its_legend_and_contours() {
    let service = Service::county();
    let legend = service.json("/api/v1/density/legend?category=asb").await;
    assert_eq!(legend["method"], "Gaussian kernel, bandwidth 300 m");
    assert_eq!(legend["unit"], "incidents per km²");
    assert_eq!(legend["incidents"], 60, "those in the study area");
    assert_eq!(legend["window"], json!({ "from": "2024-01-01", "to": "2024-03-01" }));
    // 60 incidents on one point: 60 / (2π · 0.3²) per km².
    let peak = 60.0 / (2.0 * std::f64::consts::PI * 0.09);
    assert!((legend["max"].as_f64().unwrap() / peak - 1.0).abs() < 2e-3, "{}", legend["max"]);
    let breaks: Vec<f64> = legend["breaks"].as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect();
    assert!(breaks.len() == 5 && breaks.is_sorted());

    let hexagons = service.json("/api/v1/density?category=asb").await;
    assert_eq!(hexagons["legend"], legend);
    let cells = features(&hexagons);
    assert_eq!(cells.iter().map(|it| it["properties"]["count"].as_u64().unwrap()).sum::<u64>(), 62);
    let drawn = |it: &Value| it["properties"]["intensity"].as_f64().unwrap() >= breaks[0];
    assert!(cells.iter().all(|it| drawn(it) || it["properties"]["count"].as_u64() > Some(0)));
    assert!(cells.iter().filter(|it| drawn(it)).count() > 5);

    let coarse = service.json("/api/v1/density?resolution=5").await;
    assert!(features(&coarse).len() < 15);
    let filtered =
        service.json("/api/v1/density/legend?category=crime&from=2024-01-15&edge=uniform&kernel=quartic").await;
    assert_eq!(filtered["method"], "Quartic kernel, bandwidth 300 m, corrected at the study area's edge");
    assert_eq!(filtered["window"], json!({ "from": "2024-01-15", "to": "2024-03-01" }));
    let crimes = service.json("/api/v1/density/legend?category=crime").await;
    assert!(crimes["snapped_note"].as_str().unwrap().starts_with("30 %"));

    let contours = service.json("/api/v1/density/contours?category=asb").await;
    let levels: Vec<f64> = features(&contours).iter().map(|it| it["properties"]["level"].as_f64().unwrap()).collect();
    assert_eq!(levels, breaks);
    let own = service.json("/api/v1/density/contours?category=asb&levels=10,1000000").await;
    assert_eq!(features(&own).len(), 1, "the second level is never reached");
}

#[tokio::test]
async fn a_cell_and_its_card() {
    let service = Service::county();
    let hexagons = service.json("/api/v1/density?category=asb").await;
    let hottest = features(&hexagons).iter().max_by_key(|it| it["properties"]["count"].as_u64()).unwrap();
    let cell = hottest["properties"]["cell"].as_str().unwrap();
    let card = service.json(&format!("/api/v1/cells/{cell}?category=asb")).await;
    assert_eq!((&card["cell"], &card["resolution"], &card["count"]), (&json!(cell), &json!(9), &json!(60)));
    let intensity = |it: &Value| it["intensity"].as_f64().unwrap();
    assert!((intensity(&card) / intensity(&hottest["properties"]) - 1.0).abs() < 1e-3);
    assert_eq!(card["areas"], json!({ "district": "District W" }));
    assert_eq!(card["locations"], json!([{ "id": "shop", "text": "Shop, High Street", "count": 60 }]));
    assert_eq!(sum(&card["by_month"]), 60);
    assert!((0.0..0.01).contains(&card["rank_fraction"].as_f64().unwrap()));
    let ring = card["polygon"].as_array().unwrap();
    assert_eq!(ring.first(), ring.last());
    let nothing = service.json(&format!("/api/v1/cells/{cell}?category=fire")).await;
    assert_eq!((&nothing["count"], &nothing["rank_fraction"]), (&json!(0), &Value::Null));
}

#[tokio::test]
async fn repeat_locations_and_their_cards() {
    let service = Service::county();
    let page = service.json("/api/v1/repeat-locations").await;
    assert_eq!((&page["total"], &page["incidents"], &page["locations"]), (&json!(1), &json!(60), &json!(1)));
    let shop = &page["items"][0];
    assert_eq!((&shop["rank"], &shop["label"], &shop["count"]), (&json!(1), &json!("Shop, High Street"), &json!(60)));
    assert_eq!((&shop["distinct_days"], &shop["median_gap_days"]), (&json!(60), &json!(1.0)));
    assert_eq!((&shop["top_category"], &shop["snapped"]), (&json!("Nuisance"), &json!(false)));
    assert!((shop["share"].as_f64().unwrap() - 60.0 / 103.0).abs() < 1e-12);

    let points = service.json("/api/v1/repeat-locations?by=point&min_count=1&limit=2").await;
    assert_eq!((&points["total"], &points["next"]), (&json!(43), &json!("2")));
    let next = service.json("/api/v1/repeat-locations?by=point&min_count=1&limit=2&cursor=2").await;
    assert_eq!(next["items"][0]["rank"], 3);
    assert!(points["concentration"]["gini"].as_f64().unwrap() > 0.5);
    let curve = points["concentration"]["curve"].as_array().unwrap();
    assert_eq!((&curve[0], curve.last().unwrap()), (&json!([0.0, 0.0]), &json!([1.0, 1.0])));

    let id = shop["id"].as_str().unwrap();
    let card = service.json(&format!("/api/v1/repeat-locations/{id}?by=key")).await;
    assert_eq!(card["rank"], 1);
    assert_eq!(card["incidents"].as_array().unwrap().len(), 20);
    assert_eq!(card["incidents"][0]["from"], "2024-02-29T21:00:00+00:00");
    assert_eq!(sum(&card["by_month"]), 60);
    let clusters = service.json("/api/v1/repeat-locations?by=cluster&radius_m=100&min_points=3").await;
    assert_eq!(clusters["total"], 2, "the shop and the street");
    let gone = service.get(&format!("/api/v1/repeat-locations/{id}?category=fire")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_at_all() {
    let service = Service::empty();
    let about = service.json("/api/v1/about").await;
    assert_eq!((&about["incidents"], &about["span"], &about["layers"]), (&json!(0), &Value::Null, &json!([])));
    let summary = service.json("/api/v1/summary").await;
    assert_eq!((&summary["total"], &summary["by_month"]), (&json!(0), &json!([])));
    let incidents = service.json("/api/v1/incidents").await;
    assert_eq!(incidents, json!({ "total": 0, "items": [], "next": null }));
    assert_eq!(service.json("/api/v1/areas").await, json!({ "layers": [] }));
    let legend = service.json("/api/v1/density/legend").await;
    assert_eq!((&legend["breaks"], &legend["window"]), (&json!([]), &Value::Null));
    assert!(features(&service.json("/api/v1/density").await).is_empty());
    assert!(features(&service.json("/api/v1/density/contours").await).is_empty());
    let repeats = service.json("/api/v1/repeat-locations").await;
    assert_eq!((&repeats["total"], &repeats["concentration"]["gini"]), (&json!(0), &Value::Null));
    let card = service.json("/api/v1/cells/89194ad32a7ffff").await;
    assert_eq!((&card["count"], &card["rank_fraction"]), (&json!(0), &Value::Null));
}
