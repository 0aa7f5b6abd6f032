use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::DateSpan;
use crate::ledger::BAND_FRACTIONS;
use crate::serve::bands::bands;
use crate::serve::error::{ApiError, Problem};
use crate::serve::geojson::GeoJson;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// What a map of bands must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskBandsLegend {
    /// Which forecast; `null` where there is none that may be shown.
    #[schema(example = "Anti-social behaviour, 1 to 7 December 2025")]
    pub forecast: Option<String>,
    pub window: Option<DateSpan>,
    /// Parts of the area.
    pub bands: [f64; 3],
    pub statement: &'static str,
    pub caveat: &'static str,
}

const STATEMENT: &str = "The cells with the most risk per km² that together make 1, 5 and 20 % of the area.";
const CAVEAT: &str =
    "A band says what comes before what, not how much: in most of these cells nothing will happen in the period.";

/// Where the latest forecast expects most, by bands of the area and without any number.
///
/// A GeoJSON feature a cell with `cell` and `band`: 0.01, 0.05 or 0.2, the first part of the area that it belongs to.
#[utoipa::path(
    get, path = "/api/v1/risk-bands", tag = "forecasts",
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection with the member legend", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The agreement shows no forecasts", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn risk_bands(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<GeoJson, ApiError> {
    parameters.read(|_| Ok(()))?;
    let found = bands(&app, &snapshot).await?;
    let zone = snapshot.index().incidents().zone();
    let date = |second: i64| zone.civil(second).date().to_string();
    let legend = RiskBandsLegend {
        forecast: found.forecast.clone(),
        window: found.period.map(|it| DateSpan { from: date(it.start()), to: date(it.end()) }),
        bands: BAND_FRACTIONS,
        statement: STATEMENT,
        caveat: CAVEAT,
    };
    GeoJson::explained(found.layer.clone(), &legend)
}
