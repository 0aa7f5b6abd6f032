use axum::extract::State;
use axum::response::Response;
use h3o::Resolution;

use super::density_legend::legend_of;
use crate::index::{COARSEST, FINEST};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::densities::Density;
use crate::serve::error::{ApiError, Problem};
use crate::serve::geojson::GeoJson;
use crate::serve::layers::density as hexagons;
use crate::serve::parameters::{FilterParameters, KernelChoice, KernelParameters};
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

const DEFAULT_RESOLUTION: u8 = 9;
/// The most levels that are drawn in one answer.
const MOST_LEVELS: usize = 20;

/// The density on H3 cells of one resolution, as GeoJSON.
///
/// A cell is listed when it holds an incident or its intensity reaches the lowest class. Properties: `cell`, `count`, and
/// `intensity`, the mean over the cell. The member `legend` says what the numbers are.
#[utoipa::path(
    get, path = "/api/v1/density", tag = "density",
    params(FilterParameters, KernelParameters, ("resolution" = Option<u8>, Query, description = "H3 resolution, 5 to 10", example = 9)),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "The density is being computed", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn density(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let defaults = app.config().density.parameters();
    let (filter, choice, resolution) =
        parameters.read(|take| Ok((take.filter()?, KernelChoice::read(take, &defaults)?, resolution(take)?)))?;
    let outcome = snapshot.results().begin_density(app.workers(), filter, choice).await?;
    let everywhere = snapshot.results().extent();
    let shape = move |density: &Density| {
        let layer = hexagons::layer(density, resolution, everywhere).map_err(ApiError::internal)?;
        GeoJson::explained(layer, &legend_of(density))
    };
    answer(outcome, app.workers(), shape).await
}

/// The resolution of the cells in an answer.
pub fn resolution(take: &mut Parameters) -> Result<Resolution, ApiError> {
    let number = take.number("resolution", u8::from(COARSEST)..=u8::from(FINEST))?.unwrap_or(DEFAULT_RESOLUTION);
    Resolution::try_from(number).map_err(|error| ApiError::parameter("resolution", error))
}

/// Where the density reaches given levels, as GeoJSON.
///
/// One feature a level that is reached, with the property `level`; without `levels`, the legend's classes.
#[utoipa::path(
    get, path = "/api/v1/density/contours", tag = "density",
    params(FilterParameters, KernelParameters, ("levels" = Option<String>, Query, description = "Intensities, ascending, with commas between them", example = "10,50,100")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "The density is being computed", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn contours(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let defaults = app.config().density.parameters();
    let (filter, choice, levels) = parameters.read(|take| {
        let levels = take.text("levels")?.map(|text| levels_of(&text)).transpose()?;
        Ok((take.filter()?, KernelChoice::read(take, &defaults)?, levels))
    })?;
    let outcome = snapshot.results().begin_density(app.workers(), filter, choice).await?;
    let shape = move |density: &Density| {
        let levels = levels.unwrap_or_else(|| density.breaks().map(Vec::from).unwrap_or_default());
        let study_area = density.chosen().index().study_area();
        let layer = hexagons::outlines(density.lattice(), study_area, &levels).map_err(ApiError::internal)?;
        GeoJson::explained(layer, &legend_of(density))
    };
    answer(outcome, app.workers(), shape).await
}

fn levels_of(text: &str) -> Result<Vec<f64>, ApiError> {
    let levels: Option<Vec<f64>> = text.split(',').map(|level| level.trim().parse().ok()).collect();
    let ascending =
        |levels: &Vec<f64>| levels.iter().all(|level| *level > 0.0 && level.is_finite()) && levels.is_sorted();
    levels.filter(|levels| levels.len() <= MOST_LEVELS && ascending(levels)).ok_or_else(|| {
        ApiError::parameter(
            "levels",
            format!("levels: {text:?} is not up to {MOST_LEVELS} positive numbers, ascending"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_ascend() {
        assert_eq!(levels_of("1, 2.5,30").unwrap(), [1.0, 2.5, 30.0]);
        for bad in ["", "2,1", "0", "a", "1,inf", "-1"] {
            assert!(levels_of(bad).is_err(), "{bad}");
        }
    }
}
