use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderName, StatusCode};
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::{Level, Span};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::basemap::{self, basemap};
use super::clearance::disclose;
use super::conditional::conditional;
use super::docs::{self, Description};
use super::error::as_problem;
use super::guard::identify;
use super::headers::secure;
use super::health;
use super::host::own_host_only;
use super::ogc;
use super::on_record::on_record;
use super::page::page;
use super::resources::{
    about, areas, bandwidths, case_reviews, cells, comparison, density, density_legend, disclosure, emerging,
    facilities, forecast_risk, forecasts, hot_spots, hours, incidents, jobs, near_repeat_zones, near_repeats,
    next_incident, recording_changes, relative_risk, repeat_locations, risk_at, risk_bands, scores, session,
    space_time_clusters, summary, transparency, trends, volume_forecast, years,
};
use super::sign_in;
use super::state::App;
use super::tiles::{tile, tilejson};

/// No request has a body worth the name.
const MAX_BODY_BYTES: usize = 64 << 10;
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Everything that is served and documented, one line each.
pub fn resources() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi()).merge(data()).merge(operation())
}

/// What depends on the data alone: these answers have entity tags.
fn data() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(about::about))
        .routes(routes!(summary::summary))
        .routes(routes!(incidents::incidents))
        .routes(routes!(incidents::incident))
        .routes(routes!(areas::area_layers))
        .routes(routes!(areas::area_layer))
        .routes(routes!(areas::area_legend))
        .routes(routes!(density::density))
        .routes(routes!(density_legend::legend))
        .routes(routes!(density::contours))
        .routes(routes!(bandwidths::bandwidths))
        .routes(routes!(relative_risk::relative_risk))
        .routes(routes!(relative_risk::legend))
        .routes(routes!(relative_risk::contours))
        .routes(routes!(cells::cell))
        .routes(routes!(emerging::emerging_hot_spots))
        .routes(routes!(emerging::emerging_legend))
        .routes(routes!(hot_spots::hot_spots))
        .routes(routes!(hot_spots::legend))
        .routes(routes!(case_reviews::case_reviews))
        .routes(routes!(comparison::comparison))
        .routes(routes!(comparison::comparison_cells))
        .routes(routes!(comparison::comparison_legend))
        .routes(routes!(facilities::facilities))
        .routes(routes!(forecasts::forecasts))
        .routes(routes!(forecasts::forecast))
        .routes(routes!(forecast_risk::risk))
        .routes(routes!(forecast_risk::legend))
        .routes(routes!(hours::hours))
        .routes(routes!(near_repeat_zones::near_repeat_zones))
        .routes(routes!(near_repeats::near_repeats))
        .routes(routes!(repeat_locations::repeat_locations))
        .routes(routes!(repeat_locations::repeat_location))
        .routes(routes!(next_incident::next_incident))
        .routes(routes!(risk_at::risk_at))
        .routes(routes!(risk_bands::risk_bands))
        .routes(routes!(scores::scores))
        .routes(routes!(space_time_clusters::space_time_clusters))
        .routes(routes!(trends::trends))
        .routes(routes!(trends::legend))
        .routes(routes!(recording_changes::recording_changes))
        .routes(routes!(volume_forecast::volume_forecast))
        .routes(routes!(years::years))
        .routes(routes!(tile::tile))
        .routes(routes!(tilejson::tilejson))
}

fn operation() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(jobs::job, jobs::cancel_job))
        .routes(routes!(session::session, session::sign_in, session::sign_out))
        .routes(routes!(session::sign_out_everywhere))
        .routes(routes!(session::change_password))
        .routes(routes!(transparency::transparency))
        .routes(routes!(transparency::transparency_document))
        .routes(routes!(disclosure::disclosure))
        .routes(routes!(docs::openapi_json))
}

/// The whole service. Layers from the inside out: what may be disclosed, limits of body and time, who asks, the record, own host only,
/// panics caught, problems for errors, compression, headers, log, request id.
pub fn router(app: App) -> Router {
    let mut router: Router<App> = Router::from(data())
        .route_layer(middleware::from_fn_with_state(app.clone(), conditional))
        .merge(Router::from(operation()))
        .merge(docs::page())
        .merge(sign_in::routes())
        .merge(ogc::routes(app.clone()))
        .fallback(page);
    if let Some(file) = basemap(app.basemap()) {
        router = router.route(basemap::PATH, file);
    }
    let timeout = Duration::from_secs(app.config().serve.timeout_s);
    let log = TraceLayer::new_for_http().make_span_with(span).on_response(DefaultOnResponse::new().level(Level::DEBUG));
    router
        .layer(middleware::from_fn_with_state(app.clone(), disclose))
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, timeout))
        .layer(middleware::from_fn_with_state(app.clone(), identify))
        .layer(middleware::from_fn_with_state(app.clone(), on_record))
        .layer(middleware::from_fn_with_state(app.clone(), own_host_only))
        .layer(CatchPanicLayer::new())
        .layer(middleware::map_response(as_problem))
        .layer(CompressionLayer::new())
        .layer(middleware::map_response_with_state(app.clone(), secure))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(log)
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .with_state(app)
}

/// What the log says about a request. Not its query: a filter may hold a name or a place that an analyst looked for.
fn span(request: &Request) -> Span {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}
