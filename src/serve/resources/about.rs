use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::counts::{IdCount, NameCount, by_provenance, by_source, label_of};
use crate::incident::{Category, Precision};
use crate::index::{Index, Selection};
use crate::serve::basemap;
use crate::serve::error::{ApiError, Problem};
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};
use crate::space::PlaceSet;

/// What is served, and what is known about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct About {
    pub name: &'static str,
    pub version: &'static str,
    /// Fingerprint of the data: another one, other answers.
    pub snapshot: String,
    /// Whether the data are the synthetic county.
    pub demo: bool,
    /// A sentence to show beside every map.
    pub notice: Option<String>,
    pub incidents: usize,
    pub located: usize,
    /// Incidents without a place: counted by area where that is known, never mapped.
    pub unlocated: usize,
    /// The civil time zone of every date and hour.
    #[schema(example = "Europe/London")]
    pub zone: String,
    pub span: Option<DateSpan>,
    /// West, south, east, north of the study area, degrees.
    pub bounds: [f64; 4],
    pub study_area_km2: f64,
    /// The layer whose areas together are the study area; `null` where it was drawn around the incidents.
    pub study_area_layer: Option<String>,
    pub categories: Vec<AboutCategory>,
    pub sources: Vec<NameCount>,
    pub provenance: Vec<IdCount>,
    pub layers: Vec<AboutLayer>,
    /// Imported places, by class.
    pub place_classes: Vec<AboutPlaces>,
    pub precision: PrecisionCounts,
    /// Share of the located that lie on one of a fixed set of map points, 0 to 1.
    pub snapped_fraction: f64,
    /// Share of all whose hour is known, 0 to 1.
    pub hours_known_fraction: f64,
    /// Whom to name beside a map made of this.
    pub attribution: Vec<String>,
    pub basemap: Option<BasemapAddress>,
}

/// Civil dates, half-open.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DateSpan {
    /// First date.
    #[schema(example = "2021-03-01")]
    pub from: String,
    /// First date after the last.
    #[schema(example = "2022-04-01")]
    pub to: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AboutCategory {
    pub kind: &'static str,
    pub kind_label: &'static str,
    pub class: String,
    pub label: String,
    #[schema(example = "asb/nuisance")]
    pub id: String,
    pub count: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AboutLayer {
    pub name: String,
    pub areas: usize,
    /// Whether every area has a population, so that rates can be given.
    pub with_population: bool,
    /// Whether the deprivation of some area is known.
    pub with_deprivation: bool,
}

/// All known places of one class.
#[derive(Debug, Serialize, ToSchema)]
pub struct AboutPlaces {
    #[schema(example = "licensed-venue")]
    pub class: String,
    pub places: usize,
}

/// Incidents by how well their place is known.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct PrecisionCounts {
    pub exact: usize,
    /// In the middle of a cell: what is disclosed of a place.
    pub cell: usize,
    pub map_point: usize,
    pub area: usize,
    pub none: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BasemapAddress {
    /// Where its PMTiles file is.
    pub url: String,
}

/// What is served: the data's size, span, categories, sources and layers.
#[utoipa::path(
    get, path = "/api/v1/about", tag = "data",
    responses((status = 200, description = "What is served", body = About), (status = 503, body = Problem, content_type = "application/problem+json")),
)]
pub async fn about(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Json<About>, ApiError> {
    parameters.read(|_| Ok(()))?;
    let worker = app.clone();
    let work = move || {
        let index = snapshot.index();
        let all = Selection::all(index.incidents().len());
        let (incidents, located) = (all.len(), index.located(&all));
        let precision = index.by_precision(&all);
        let unknown = index.hour_of_week(&all).unknown;
        let bounds = index.study_area().bounds();
        Ok(Json(About {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            snapshot: snapshot.fingerprint().to_owned(),
            demo: snapshot.is_demo(),
            notice: snapshot.notice().map(str::to_owned),
            incidents,
            located,
            unlocated: incidents - located,
            zone: index.incidents().zone().name().to_owned(),
            span: span(index),
            bounds: [bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y],
            study_area_km2: index.study_area().area_km2(),
            study_area_layer: snapshot.study_area_layer().map(str::to_owned),
            categories: categories(index, &all),
            sources: by_source(index, &all).into_iter().filter(|source| source.count > 0).collect(),
            provenance: by_provenance(index, &all),
            layers: layers(index),
            place_classes: place_classes(index),
            snapped_fraction: fraction(index.snapped(&all), located),
            hours_known_fraction: fraction(incidents - unknown, incidents),
            precision: PrecisionCounts {
                exact: precision[Precision::Exact as usize],
                cell: precision[Precision::Cell as usize],
                map_point: precision[Precision::MapPoint as usize],
                area: precision[Precision::Area as usize],
                none: precision[Precision::None as usize],
            },
            attribution: snapshot.attribution().to_vec(),
            basemap: app.basemap().map(|basemap| BasemapAddress { url: basemap::address(basemap).to_owned() }),
        }))
    };
    worker.workers().run(work).await
}

/// The civil dates that the data cover.
pub fn span(index: &Index) -> Option<DateSpan> {
    let zone = index.incidents().zone();
    let span = index.incidents().span()?;
    // The last second is inside: a window that ends at midnight does not reach into the next day.
    let last = zone.civil(span.end() - 1).date();
    let to = last.tomorrow().unwrap_or(last);
    Some(DateSpan { from: zone.civil(span.start()).date().to_string(), to: to.to_string() })
}

/// The categories that incidents have; the dictionary also knows those of incidents that were replaced.
fn categories(index: &Index, all: &Selection) -> Vec<AboutCategory> {
    let with_count = |(category, count): (&Category<'_>, usize)| AboutCategory {
        kind: category.kind().slug(),
        kind_label: category.kind().label(),
        class: category.class().to_owned(),
        label: label_of(category),
        id: category.to_string(),
        count,
    };
    let counted = index.incidents().dictionaries().categories.iter().zip(index.by_category(all));
    counted.filter(|(_, count)| *count > 0).map(with_count).collect()
}

fn place_classes(index: &Index) -> Vec<AboutPlaces> {
    let of = |set: &PlaceSet| AboutPlaces { class: set.class().to_owned(), places: set.places().len() };
    index.place_sets().iter().map(of).collect()
}

/// The area layers, in the order in which the first is the default.
pub fn layers(index: &Index) -> Vec<AboutLayer> {
    let layer = |layer: &crate::space::AreaLayer| AboutLayer {
        name: layer.name().to_owned(),
        areas: layer.areas().len(),
        with_population: !layer.areas().is_empty() && layer.areas().iter().all(|area| area.population.is_some()),
        with_deprivation: layer.areas().iter().any(|area| area.deprivation.is_some()),
    };
    index.layers().iter().map(layer).collect()
}

fn fraction(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
