use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::repeat_locations::label;
use crate::analysis::facilities::{Facilities, FacilitiesNear, FacilityClass, WORDS, WordRule};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::facilities::{FacilitiesRequest, FoundFacilities};
use crate::serve::finding::FindingText;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::repeats::Repeats;
use crate::serve::state::{App, Current};
use crate::space::NamedPlace;

/// How many places of a class are named.
const TOP: usize = 5;

/// How unevenly incidents spread among places of the same class.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacilitiesAnswer {
    pub method: &'static str,
    /// The source's column that tells the class; `null` when the words of the location or an imported class do.
    pub attribute: Option<String>,
    /// The imported class whose places incidents were counted for; `null` when the location's words or a column tell the class.
    pub place_class: Option<String>,
    /// How near to a place of that class its incidents lie, metres.
    pub within_m: Option<f64>,
    /// The words that tell a class, in the order in which they are tried; none with `attribute` or `place_class`.
    pub rules: Vec<FacilityRule>,
    pub incidents: usize,
    /// Chosen incidents at places of no known class, or near no place of the imported one.
    pub without_class: usize,
    /// The one with the most incidents first; with `place_class` that one alone.
    pub classes: Vec<FacilityItem>,
    pub finding: FindingText,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FacilityRule {
    pub class: &'static str,
    pub words: Vec<&'static str>,
}

/// One class of place. Shares are 0 to 1.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacilityItem {
    #[schema(example = "parking")]
    pub class: String,
    /// Places of the class that the data know; of an imported class all that lie in the study area, one a point.
    pub places: usize,
    pub places_with_incidents: usize,
    pub incidents: usize,
    /// Of all chosen incidents.
    pub share_fraction: f64,
    /// The smallest share of the places that holds 80 % of the incidents.
    pub share_for_80_fraction: f64,
    /// What the fullest fifth of the places holds.
    pub top_20_holds_fraction: f64,
    pub gini: f64,
    /// Adjusted for fewer incidents than places (Bernasco and Steenbeek 2017).
    pub adjusted_gini: f64,
    /// Share of places, share of incidents: rising, at most 101 points.
    pub curve: Vec<[f64; 2]>,
    /// The fullest places.
    pub top: Vec<FacilityPlace>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FacilityPlace {
    /// As the ranking of repeat locations names it; `null` for an imported place.
    pub id: Option<String>,
    pub label: String,
    pub place: Option<[f64; 2]>,
    pub snapped: bool,
    pub count: usize,
    /// Of the class's incidents.
    pub share_fraction: f64,
}

const METHOD: &str = "Places of one class in descending order of their incidents; places that never had an incident of any kind are not known";
const METHOD_NEAR: &str = "All known places of one class in descending order of their incidents; an incident is counted for the nearest place within reach";

/// Risky facilities: within each class of place, how few places hold most of the incidents (the 80/20 rule).
///
/// With `place_class` the places are those of an imported class, with incidents or without.
#[utoipa::path(
    get, path = "/api/v1/facilities", tag = "repeat locations",
    params(
        FilterParameters,
        ("by" = Option<String>, Query, description = "What counts as one place: key (the source's own) or point", example = "key"),
        ("attribute" = Option<String>, Query, description = "A column of the source that tells the class of place, instead of the words of the location", example = "loc_cat"),
        ("place_class" = Option<String>, Query, description = "An imported class of places: incidents are counted for the nearest one", example = "licensed-venue"),
        ("within_m" = Option<f64>, Query, description = "How near to such a place its incidents lie, metres: 1 to 1,000", example = 50.0),
    ),
    responses(
        (status = 200, description = "The curve of each class", body = FacilitiesAnswer),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn facilities(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let request = parameters.read(|take| FacilitiesRequest::read(take, snapshot.index()))?;
    let outcome = request.begin(&app, &snapshot).await?;
    answer(outcome, app.workers(), |found: &FoundFacilities| Ok(Json(shape(found)))).await
}

fn shape(found: &FoundFacilities) -> FacilitiesAnswer {
    match found {
        FoundFacilities::AtLocations { everywhere, attribute, found } => {
            of_locations(everywhere, attribute.clone(), found)
        }
        FoundFacilities::Near(near) => of_imported(near),
    }
}

fn of_locations(everywhere: &Repeats, attribute: Option<String>, found: &Facilities) -> FacilitiesAnswer {
    let index = everywhere.chosen().index();
    let place = |(rank, count): (usize, usize), incidents: usize| {
        let location = everywhere.ranking().location(index, rank);
        FacilityPlace {
            id: Some(location.id.to_string()),
            label: label(&location),
            place: location.place.map(|place| [place.lng(), place.lat()]),
            snapped: location.is_snapped(),
            count,
            share_fraction: count as f64 / incidents as f64,
        }
    };
    let rule = |rule: &WordRule| FacilityRule { class: rule.class, words: rule.words.to_vec() };
    FacilitiesAnswer {
        method: METHOD,
        rules: if attribute.is_none() { WORDS.iter().map(rule).collect() } else { Vec::new() },
        attribute,
        place_class: None,
        within_m: None,
        incidents: found.evidence.incidents,
        without_class: found.without_class,
        classes: found.classes.iter().map(|class| item(class, place)).collect(),
        finding: found.reading().into(),
    }
}

fn of_imported(near: &FacilitiesNear) -> FacilitiesAnswer {
    let found = &near.facilities;
    let place = |(number, count): (usize, usize), incidents: usize| {
        let NamedPlace { name, place } = &near.places[number];
        FacilityPlace {
            id: None,
            label: name.clone().unwrap_or_else(|| format!("{:.5}, {:.5}", place.lng(), place.lat())),
            place: Some([place.lng(), place.lat()]),
            snapped: false,
            count,
            share_fraction: count as f64 / incidents as f64,
        }
    };
    FacilitiesAnswer {
        method: METHOD_NEAR,
        rules: Vec::new(),
        attribute: None,
        place_class: Some(near.class.clone()),
        within_m: Some(near.reach.metres().0),
        incidents: found.evidence.incidents,
        without_class: found.without_class,
        classes: found.classes.iter().map(|class| item(class, place)).collect(),
        finding: near.reading().into(),
    }
}

/// `place` describes a place from what [`FacilityClass::ranked`] says of it and the incidents of its class.
fn item(class: &FacilityClass, place: impl Fn((usize, usize), usize) -> FacilityPlace) -> FacilityItem {
    FacilityItem {
        class: class.name.clone(),
        places: class.places,
        places_with_incidents: class.places_with_incidents,
        incidents: class.incidents,
        share_fraction: class.share_fraction,
        share_for_80_fraction: class.share_for_80_fraction,
        top_20_holds_fraction: class.top_20_holds_fraction,
        gini: class.concentration.gini,
        adjusted_gini: class.concentration.adjusted_gini,
        curve: class.concentration.curve.clone(),
        top: class.ranked.iter().take(TOP).map(|&it| place(it, class.incidents)).collect(),
    }
}
