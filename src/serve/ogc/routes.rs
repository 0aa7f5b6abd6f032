use axum::Router;
use axum::routing::get;

use super::asked::{Ogc, sent};
use super::html::STYLE;
use super::pages::Pages;
use super::{items, landing, tiles};
use crate::serve::state::App;

/// Everything under `/ogc`.
pub fn routes(app: App) -> Router<App> {
    let collection = Router::new()
        .route("/", get(landing::collection))
        .route("/queryables", get(landing::queryables))
        .route("/items", get(items::items))
        .route("/items/{feature}", get(items::item))
        .route("/tiles", get(tiles::tilesets))
        .route("/tiles/{set}", get(tiles::tileset))
        .route("/tiles/{set}/{zoom}/{row}/{column}", get(tiles::tile));
    let all = Router::new()
        .route("/ogc", get(landing::landing))
        .route("/ogc/", get(landing::landing))
        .route("/ogc/conformance", get(landing::conformance))
        .route("/ogc/api", get(landing::api))
        .route("/ogc/style.css", get(async || sent("text/css; charset=utf-8", STYLE)))
        .route("/ogc/tileMatrixSets", get(landing::matrix_sets))
        .route("/ogc/tileMatrixSets/{set}", get(landing::matrix_set))
        .route("/ogc/collections", get(landing::collections))
        .nest("/ogc/collections/{collection}", collection);
    all.with_state(Ogc { app, pages: Pages::default() })
}
