use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::error::ApiError;
use crate::encode::{Layer, write_geojson};

/// The media type of RFC 7946.
pub const GEO_JSON: &str = "application/geo+json";

/// A layer as an answer.
#[derive(Debug)]
pub struct GeoJson(Vec<u8>);

impl GeoJson {
    pub fn of(layer: &Layer) -> Result<Self, ApiError> {
        let mut bytes = Vec::new();
        write_geojson(layer, &mut bytes).map_err(ApiError::internal)?;
        Ok(Self(bytes))
    }
}

impl IntoResponse for GeoJson {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, GEO_JSON)], self.0).into_response()
    }
}
