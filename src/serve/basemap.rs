use axum::routing::{MethodRouter, get_service};
use tower_http::services::ServeFile;

use crate::config::Basemap;

/// Where the page finds a local basemap.
pub const PATH: &str = "/basemap.pmtiles";

/// The operator's PMTiles file, whole or by byte range; `None` unless one is configured.
pub fn basemap<S: Clone + Send + Sync + 'static>(basemap: Option<&Basemap>) -> Option<MethodRouter<S>> {
    match basemap? {
        Basemap::File(path) => Some(get_service(ServeFile::new(path))),
        Basemap::Url(_) => None,
    }
}

/// The address that the page is told.
pub fn address(basemap: &Basemap) -> &str {
    match basemap {
        Basemap::File(_) => PATH,
        Basemap::Url(url) => url,
    }
}
