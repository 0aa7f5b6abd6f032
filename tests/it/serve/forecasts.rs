//! Forecasts, their risk and their record through the API.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};
use wherenext::analysis::Progress;
use wherenext::ledger::{Learned, Maker, keep};
use wherenext::store::Store;

use super::county::{Service, import};
use super::tiles::{geojson, mvt, tile_at};
use crate::ledger::weeks::{fill, incidents, index, monday, request};

/// Twelve replays, the last of the week after the data, and one forecast of a week that has not begun.
pub fn service() -> Service {
    let folder = tempfile::tempdir().unwrap();
    let store = fill(folder.path(), 20);
    let maker = Maker::new(&index(&store), request("count-decayed")).unwrap();
    let mut learned = Learned::new();
    for week in 9..=20 {
        keep(&store, &maker.make(monday(week), &mut learned, &Progress::new()).unwrap(), true).unwrap();
    }
    let service = Service::over(folder);
    assert_eq!(service.app.score_due().unwrap(), 11);
    service
}

fn numbers(features: &[Value], name: &str) -> Vec<f64> {
    features.iter().map(|feature| feature["properties"][name].as_f64().unwrap()).collect()
}

#[tokio::test]
async fn an_empty_ledger_says_so() {
    let service = Service::county();
    let list = service.json("/api/v1/forecasts").await;
    assert_eq!((&list["total"], &list["forecasts"], &list["head"]), (&json!(0), &json!([]), &json!(null)));
    let scores = service.json("/api/v1/scores").await;
    assert_eq!(scores["series"], json!([]));
    assert!(scores["finding"]["statement"].as_str().unwrap().contains("No forecast"));
    for path in [
        "/api/v1/forecasts/latest",
        "/api/v1/forecasts/1/risk",
        "/api/v1/risk?lon=0.35&lat=51.7",
        "/tiles/risk/9/256/169.mvt",
    ] {
        assert_eq!(service.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn what_is_stored_is_listed_the_latest_period_first() {
    let service = service();
    let list = service.json("/api/v1/forecasts?limit=5").await;
    assert_eq!((&list["total"], &list["chain_intact"], &list["next"]), (&json!(12), &json!(true), &json!("5")));
    let ids: Vec<_> = list["forecasts"].as_array().unwrap().iter().map(|it| it["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [12, 11, 10, 9, 8]);
    let rest = service.json("/api/v1/forecasts?limit=100&cursor=5").await;
    assert_eq!((rest["forecasts"].as_array().unwrap().len(), &rest["next"]), (7, &json!(null)));
    let latest = service.json("/api/v1/forecasts/latest").await;
    assert_eq!(latest["label"], "Anti-social behaviour, 20 to 26 May 2024");
    assert_eq!((&latest["replay"], &latest["scored"], &latest["score"]), (&json!(true), &json!(false), &json!(null)));
    assert_eq!((&latest["from"], &latest["to"]), (&json!("2024-05-20"), &json!("2024-05-27")));
    assert_eq!(latest["parameters"]["half_life_days"].as_f64().map(|days| days > 0.0), Some(true));
    assert_eq!(list["head"], latest["hash"]);
    let before = service.json("/api/v1/forecasts/11").await;
    assert_eq!((&latest["previous"], &before["scored"]), (&before["hash"], &json!(true)));
    assert_eq!(latest["shifts"]["schemes"][1]["shifts"].as_array().unwrap().len(), 21);
    for (path, status) in [
        ("/api/v1/forecasts/13", StatusCode::NOT_FOUND),
        ("/api/v1/forecasts/first", StatusCode::NOT_FOUND),
        ("/api/v1/forecasts?cursor=x", StatusCode::BAD_REQUEST),
        ("/api/v1/forecasts/1?verbose=1", StatusCode::BAD_REQUEST),
        ("/api/v1/forecasts/1/risk?category=asb", StatusCode::BAD_REQUEST),
        ("/api/v1/forecasts/1/risk?shift=tea-time", StatusCode::BAD_REQUEST),
        ("/api/v1/forecasts/1/legend?model=theirs", StatusCode::BAD_REQUEST),
        ("/api/v1/risk?lon=0.35", StatusCode::BAD_REQUEST),
        ("/api/v1/risk?lon=0.35&lat=99", StatusCode::BAD_REQUEST),
        ("/api/v1/risk?lon=3&lat=51.7", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(service.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn the_risk_is_ranked_and_adds_up() {
    let service = service();
    let forecast = service.json("/api/v1/forecasts/latest").await;
    let found = service.json("/api/v1/forecasts/latest/risk?limit=100000").await;
    let features = found["features"].as_array().unwrap();
    assert_eq!(
        (json!(features.len()), &found["total"], &found["forecast"]),
        (forecast["cells"].clone(), &forecast["cells"], &json!(12))
    );
    let expected = numbers(features, "expected");
    assert!(expected.is_sorted_by(|a, b| a >= b));
    assert!((expected.iter().sum::<f64>() / forecast["expected"].as_f64().unwrap() - 1.0).abs() < 1e-3);
    let first = &features[0]["properties"];
    assert_eq!((&first["rank"], &first["area"]), (&json!(1), &json!("District W")));
    assert!(
        first["low"].as_f64() <= first["expected"].as_f64() && first["expected"].as_f64() <= first["high"].as_f64()
    );

    let legend = service.json("/api/v1/forecasts/latest/legend").await;
    assert_eq!(legend, found["legend"]);
    assert_eq!(legend["unit"], "expected incidents per km² in 7 days");
    let breaks: Vec<f64> = legend["breaks"].as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect();
    assert!(!breaks.is_empty() && breaks.is_sorted() && breaks[0] > 0.0, "{breaks:?}");

    let some = service.json("/api/v1/forecasts/12/risk?limit=3&bbox=0.3,51.69,0.4,51.72").await;
    assert_eq!(some["features"].as_array().unwrap().len(), 3);
    assert!(some["total"].as_u64().unwrap() < found["total"].as_u64().unwrap());
}

#[tokio::test]
async fn shifts_add_up_to_the_week() {
    let service = service();
    let whole = service.json("/api/v1/forecasts/latest/risk?limit=1").await["features"][0]["properties"].clone();
    let of = async |shift: &str| {
        let found = service.json(&format!("/api/v1/forecasts/latest/risk?limit=100000&shift={shift}")).await;
        let features = found["features"].as_array().unwrap().clone();
        let same = features.into_iter().find(|it| it["properties"]["cell"] == whole["cell"]).unwrap();
        same["properties"]["expected"].as_f64().unwrap()
    };
    let mut sum = 0.0;
    for shift in ["weekday-day", "weekday-night", "weekend-day", "weekend-night"] {
        sum += of(shift).await;
    }
    assert!((sum / whole["expected"].as_f64().unwrap() - 1.0).abs() < 2e-3, "{sum} {whole}");
    let legend = service.json("/api/v1/forecasts/latest/legend?shift=fri-late&model=plain").await;
    assert_eq!((&legend["shift"], &legend["model"]), (&json!("fri-late"), &json!("plain")));
    assert!(legend["unit"].as_str().unwrap().contains("Friday late"));
}

#[tokio::test]
async fn one_point_says_why() {
    let service = service();
    let risk = service.json("/api/v1/risk?lon=0.49&lat=51.716").await;
    assert_eq!(
        (&risk["forecast"], &risk["replay"], &risk["areas"]["district"]),
        (&json!(12), &json!(true), &json!("District W"))
    );
    let expected = risk["expected"].as_f64().unwrap();
    let why = risk["why"].as_array().unwrap();
    let sum: f64 = why.iter().map(|part| part["expected"].as_f64().unwrap()).sum();
    assert!(expected > 0.0 && (sum - expected).abs() < 1e-5 * expected, "{sum} {expected}");
    let shares: f64 = why.iter().map(|part| part["share_fraction"].as_f64().unwrap()).sum();
    assert!((shares - 1.0).abs() < 1e-9);
    assert!(why[0]["words"].as_str().unwrap().contains("incidents"), "{why:?}");
    assert_eq!(risk["plain_counts"].as_array().unwrap().len(), 5);
    assert!(risk["rank_text"].as_str().unwrap().starts_with("top "));
    assert!(risk["counts"]["last_28_days"].as_u64() <= risk["counts"]["last_365_days"].as_u64());
    assert!(risk["finding"]["caveat"].as_str().unwrap().contains("replay"));
    let shifts = risk["shifts"].as_array().unwrap();
    let week: f64 =
        shifts.iter().filter(|it| it["scheme"] == "three-shifts").map(|it| it["expected"].as_f64().unwrap()).sum();
    assert!((week - expected).abs() < 1e-5 * expected);
    let ring = risk["polygon"].as_array().unwrap();
    assert_eq!(ring.first(), ring.last());

    let night = service.json("/api/v1/risk?lon=0.49&lat=51.716&shift=weekend-night&forecast=12").await;
    let of_shift = shifts.iter().find(|it| it["id"] == "weekend-night").unwrap();
    assert!((night["expected"].as_f64().unwrap() - of_shift["expected"].as_f64().unwrap()).abs() < 1e-5);
    let sum: f64 = night["why"].as_array().unwrap().iter().map(|part| part["expected"].as_f64().unwrap()).sum();
    assert!((sum - night["expected"].as_f64().unwrap()).abs() < 1e-5);
}

#[tokio::test]
async fn tiles_are_the_same_in_both_encodings_and_lose_nothing_at_low_zooms() {
    let service = service();
    for query in ["", "forecast=3", "model=plain", "shift=weekend-night", "forecast=latest&model=plain&shift=mon-late"]
    {
        for zoom in [0, 5, 7, 9, 10, 12, 14, 18] {
            let tile = format!("/tiles/risk/{}", tile_at(0.49, 51.716, zoom));
            let plain = geojson(&service, &format!("{tile}.geojson?{query}")).await;
            let vector = mvt(&service, &format!("{tile}.mvt?{query}"), "risk").await;
            assert_eq!(plain, vector, "{tile} {query}");
            assert!(!plain.is_empty(), "{tile} {query}");
            let has_interval = plain.iter().all(|it| it.contains_key("low"));
            assert_eq!(has_interval, zoom >= 10, "the forecast's own cells are of resolution 8");
        }
    }
    let world = geojson(&service, "/tiles/risk/0/0/0.geojson").await;
    let drawn: f64 = world.iter().map(|it| it["expected"].as_f64().unwrap()).sum();
    let forecast = service.json("/api/v1/forecasts/latest").await;
    assert!(drawn > 0.5 * forecast["expected"].as_f64().unwrap(), "{drawn}");
    let refused = service.get("/tiles/risk/9/256/169.mvt?category=asb").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let description = service.json("/tiles/risk.json?shift=weekend-night").await;
    assert!(description["tiles"][0].as_str().unwrap().ends_with("?shift=weekend-night"));
}

#[tokio::test]
async fn the_record_compares_week_by_week() {
    let service = service();
    let scores = service.json("/api/v1/scores").await;
    let series = &scores["series"][0];
    assert_eq!(series["key"], "category=asb|hex:8|7d|count-decayed");
    assert_eq!((&series["scored"], &series["replays"], &series["ahead"]), (&json!(11), &json!(11), &json!(0)));
    assert_eq!(
        scores["waiting"],
        json!([{"id": 12, "label": "Anti-social behaviour, 20 to 26 May 2024", "to": "2024-05-27"}])
    );
    let record = series["record"].as_array().unwrap();
    assert_eq!(record.len(), 11);
    assert!(record.iter().map(|it| it["from"].as_str().unwrap()).is_sorted());
    let ours = &record[0]["coverages"][0]["ours"];
    assert!(
        ours["hit_rate_low"].as_f64() <= ours["hit_rate"].as_f64()
            && ours["hit_rate"].as_f64() <= ours["hit_rate_high"].as_f64()
    );
    for coverage in series["coverages"].as_array().unwrap() {
        let rate = |of: &Value| of["hit_rate"].as_f64().unwrap();
        assert!(rate(&coverage["ours"]) <= rate(&coverage["oracle"]));
        assert!(coverage["versus_best_plain"]["low"].as_f64() <= coverage["versus_best_plain"]["high"].as_f64());
        assert!(
            ["level", "behind"].contains(&coverage["verdict"].as_str().unwrap()),
            "one plain count is no better than the best"
        );
        assert!(coverage["sentence"].as_str().unwrap().contains("all replays"));
    }
    let key = "category%3Dasb%7Chex:8%7C7d%7Ccount-decayed";
    let only = service.json(&format!("/api/v1/scores?series={key}")).await;
    assert_eq!(only["series"], scores["series"]);
    assert_eq!(service.json("/api/v1/scores?series=other").await["series"], json!([]));
}

#[tokio::test]
async fn another_forecast_and_a_score_are_served_without_loading_the_data_again() {
    let service = service();
    let store = Store::open(service.folder.path()).unwrap();
    let before = service.app.snapshot().unwrap();
    let tag = service.get("/api/v1/forecasts").await.header("etag").to_owned();

    let maker = Maker::new(before.index(), request("count-all")).unwrap();
    let ahead = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().tomorrow().unwrap().tomorrow().unwrap();
    let made = keep(&store, &maker.make(ahead, &mut Learned::new(), &Progress::new()).unwrap(), false).unwrap();
    assert!(!made.is_replay);
    assert!(service.app.refresh().unwrap());
    let after = service.app.snapshot().unwrap();
    assert!(std::ptr::eq(before.index(), after.index()), "the data are the same");
    assert_ne!(service.get("/api/v1/forecasts").await.header("etag"), tag);
    let latest = service.json("/api/v1/forecasts/latest").await;
    assert_eq!((&latest["id"], &latest["replay"], &latest["replay_note"]), (&json!(13), &json!(false), &json!(null)));

    import(service.folder.path(), "later.csv", &incidents(20..21));
    assert!(service.app.refresh().unwrap());
    assert_eq!(service.app.score_due().unwrap(), 1);
    let scored = service.json("/api/v1/forecasts/12").await;
    assert_eq!((&scored["scored"], &scored["score"]["rescored"]), (&json!(true), &json!(0)));
    assert_eq!(service.app.score_due().unwrap(), 0);
}
