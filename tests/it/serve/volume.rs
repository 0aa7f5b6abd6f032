use wherenext::time::TimeWindow;

use axum::http::StatusCode;
use serde_json::{Value, json};
use tempfile::tempdir;

use super::county::{self, Service, incident};

/// 2024-01-01T00:00Z.
const NEW_YEAR_S: i64 = 1_704_067_200;
const DAY_S: i64 = 86_400;

/// Three years with three a day, from July 2026 on one.
fn stepped() -> Service {
    let folder = tempdir().unwrap();
    let mut all = Vec::new();
    for day in 0..1096 {
        for hour in 0..if day < 912 { 9 } else { 3 } {
            let start = NEW_YEAR_S + day * DAY_S + hour * 3600;
            let class = if hour == 0 { "personal" } else { "nuisance" };
            all.push(incident(class, (0.3, 51.75), TimeWindow::new(start, start + 60).unwrap()));
        }
    }
    county::import(folder.path(), "stepped.csv", &all);
    Service::over(folder)
}

/// The answer, asked for again while it is computed.
async fn finished(service: &Service, path: &str) -> Value {
    loop {
        let answer = service.get(path).await;
        if answer.status == StatusCode::OK {
            return answer.json();
        }
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{path}: {}", answer.text());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_step_is_marked_and_warned_of() {
    let service = stepped();
    let steps = finished(&service, "/api/v1/recording-changes?category=asb&from=2026-01-01").await;
    assert_eq!((&steps["from_month"], &steps["to_month"]), (&json!("2024-01"), &json!("2026-12")));
    let all = &steps["series"][0];
    assert_eq!((&all["id"], &all["deseasonalised"]), (&json!("all"), &json!(true)));
    let change = &all["changes"][0];
    assert_eq!((&change["last_before"], &change["first_after"]), (&json!("2026-06"), &json!("2026-07")));
    assert!((change["ratio"].as_f64().unwrap() - 1.0 / 3.0).abs() < 0.01);
    assert!(steps["finding"]["statement"].as_str().unwrap().contains("fell by 67 %"), "{}", steps["finding"]);
}

#[tokio::test]
async fn two_years_ahead() {
    let service = stepped();
    let volume = finished(&service, "/api/v1/volume-forecast?to=2026-07-01&without=asb/personal&year_ends=12").await;
    assert_eq!(volume["history"], json!({"from": "2024-01", "to": "2026-06", "months": 30}));
    let ids: Vec<&str> =
        volume["series"].as_array().unwrap().iter().map(|series| series["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["all", "all-without", "asb/personal", "asb/nuisance"]);
    let all = &volume["series"][0];
    let median = all["next_12"]["median"].as_f64().unwrap();
    assert!((median - 3285.0).abs() < 30.0, "nine a day for a year: {median}");
    assert_eq!(all["forecast"].as_array().unwrap().len(), 24);
    assert_eq!((&all["years"][0]["ending"], &all["years"][0]["count"]), (&json!("2024-12"), &json!(3294)));
    assert!(all["years"][2]["forecast"]["low_95"].as_f64().unwrap() > 1629.0, "{}", all["years"][2]);
    assert_eq!(all["back_test"]["origins"], 6);
    assert_eq!(volume["series"][1]["without"], "asb/personal");
}

#[tokio::test]
async fn too_short_and_wrong() {
    let service = Service::county();
    let volume = finished(&service, "/api/v1/volume-forecast").await;
    assert_eq!(volume["series"], json!([]));
    assert!(volume["finding"]["statement"].as_str().unwrap().contains("24 are needed"));
    for (query, named) in
        [("without=theft", "without"), ("without=crime/none", "without"), ("year_ends=13", "year_ends")]
    {
        let answer = service.get(&format!("/api/v1/volume-forecast?{query}")).await;
        assert_eq!(
            (answer.status, answer.json()["parameter"].as_str()),
            (StatusCode::BAD_REQUEST, Some(named)),
            "{query}"
        );
    }
}
