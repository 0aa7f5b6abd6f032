use std::sync::LazyLock;

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{self, Content, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::error::PROBLEM_JSON;
use super::router::resources;
use super::state::App;

pub const OPENAPI_PATH: &str = "/api/v1/openapi.json";
const OGC_OPENAPI_PATH: &str = "/ogc/api?f=json";

/// Swagger's own page puts styles into elements; everything still comes from this service alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the document says about the whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "wherenext",
        description = "Where incidents gather, come back and grow. Every resource and tile takes the same filter; fractions are 0 to 1; \
            longitude stands before latitude; dates are civil and half-open. Errors are problem+json (RFC 9457).",
    ),
    tags(
        (name = "data", description = "Incidents, counts and areas"),
        (name = "density", description = "Kernel density"),
        (name = "hot spots", description = "Where more or less happens than chance puts there, and where that changes"),
        (name = "repeat locations", description = "Where incidents come back"),
        (name = "time", description = "When: hours of the week, years, comparisons"),
        (name = "space and time", description = "What gathers near and soon: near repeats and space-time clusters"),
        (name = "trends", description = "What grows and what falls, steps in the recording, forecasts of volume"),
        (name = "tiles", description = "Layers for a web map"),
        (name = "access", description = "Who asks"),
        (name = "operation", description = "Whether the service runs; its description"),
    ),
    security((), ("key" = []), ("basic" = []), ("session" = [])),
    modifiers(&Security),
)]
pub struct Description;

/// How somebody proves who they are; the demo asks nobody.
struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("A key, wn_…"));
        let basic =
            HttpBuilder::new().scheme(HttpAuthScheme::Basic).description(Some("A key as the password; any name"));
        let session = ApiKeyValue::with_description("wherenext", "From signing in; __Host-wherenext over TLS");
        components.add_security_scheme("key", SecurityScheme::Http(key.build()));
        components.add_security_scheme("basic", SecurityScheme::Http(basic.build()));
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    }
}

static DOCUMENT: LazyLock<openapi::OpenApi> = LazyLock::new(|| with_refusals(resources().into_openapi()));

/// What answers before anybody says who they are.
const OPEN: [&str; 2] = ["/healthz", "/readyz"];
/// What may be answered before a resource is asked.
const REFUSALS: [(&str, &str); 3] = [
    ("401", "Nobody: sign in, or send a key"),
    ("403", "The key is not good for that, or another site's page sends it"),
    ("429", "Too often: Retry-After says when to come again"),
];

/// The OpenAPI 3.1 document of every resource.
pub fn document() -> &'static openapi::OpenApi {
    &DOCUMENT
}

fn with_refusals(mut document: openapi::OpenApi) -> openapi::OpenApi {
    for (path, item) in &mut document.paths.paths {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete];
        for operation in operations.into_iter().flatten().filter(|_| !OPEN.contains(&path.as_str())) {
            for (status, description) in REFUSALS {
                let responses = &mut operation.responses.responses;
                responses.entry(status.to_owned()).or_insert_with(|| problem(description));
            }
        }
    }
    document
}

fn problem(description: &str) -> RefOr<openapi::Response> {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    RefOr::T(ResponseBuilder::new().description(description).content(PROBLEM_JSON, content).build())
}

/// This document.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value)),
)]
pub async fn openapi_json() -> Response {
    static TEXT: LazyLock<String> =
        LazyLock::new(|| document().to_json().expect("a document made of strings and numbers can be written as JSON"));
    ([(CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}

/// The page to browse the document with, from files inside this program.
pub fn page() -> Router<App> {
    let config = Config::new([OPENAPI_PATH, OGC_OPENAPI_PATH]).validator_url("none").try_it_out_enabled(true);
    let page: Router<App> = SwaggerUi::new("/docs").config(config).into();
    page.layer(middleware::map_response(async |mut response: Response| {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        response
    }))
}
