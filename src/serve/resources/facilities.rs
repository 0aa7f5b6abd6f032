use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::repeat_locations::label;
use crate::analysis::facilities::{Facilities, FacilityClass, PlaceClasses, WORDS, facilities as curves};
use crate::analysis::repeat_locations::By;
use crate::index::Filter;
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::once::Bytes;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::repeats::Repeats;
use crate::serve::state::{App, Current};

/// How many places of a class are named.
const TOP: usize = 5;

/// How unevenly incidents spread among places of the same class.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacilitiesAnswer {
    pub method: &'static str,
    /// The source's column that tells the class; `null` when the words of the location do.
    pub attribute: Option<String>,
    /// The words that tell a class, in the order in which they are tried; none with `attribute`.
    pub rules: Vec<FacilityRule>,
    pub incidents: usize,
    /// Chosen incidents at places of no known class.
    pub without_class: usize,
    /// The one with the most incidents first.
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
    /// Places of the class that the data know.
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
    /// As the ranking of repeat locations names it.
    pub id: String,
    pub label: String,
    pub place: Option<[f64; 2]>,
    pub snapped: bool,
    pub count: usize,
    /// Of the class's incidents.
    pub share_fraction: f64,
}

const METHOD: &str = "Places of one class in descending order of their incidents; places that never had an incident of any kind are not known";

impl Bytes for Facilities {
    fn bytes(&self) -> usize {
        let of_class = |class: &FacilityClass| {
            size_of_val(class)
                + size_of_val(class.ranked.as_slice())
                + size_of_val(class.concentration.curve.as_slice())
        };
        size_of::<Self>() + self.classes.iter().map(of_class).sum::<usize>()
    }
}

/// Risky facilities: within each class of place, how few places hold most of the incidents (the 80/20 rule).
#[utoipa::path(
    get, path = "/api/v1/facilities", tag = "repeat locations",
    params(
        FilterParameters,
        ("by" = Option<String>, Query, description = "What counts as one place: key (the source's own) or point", example = "key"),
        ("attribute" = Option<String>, Query, description = "A column of the source that tells the class of place, instead of the words of the location", example = "loc_cat"),
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
    let (filter, by, attribute) = parameters.read(|take| {
        let by = take.choice("by", &[("key", By::Key), ("point", By::Point)])?.unwrap_or(By::Key);
        Ok((take.filter()?, by, take.text("attribute")?))
    })?;
    let key = format!("facilities#{filter}#{by:?}#{attribute:?}");
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let everywhere = snapshot.results().repeats(app.workers(), Filter::default(), by).await?;
    let (store, name, places) = (app.clone(), attribute.clone(), std::sync::Arc::clone(&everywhere));
    let compute = move |progress: &_| {
        let classes = match name {
            Some(name) => {
                let values = store.store().attribute(&name).map_err(ApiError::internal)?;
                PlaceClasses::by_value(chosen.index(), values)
            }
            None => PlaceClasses::by_words(chosen.index()),
        };
        Ok(curves(chosen.index(), chosen.selection(), places.ranking(), &classes, progress)?)
    };
    let outcome = snapshot.results().analyses().begin(app.workers(), key, compute).await?;
    answer(outcome, app.workers(), move |found| Ok(Json(shape(&everywhere, attribute, found)))).await
}

fn shape(everywhere: &Repeats, attribute: Option<String>, found: &Facilities) -> FacilitiesAnswer {
    let rule =
        |rule: &crate::analysis::facilities::WordRule| FacilityRule { class: rule.class, words: rule.words.to_vec() };
    FacilitiesAnswer {
        method: METHOD,
        rules: if attribute.is_none() { WORDS.iter().map(rule).collect() } else { Vec::new() },
        attribute,
        incidents: found.evidence.incidents,
        without_class: found.without_class,
        classes: found.classes.iter().map(|class| item(everywhere, class)).collect(),
        finding: found.reading().into(),
    }
}

fn item(everywhere: &Repeats, class: &FacilityClass) -> FacilityItem {
    let index = everywhere.chosen().index();
    let place = |&(rank, count): &(usize, usize)| {
        let location = everywhere.ranking().location(index, rank);
        FacilityPlace {
            id: location.id.to_string(),
            label: label(&location),
            place: location.place.map(|place| [place.lng(), place.lat()]),
            snapped: location.is_snapped(),
            count,
            share_fraction: count as f64 / class.incidents as f64,
        }
    };
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
        top: class.ranked.iter().take(TOP).map(place).collect(),
    }
}
