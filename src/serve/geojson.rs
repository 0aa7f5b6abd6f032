use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::error::ApiError;
use super::finding::FindingText;
use crate::analysis::finding::Finding;
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

    /// The layer with the member `legend`.
    pub fn explained(layer: Layer, legend: &impl Serialize) -> Result<Self, ApiError> {
        let legend = serde_json::to_value(legend).map_err(ApiError::internal)?;
        Self::of(&layer.with_about("legend", legend))
    }

    /// The layer with the members `finding` and `legend`.
    pub fn with_finding(layer: Layer, finding: Finding, legend: &impl Serialize) -> Result<Self, ApiError> {
        let finding = serde_json::to_value(FindingText::from(finding)).map_err(ApiError::internal)?;
        Self::explained(layer.with_about("finding", finding), legend)
    }
}

impl IntoResponse for GeoJson {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, GEO_JSON)], self.0).into_response()
    }
}
