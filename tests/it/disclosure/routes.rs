use axum::http::StatusCode;
use wherenext::disclosure::{Role, Viewer};
use wherenext::serve::{Audience, audience_of};

use super::world::{RULES, of_role, partner, service};
use crate::serve::county::{Service, fill};

/// Every documented method and path.
async fn routes(service: &Service) -> Vec<(String, String)> {
    let document = service.json("/api/v1/openapi.json").await;
    let paths = document["paths"].as_object().unwrap();
    let methods = |path: &String| {
        let operations = paths[path].as_object().unwrap();
        let known = operations.keys().filter(|key| !matches!(key.as_str(), "parameters" | "summary" | "description"));
        known.map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
    };
    paths.keys().flat_map(methods).collect()
}

fn example(path: &str) -> String {
    let path = path.replace("areas/{layer}", "areas/district").replace("trends/{layer}", "trends/district");
    let path = path.replace("{h3}", "88194ad32bfffff").replace("{id}", "1").replace("{document}", "density.json");
    path.replace("{layer}/{z}/{x}/{y}", "density/10/513/339.mvt")
}

#[tokio::test]
async fn every_route_has_its_audience() {
    let service = service(1, RULES);
    let unlisted: Vec<_> =
        routes(&service).await.into_iter().filter(|(method, path)| audience_of(method, path).is_none()).collect();
    assert!(
        unlisted.is_empty(),
        "in no line of src/serve/audience.rs, and answered to nobody who is not cleared: {unlisted:?}"
    );
    assert_eq!(audience_of("GET", "/api/v1/a-route-of-tomorrow"), None);
    assert_eq!(audience_of("POST", "/api/v1/summary"), None, "another method is another route");
}

#[tokio::test]
async fn who_is_answered_and_who_is_not() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    std::fs::write(folder.path().join("disclosure.toml"), RULES).unwrap();
    let service = Service::over(folder);
    let no_agreement = Viewer { agency: Some("Housing".to_owned()), ..partner() };
    for (method, path) in routes(&service).await.into_iter().filter(|(method, _)| method == "GET") {
        let audience = audience_of(&method, &path).unwrap();
        let allowed =
            async |viewer: &Viewer| service.get_as(viewer, &example(&path)).await.status != StatusCode::FORBIDDEN;
        let open = audience == Audience::Open;
        let protected = matches!(audience, Audience::Everyone | Audience::EveryoneByMonth);
        assert_eq!(allowed(&partner()).await, open || protected, "partner: {path}");
        assert_eq!(allowed(&no_agreement).await, open, "no agreement: {path}");
        assert_eq!(allowed(&of_role(Role::Viewer)).await, open, "no rules for viewers: {path}");
        assert_eq!(allowed(&of_role(Role::Tasking)).await, audience != Audience::Individuals, "tasking: {path}");
        assert!(allowed(&of_role(Role::Administrator)).await, "administrator: {path}");
    }
}

#[tokio::test]
async fn a_refusal_says_why() {
    let service = service(1, RULES);
    let refused = async |viewer: &Viewer, path: &str| {
        let answer = service.get_as(viewer, path).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::FORBIDDEN, "application/problem+json"));
        answer.json()["detail"].as_str().unwrap().to_owned()
    };
    let said = refused(&partner(), "/api/v1/incidents").await;
    assert!(said.contains("Fires and anti-social behaviour") && said.contains("/api/v1/disclosure"), "{said}");
    assert!(refused(&partner(), "/tiles/incidents/10/513/339.mvt").await.contains("single incidents"));
    assert!(refused(&partner(), "/api/v1/risk-bands").await.contains("no forecast is disclosed"));
    let housing = Viewer { agency: Some("Housing".to_owned()), ..partner() };
    assert!(refused(&housing, "/api/v1/summary").await.contains("agreement is kept with \"Housing\""));
    assert!(refused(&of_role(Role::Viewer), "/ogc/collections").await.contains("no rules for viewers"));
    assert!(refused(&of_role(Role::Tasking), "/api/v1/incidents/1").await.contains("one by one"));
}

#[tokio::test]
async fn whoever_asks_is_told_the_rules() {
    let service = service(1, RULES);
    let told = service.get_as(&partner(), "/api/v1/disclosure").await.json();
    assert_eq!(
        (&told["sees"], &told["agreement"]["version"], &told["agreement"]["threshold"]),
        (&"agreement".into(), &"1".into(), &6.into())
    );
    assert_eq!(told["agreement"]["rules"].as_str().unwrap().len(), 16);
    assert!(told["in_words"].to_string().contains("cells of about 0.7 km²"));
    let nobody = service.get_as(&of_role(Role::Viewer), "/api/v1/disclosure").await.json();
    assert_eq!((&nobody["sees"], &nobody["agreement"]), (&"nothing".into(), &serde_json::Value::Null));
    assert_eq!(service.json("/api/v1/disclosure").await["sees"], "individuals");
    let about = service.get_as(&partner(), "/api/v1/about").await.json();
    assert!(about["notice"].as_str().unwrap().contains("no group of fewer than 6"), "the page shows it: {about}");
}

#[tokio::test]
async fn answers_and_their_tags_are_each_one_s_own() {
    let service = service(1, RULES);
    let tag = async |viewer: &Viewer| {
        let answer = service.get_as(viewer, "/api/v1/summary").await;
        answer.header("etag").to_owned()
    };
    let tags = [tag(&partner()).await, tag(&of_role(Role::Analyst)).await, tag(&of_role(Role::Tasking)).await];
    assert!(tags[0] != tags[1] && tags[1] != tags[2]);
    let ready = service.get_as(&partner(), "/readyz").await.json();
    assert_eq!(ready, serde_json::json!({}), "not even how many incidents there are");
    assert!(service.json("/readyz").await["incidents"].as_u64().unwrap() > 1000);
}

#[tokio::test]
async fn the_next_page_of_an_analyst_opens_nothing_to_a_partner() {
    let service = service(1, RULES);
    let next = |page: &serde_json::Value| {
        let links = page["links"].as_array().unwrap();
        let next = links.iter().find(|link| link["rel"] == "next").unwrap()["href"].as_str().unwrap();
        next.split_once("localhost:8080").unwrap().1.to_owned()
    };
    let path = "/ogc/collections/hotspots/items?limit=1&f=json";
    let mine = next(&service.json(path).await);
    assert_eq!(service.get_as(&partner(), &mine).await.status, StatusCode::GONE);
    assert_eq!(service.get(&mine).await.status, StatusCode::OK);
    let theirs = service.get_as(&partner(), path).await.json();
    assert_eq!(service.get_as(&partner(), &next(&theirs)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn collections_that_partners_have() {
    let service = service(1, RULES);
    let ids = async |viewer: &Viewer| {
        let list = service.get_as(viewer, "/ogc/collections?f=json").await.json();
        let ids = list["collections"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(ids(&partner()).await, ["hotspots", "emerging", "areas-district"]);
    assert!(!ids(&of_role(Role::Tasking)).await.contains(&"incidents".to_owned()));
    assert!(ids(&of_role(Role::Analyst)).await.contains(&"incidents".to_owned()));
    for hidden in ["incidents", "repeat-locations", "near-repeat-zones", "risk-areas", "risk-bands"] {
        let path = format!("/ogc/collections/{hidden}/items");
        assert_eq!(service.get_as(&partner(), &path).await.status, StatusCode::NOT_FOUND, "{hidden}");
    }
}

#[tokio::test]
async fn quarters_answer_no_question_about_months() {
    let service = service(1, &RULES.replace("\"month\"", "\"quarter\""));
    for (path, status) in [
        ("/api/v1/summary", StatusCode::OK),
        ("/api/v1/trends/district", StatusCode::FORBIDDEN),
        ("/api/v1/years", StatusCode::FORBIDDEN),
        ("/tiles/area-trends/10/513/339.mvt", StatusCode::FORBIDDEN),
        ("/ogc/collections/emerging", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(service.get_as(&partner(), path).await.status, status, "{path}");
    }
}
