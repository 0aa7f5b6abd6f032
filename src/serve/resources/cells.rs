use std::collections::BTreeMap;
use std::str::FromStr;

use axum::Json;
use axum::extract::{Path, State};
use h3o::CellIndex;
use serde::Serialize;
use utoipa::ToSchema;

use super::counts::{CategoryCount, MonthCount, by_category, by_month, week};
use crate::analysis::kernel_density::{cell_density, ground_fraction_at_least};
use crate::index::{COARSEST, FINEST, Index};
use crate::serve::densities::Density;
use crate::serve::error::{ApiError, Problem};
use crate::serve::parameters::{FilterParameters, KernelChoice, KernelParameters};
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};
use crate::space::{LngLat, cell_centre, cell_polygon};

/// How many locations a card names.
const LOCATIONS: usize = 5;

/// What is known about one H3 cell under a filter.
#[derive(Debug, Serialize, ToSchema)]
pub struct CellCard {
    #[schema(example = "8a194ad32a67fff")]
    pub cell: String,
    pub resolution: u8,
    /// Longitude and latitude, degrees.
    pub centre: [f64; 2],
    /// The outline, closed: the last corner is the first.
    pub polygon: Vec<[f64; 2]>,
    pub area_km2: f64,
    pub count: usize,
    /// Incidents per km² at the centre; 0 outside the study area.
    pub intensity: f64,
    /// The share of the study area where the density is at least as high, 0 to 1; `null` where there is none.
    pub rank_fraction: Option<f64>,
    pub by_category: Vec<CategoryCount>,
    pub by_month: Vec<MonthCount>,
    /// `[7][24]`: Monday first, hour by hour, civil time.
    pub hour_of_week: Vec<Vec<f64>>,
    pub hours_unknown: usize,
    /// The area of each layer that the centre lies in, by the layer's name.
    pub areas: BTreeMap<String, String>,
    /// The locations in the cell with the most incidents.
    pub locations: Vec<CellLocation>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CellLocation {
    /// The location's key.
    pub id: String,
    pub text: String,
    pub count: usize,
}

/// One H3 cell: its count, density, categories, months, hours and locations.
#[utoipa::path(
    get, path = "/api/v1/cells/{h3}", tag = "density",
    params(
        ("h3" = String, Path, description = "H3 index of resolution 5 to 10", example = "8a194ad32a67fff"),
        FilterParameters, KernelParameters,
    ),
    responses(
        (status = 200, description = "The card", body = CellCard),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn cell(
    State(app): State<App>,
    Current(snapshot): Current,
    Path(h3): Path<String>,
    parameters: Parameters,
) -> Result<Json<CellCard>, ApiError> {
    let defaults = app.config().density.parameters();
    let (filter, kernel) = parameters.read(|take| Ok((take.filter()?, KernelChoice::read(take, &defaults)?)))?;
    let tabulated = |cell: &CellIndex| (COARSEST..=FINEST).contains(&cell.resolution());
    let cell = CellIndex::from_str(&h3).ok().filter(tabulated);
    let cell = cell.ok_or_else(|| ApiError::not_found("H3 cell of resolution 5 to 10", h3))?;
    let density = snapshot.results().density(app.workers(), filter, kernel).await?;
    app.workers().run(move || Ok(Json(card(&density, cell)))).await
}

fn card(density: &Density, cell: CellIndex) -> CellCard {
    let chosen = density.chosen();
    let index = chosen.index();
    let inside = index.in_cell(chosen.selection(), cell);
    let intensity = cell_density(density.lattice(), index.study_area(), cell);
    let rank = || ground_fraction_at_least(density.lattice(), index.study_area(), intensity);
    let week = week(index, &inside);
    let centre = cell_centre(cell);
    CellCard {
        cell: cell.to_string(),
        resolution: u8::from(cell.resolution()),
        centre: [centre.lng(), centre.lat()],
        polygon: cell_polygon(cell).exterior().coords().map(|corner| [corner.x, corner.y]).collect(),
        area_km2: cell.area_km2(),
        count: inside.len(),
        intensity,
        rank_fraction: (intensity > 0.0).then(rank),
        by_category: by_category(index, &inside),
        by_month: by_month(index, &inside),
        hour_of_week: week.hour_of_week,
        hours_unknown: week.hours_unknown,
        areas: areas_at(index, centre),
        locations: index.top_locations(&inside, LOCATIONS).into_iter().map(|top| location(index, top)).collect(),
    }
}

/// The area of each layer that a place lies in, by the layer's name.
pub fn areas_at(index: &Index, place: LngLat) -> BTreeMap<String, String> {
    let named = index.layers().iter().filter_map(|layer| {
        let area = &layer.areas()[layer.find(place)?];
        Some((layer.name().to_owned(), area.name.clone()))
    });
    named.collect()
}

fn location(index: &Index, (location, count): (u32, usize)) -> CellLocation {
    let known = &index.incidents().dictionaries().locations[location as usize];
    CellLocation { id: known.key.to_string(), text: known.text.to_string(), count }
}
