use axum::Json;
use axum::extract::State;
use geo_types::Geometry;
use h3o::Resolution;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::{DateSpan, span};
use crate::analysis::kernel_density::{CheckedKernelDensity, EdgeCorrection, Kernel, contours as contour_lines};
use crate::encode::{Column, Layer};
use crate::incident::Precision;
use crate::index::{COARSEST, FINEST};
use crate::serve::error::{ApiError, Problem};
use crate::serve::geojson::GeoJson;
use crate::serve::layers::density as hexagons;
use crate::serve::parameters::{FilterParameters, KernelParameters, kernel_density};
use crate::serve::query::Parameters;
use crate::serve::results::{Chosen, Density};
use crate::serve::state::{App, Current};

const UNIT: &str = "incidents per km²";
const DEFAULT_RESOLUTION: u8 = 9;
/// The most levels that are drawn in one answer.
const MOST_LEVELS: usize = 20;

/// What a map of the density must say beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Legend {
    #[schema(example = "Gaussian kernel, bandwidth 300 m")]
    pub method: String,
    #[schema(example = "incidents per km²")]
    pub unit: &'static str,
    /// The civil dates that the incidents are chosen from.
    pub window: Option<DateSpan>,
    /// How many incidents the density is made of: those in the study area.
    pub incidents: usize,
    /// Largest intensity.
    pub max: f64,
    /// Lower ends of the five classes that are drawn, ascending; none when there is no density.
    pub breaks: Vec<f64>,
    /// What to say when incidents lie on map points instead of where they happened.
    pub snapped_note: Option<String>,
}

/// The legend of the density: method, unit, window and classes, the same for all zooms.
#[utoipa::path(
    get, path = "/api/v1/density/legend", tag = "density", params(FilterParameters, KernelParameters),
    responses((status = 200, description = "The legend", body = Legend), (status = 400, body = Problem, content_type = "application/problem+json")),
)]
pub async fn legend(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Json<Legend>, ApiError> {
    let defaults = app.config().density.parameters();
    let (filter, kernel) = parameters.read(|take| Ok((take.filter()?, kernel_density(take, &defaults)?)))?;
    let density = snapshot.results().density(app.workers(), filter, kernel).await?;
    app.workers().run(move || Ok(Json(legend_of(&density)))).await
}

/// The density on H3 cells of one resolution, as GeoJSON.
///
/// A cell is listed when it holds an incident or its intensity reaches the lowest class. Properties: `cell`, `count`, and
/// `intensity`, the mean over the cell. The member `legend` says what the numbers are.
#[utoipa::path(
    get, path = "/api/v1/density", tag = "density",
    params(FilterParameters, KernelParameters, ("resolution" = Option<u8>, Query, description = "H3 resolution, 5 to 10", example = 9)),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn density(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<GeoJson, ApiError> {
    let defaults = app.config().density.parameters();
    let (filter, kernel, resolution) = parameters.read(|take| {
        let resolution =
            take.number("resolution", u8::from(COARSEST)..=u8::from(FINEST))?.unwrap_or(DEFAULT_RESOLUTION);
        Ok((take.filter()?, kernel_density(take, &defaults)?, resolution))
    })?;
    let resolution = Resolution::try_from(resolution).map_err(|error| ApiError::parameter("resolution", error))?;
    let density = snapshot.results().density(app.workers(), filter, kernel).await?;
    let work = move || {
        let everywhere = snapshot.results().extent();
        let layer = hexagons::layer(&density, resolution, everywhere).map_err(ApiError::internal)?;
        let legend = serde_json::to_value(legend_of(&density)).map_err(ApiError::internal)?;
        GeoJson::of(&layer.with_about("legend", legend))
    };
    app.workers().run(work).await
}

/// Where the density reaches given levels, as GeoJSON.
///
/// One feature a level that is reached, with the property `level`; without `levels`, the legend's classes.
#[utoipa::path(
    get, path = "/api/v1/density/contours", tag = "density",
    params(FilterParameters, KernelParameters, ("levels" = Option<String>, Query, description = "Intensities, ascending, with commas between them", example = "10,50,100")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn contours(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<GeoJson, ApiError> {
    let defaults = app.config().density.parameters();
    let (filter, kernel, levels) = parameters.read(|take| {
        let levels = take.text("levels")?.map(|text| levels_of(&text)).transpose()?;
        Ok((take.filter()?, kernel_density(take, &defaults)?, levels))
    })?;
    let density = snapshot.results().density(app.workers(), filter, kernel).await?;
    let work = move || {
        let levels = levels.unwrap_or_else(|| density.breaks().map(Vec::from).unwrap_or_default());
        let mut found = contour_lines(density.lattice(), density.chosen().index().study_area(), &levels);
        found.retain(|contour| !contour.shape.0.is_empty());
        let columns = vec![Column::number("level", found.iter().map(|contour| contour.level))];
        let shapes = found.into_iter().map(|contour| Some(Geometry::MultiPolygon(contour.shape))).collect();
        let layer = Layer::new("contours", shapes, columns).map_err(ApiError::internal)?;
        let legend = serde_json::to_value(legend_of(&density)).map_err(ApiError::internal)?;
        GeoJson::of(&layer.with_about("legend", legend))
    };
    app.workers().run(work).await
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

fn legend_of(density: &Density) -> Legend {
    let chosen = density.chosen();
    let index = chosen.index();
    let used = chosen.selection().and(index.in_study_area());
    let snapped = index.by_precision(&used)[Precision::MapPoint as usize];
    Legend {
        method: method(density.parameters()),
        unit: UNIT,
        window: used_window(chosen),
        incidents: used.len(),
        max: density.max(),
        breaks: density.breaks().map(Vec::from).unwrap_or_default(),
        snapped_note: snapped_note(snapped, used.len()),
    }
}

/// The civil dates that the incidents are chosen from: the filter's, or the data's.
pub fn used_window(chosen: &Chosen) -> Option<DateSpan> {
    let filter = chosen.filter();
    span(chosen.index()).map(|span| DateSpan {
        from: filter.from.map_or(span.from, |date| date.to_string()),
        to: filter.to.map_or(span.to, |date| date.to_string()),
    })
}

fn method(parameters: &CheckedKernelDensity) -> String {
    let kernel = match parameters.kernel() {
        Kernel::Gaussian => "Gaussian kernel",
        Kernel::Quartic => "Quartic kernel",
    };
    let edge = match parameters.edge() {
        EdgeCorrection::None => "",
        EdgeCorrection::Uniform => ", corrected at the study area's edge",
    };
    format!("{kernel}, bandwidth {} m{edge}", parameters.bandwidth().0)
}

/// What to say of incidents on map points, if there are any.
pub fn snapped_note(snapped: usize, all: usize) -> Option<String> {
    let percent = 100.0 * snapped as f64 / all as f64;
    (snapped > 0).then(|| {
        format!("{percent:.0} % of these incidents are placed on map points, which stand for a street and not for an address.")
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

    #[test]
    fn notes() {
        assert_eq!(snapped_note(0, 10), None);
        assert!(snapped_note(5, 10).unwrap().starts_with("50 %"));
    }
}
