//! What follows from repeat locations: growth, the next incident, case reviews, facilities, years.

use serde_json::{Value, json};
use wherenext::space::{LngLat, NamedPlace, PlaceSet};
use wherenext::store::Store;

use super::county::{Service, fill};

#[tokio::test]
async fn the_shop_neither_grows_nor_fades() {
    let service = Service::county();
    let found = service.json("/api/v1/repeat-locations?growth_months=1").await;
    assert_eq!(found["growth"]["recent"], json!({ "from": "2024-02-01", "to": "2024-03-01" }));
    assert_eq!((&found["growth"]["steady"], &found["growth"]["tested"]), (&json!(1), &json!(1)));
    let growth = &found["items"][0]["growth"];
    assert_eq!((&growth["recent"], &growth["before"], &growth["trend"]), (&json!(29), &json!(31), &json!("steady")));
    assert!((growth["ratio"].as_f64().unwrap() - 1.0).abs() < 1e-12, "one a day in both months");
    assert!(found["finding"]["statement"].as_str().unwrap().starts_with("Half of the incidents"));
    let short = service.json("/api/v1/repeat-locations").await;
    assert_eq!((&short["growth"], &short["items"][0]["growth"]), (&Value::Null, &Value::Null), "two months are no six");
    let card = service
        .json(&format!("/api/v1/repeat-locations/{}?growth_months=1", found["items"][0]["id"].as_str().unwrap()))
        .await;
    assert_eq!(card["growth"]["trend"], "steady");
    let wrong = service.settled("/api/v1/repeat-locations?growth_months=0").await;
    assert_eq!(wrong.json()["parameter"], "growth_months");
}

#[tokio::test]
async fn the_next_evening_follows() {
    let service = Service::county();
    let found = service.json("/api/v1/repeat-locations/next-incident?category=asb").await;
    assert_eq!((&found["incidents"], &found["locations"]), (&json!(60), &json!(1)));
    let many = &found["counts"][6];
    assert_eq!((&many["so_far"], &many["starts"], &many["censored"]), (&json!("10 or more"), &json!(51), &json!(1)));
    assert_eq!(many["risks"][0]["days"], 7);
    assert_eq!(found["counts"][0]["risks"][0]["fraction"], 1.0, "another came the next day");
    let month = service.json("/api/v1/repeat-locations/next-incident?category=fire").await;
    assert_eq!(month["counts"], json!([]));
    assert!(month["finding"]["statement"].as_str().unwrap().contains("cannot be read"));
}

#[tokio::test]
async fn case_reviews_list_the_reports() {
    let service = Service::county();
    let found = service.json("/api/v1/case-reviews").await;
    assert_eq!(
        (&found["total"], &found["as_of"], &found["since"]),
        (&json!(1), &json!("2024-03-01"), &json!("2023-09-01"))
    );
    let item = &found["items"][0];
    assert_eq!(
        (&item["label"], &item["reason"], &item["count"]),
        (&json!("Shop, High Street"), &json!("reports"), &json!(60))
    );
    assert_eq!((&item["category"], &item["snapped"]), (&json!("asb/nuisance"), &json!(false)));
    let report = item["incidents"][0].as_object().unwrap();
    assert!(!report.contains_key("vulnerable") && !report.contains_key("location"), "{report:?}");
    let none = service.json("/api/v1/case-reviews?reports=61").await;
    assert_eq!(none["total"], 0);
    let early = service.json("/api/v1/case-reviews?as_of=2024-01-03").await;
    assert_eq!(early["total"], 0, "two evenings are no three");
    let streets = service.json("/api/v1/case-reviews?category=crime&by=point").await;
    assert_eq!(streets["total"], 0, "burglary is no anti-social behaviour");
    for (query, parameter) in [("reports=0", "reports"), ("as_of=soon", "as_of"), ("within_months=99", "within_months")]
    {
        let answer = service.get(&format!("/api/v1/case-reviews?{query}")).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["parameter"]), (400, &json!(parameter)));
    }
}

#[tokio::test]
async fn facilities_by_words_and_by_column() {
    let service = Service::county();
    let words = service.json("/api/v1/facilities").await;
    let shop = &words["classes"][0];
    assert_eq!((&shop["class"], &shop["places"], &shop["incidents"]), (&json!("shopping"), &json!(1), &json!(60)));
    assert_eq!((&shop["share_for_80_fraction"], &words["without_class"]), (&json!(1.0), &json!(43)));
    assert_eq!(shop["top"][0]["label"], "Shop, High Street");
    assert!(words["rules"].as_array().unwrap().len() > 10);
    let column = service.json("/api/v1/facilities?by=point&attribute=beat").await;
    assert_eq!((&column["classes"][0]["class"], &column["rules"]), (&json!("W1"), &json!([])));
}

#[tokio::test]
async fn facilities_near_imported_places() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let place =
        |name: &str, lng, lat| NamedPlace { name: Some(name.to_owned()), place: LngLat::new(lng, lat).unwrap() };
    let shops = [place("Shop", 0.3503, 51.75), place("Kiosk", 0.4, 51.75), place("Elsewhere", 1.0, 51.75)];
    let shops = PlaceSet::new("shop".to_owned(), shops.into()).unwrap();
    Store::open(folder.path()).unwrap().put_places(&[shops]).unwrap();
    let service = Service::over(folder);
    let about = service.json("/api/v1/about").await;
    assert_eq!(about["place_classes"], json!([{ "class": "shop", "places": 3 }]));
    assert_eq!(about["layers"][0]["with_deprivation"], false);
    let found = service.json("/api/v1/facilities?place_class=shop").await;
    assert_eq!(
        (&found["place_class"], &found["within_m"], &found["without_class"]),
        (&json!("shop"), &json!(50.0), &json!(43))
    );
    let class = &found["classes"][0];
    assert_eq!((&class["class"], &class["places"], &class["incidents"]), (&json!("shop"), &json!(2), &json!(60)));
    assert_eq!(
        class["top"],
        json!([{
            "id": null, "label": "Shop", "place": [0.3503, 51.75], "snapped": false, "count": 60, "share_fraction": 1.0
        }])
    );
    assert!(
        found["finding"]["statement"].as_str().unwrap().starts_with("Of 2 places of the class shop, 50 % hold 80 %")
    );
    let none = service.json("/api/v1/facilities?place_class=shop&within_m=10").await;
    assert_eq!((&none["classes"], &none["without_class"]), (&json!([]), &json!(103)));
    for (query, parameter) in [
        ("place_class=pub", "place_class"),
        ("place_class=shop&by=key", "place_class"),
        ("place_class=shop&within_m=0", "within_m"),
        ("within_m=50", "within_m"),
    ] {
        let answer = service.get(&format!("/api/v1/facilities?{query}")).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["parameter"]), (400, &json!(parameter)), "{query}");
    }
}

#[tokio::test]
async fn years_of_any_twelve_months() {
    let service = Service::county();
    let found = service.json("/api/v1/years?starting_month=1&without=crime").await;
    let year = &found["years"][0];
    assert_eq!((&year["label"], &year["complete"]), (&json!("year to December 2024"), &json!(false)));
    assert_eq!((&year["incidents"], &year["incidents_without"]), (&json!(103), &json!(63)));
    assert_eq!((&year["attended"], &year["attended_fraction"]), (&json!(103), &json!(1.0)));
    assert_eq!(year["categories"][0]["id"], "asb/nuisance");
    assert!((year["categories"][0]["share_fraction"].as_f64().unwrap() - 62.0 / 63.0).abs() < 1e-12);
    for (query, parameter) in [("starting_month=13", "starting_month"), ("without=theft", "without")] {
        let answer = service.get(&format!("/api/v1/years?{query}")).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["parameter"]), (400, &json!(parameter)));
    }
}
