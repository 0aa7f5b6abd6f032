use axum::http::StatusCode;

use super::county::Service;

/// Each documented path, with examples for what stands in braces and what must be given.
fn example(path: &str) -> String {
    let against = match path {
        _ if path.contains("/comparison") => "?against=category%3Dfire",
        // A filter that chooses all leaves nothing to compare with.
        _ if path.contains("/relative-risk") => "?area=district:W&against=area%3Ddistrict:E",
        _ if path.ends_with("/risk") && !path.contains("forecasts") => "?lon=0.35&lat=51.75",
        _ => "",
    };
    let path = path
        .replace("{h3}", "89194ad32a7ffff")
        .replace("{id}", "1")
        .replace("areas/{layer}", "areas/district")
        .replace("trends/{layer}", "trends/district")
        .replace("{layer}", "density")
        .replace("{z}", "10")
        .replace("{x}", "513")
        .replace("{y}", "339.mvt")
        .replace("{document}", "density.json");
    format!("{path}{against}")
}

#[tokio::test]
async fn every_route_is_documented_and_every_document_answers() {
    let service = Service::county();
    let document = service.json("/api/v1/openapi.json").await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut documented: Vec<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    documented.sort_unstable();
    let mut served = [
        "/api/v1/about",
        "/api/v1/areas",
        "/api/v1/areas/{layer}",
        "/api/v1/areas/{layer}/legend",
        "/api/v1/case-reviews",
        "/api/v1/cells/{h3}",
        "/api/v1/comparison",
        "/api/v1/comparison/cells",
        "/api/v1/comparison/legend",
        "/api/v1/density",
        "/api/v1/disclosure",
        "/api/v1/risk-bands",
        "/api/v1/density/bandwidths",
        "/api/v1/density/contours",
        "/api/v1/density/legend",
        "/api/v1/emerging-hot-spots",
        "/api/v1/emerging-hot-spots/legend",
        "/api/v1/hot-spots",
        "/api/v1/hot-spots/legend",
        "/api/v1/facilities",
        "/api/v1/forecasts",
        "/api/v1/forecasts/{id}",
        "/api/v1/forecasts/{id}/legend",
        "/api/v1/forecasts/{id}/risk",
        "/api/v1/hours",
        "/api/v1/incidents",
        "/api/v1/incidents/{id}",
        "/api/v1/jobs/{id}",
        "/api/v1/near-repeats",
        "/api/v1/near-repeats/zones",
        "/api/v1/openapi.json",
        "/api/v1/recording-changes",
        "/api/v1/relative-risk",
        "/api/v1/relative-risk/contours",
        "/api/v1/relative-risk/legend",
        "/api/v1/repeat-locations",
        "/api/v1/repeat-locations/next-incident",
        "/api/v1/repeat-locations/{id}",
        "/api/v1/risk",
        "/api/v1/scores",
        "/api/v1/session",
        "/api/v1/session/everywhere",
        "/api/v1/session/password",
        "/api/v1/space-time-clusters",
        "/api/v1/summary",
        "/api/v1/transparency",
        "/api/v1/transparency/{id}/{document}",
        "/api/v1/years",
        "/api/v1/trends/{layer}",
        "/api/v1/trends/{layer}/legend",
        "/api/v1/volume-forecast",
        "/healthz",
        "/readyz",
        "/tiles/{document}",
        "/tiles/{layer}/{z}/{x}/{y}",
    ];
    served.sort_unstable();
    assert_eq!(documented, served);

    for path in documented {
        // Some addresses only alter.
        if document["paths"][path].get("get").is_none() {
            continue;
        }
        let answer = service.settled(&example(path)).await;
        // Location 1, job 1, forecast 1 and model 1 do not exist, and say so as such and not as an address.
        let missing =
            ["no location", "no job", "no forecast", "no model"].iter().any(|what| answer.text().contains(what));
        let found = answer.status == StatusCode::OK || missing;
        assert!(found, "{path}: {} {}", answer.status, answer.text());
        let operation = &document["paths"][path]["get"];
        assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{path}");
        assert!(operation["responses"]["200"].is_object(), "{path}");
    }
}

#[tokio::test]
async fn jobs_are_documented_where_an_answer_may_be_one() {
    let service = Service::county();
    let document = service.json("/api/v1/openapi.json").await;
    for path in [
        "/api/v1/case-reviews",
        "/api/v1/facilities",
        "/api/v1/repeat-locations",
        "/api/v1/repeat-locations/next-incident",
        "/api/v1/repeat-locations/{id}",
    ] {
        assert!(document["paths"][path]["get"]["responses"]["202"].is_object(), "{path}");
    }
}

#[tokio::test]
async fn filters_are_documented_wherever_they_are_taken() {
    let service = Service::county();
    let document = service.json("/api/v1/openapi.json").await;
    let paths = document["paths"].as_object().unwrap();
    for (path, operations) in paths.iter().filter(|(_, operations)| operations.get("get").is_some()) {
        let parameters = operations["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let names: Vec<&str> = parameters.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
        let example = example(path);
        let separator = if example.contains('?') { '&' } else { '?' };
        let answer = service.get(&format!("{example}{separator}category=asb")).await;
        let takes = answer.status != StatusCode::BAD_REQUEST
            && !["z", "openapi.json", "jobs/{id}"].iter().any(|end| path.ends_with(end));
        assert_eq!(names.contains(&"category"), takes, "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn the_page_to_browse_it_asks_nobody_else() {
    let service = Service::county();
    for file in ["/docs/", "/docs/swagger-initializer.js", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js"] {
        let answer = service.get(file).await;
        assert_eq!(answer.status, StatusCode::OK, "{file}");
    }
    let initializer = service.get("/docs/swagger-initializer.js").await.text();
    assert!(initializer.contains("/api/v1/openapi.json") && !initializer.contains("http"), "{initializer}");
}
