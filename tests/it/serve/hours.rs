use serde_json::json;

use super::county::Service;

#[tokio::test]
async fn the_shop_is_an_evening_matter() {
    let service = Service::county();
    let found = service.json("/api/v1/hours?category=asb&area=district:W").await;
    assert_eq!(
        (&found["incidents"], &found["hours_known"], &found["hours_unknown"]),
        (&json!(60), &json!(60), &json!(0))
    );
    let window = &found["windows"][0];
    assert_eq!(window["label"], "every day 21:00 to 22:00");
    assert_eq!((&window["hours"], &window["from_hour"], &window["to_hour"]), (&json!(7), &json!(21), &json!(22)));
    assert_eq!(window["share_fraction"], 1.0);
    assert_eq!(found["finding"]["statement"], "Every day 21:00 to 22:00: 100 % of incidents in 4.2 % of the week.");
    assert_eq!(found["hour_of_week"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn a_month_has_no_hour_and_says_so() {
    let found = Service::county().json("/api/v1/hours?category=fire").await;
    assert_eq!(
        (&found["resolution"], &found["hour_of_week"], &found["windows"]),
        (&json!(null), &json!(null), &json!([]))
    );
    assert!(found["finding"]["statement"].as_str().unwrap().contains("cannot be read"), "{}", found["finding"]);
}

#[tokio::test]
async fn windows_are_numbered() {
    let answer = Service::county().get("/api/v1/hours?windows=11").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["parameter"], "windows");
}
