use std::sync::Arc;

use super::analyses::{Outcome, Patience};
use super::error::ApiError;
use super::once::Bytes;
use super::query::Parameters;
use super::repeats::Repeats;
use super::results::Chosen;
use super::snapshot::Snapshot;
use super::state::App;
use crate::analysis::Progress;
use crate::analysis::facilities::{
    DEFAULT_REACH, Facilities, FacilitiesNear, FacilityClass, PlaceClasses, Reach, facilities, facilities_near,
};
use crate::analysis::repeat_locations::By;
use crate::index::{Filter, Index};
use crate::space::{Metres, NamedPlace};

/// What is asked about risky facilities.
#[derive(Clone, Debug)]
pub struct FacilitiesRequest {
    filter: Filter,
    told: Told,
}

/// What tells the class of an incident's place.
#[derive(Clone, Debug)]
enum Told {
    /// The words of its location, or a column of the source.
    ByLocation { by: By, attribute: Option<String> },
    /// Nearness to the places of an imported class.
    ByNearness { class: String, reach: Reach },
}

/// The curves, and what their places are.
#[derive(Debug)]
pub enum FoundFacilities {
    /// Ranks are those of all incidents.
    AtLocations {
        everywhere: Arc<Repeats>,
        attribute: Option<String>,
        found: Facilities,
    },
    Near(FacilitiesNear),
}

impl FacilitiesRequest {
    pub fn read(take: &mut Parameters, index: &Index) -> Result<Self, ApiError> {
        Ok(Self { filter: take.filter()?, told: Told::read(take, index)? })
    }

    /// The answer, or the job that makes it or the ranking it stands on.
    pub async fn begin(self, app: &App, snapshot: &Snapshot) -> Result<Outcome<FoundFacilities>, ApiError> {
        let (patience, results) = (Patience::begin(), snapshot.results());
        let key = format!("facilities#{}#{:?}", self.filter, self.told);
        let chosen = results.chosen(app.workers(), self.filter).await?;
        let everywhere = match &self.told {
            Told::ByNearness { .. } => None,
            Told::ByLocation { by, .. } => {
                match results.begin_repeats(patience, app.workers(), Filter::default(), *by).await? {
                    Outcome::Done(everywhere) => Some(everywhere),
                    Outcome::Running(job) => return Ok(Outcome::Running(job)),
                }
            }
        };
        let (app_of_job, told) = (app.clone(), self.told);
        let compute = move |progress: &_| match (told, everywhere) {
            (Told::ByLocation { attribute, .. }, Some(everywhere)) => {
                at_locations(&app_of_job, &chosen, everywhere, attribute, progress)
            }
            (Told::ByNearness { class, reach }, _) => near(&chosen, &class, reach, progress),
            (Told::ByLocation { .. }, None) => Err(ApiError::internal("locations without their ranking")),
        };
        results.analyses().begin_within(patience, app.workers(), key, compute).await
    }
}

impl Told {
    fn read(take: &mut Parameters, index: &Index) -> Result<Self, ApiError> {
        let by = take.choice("by", &[("key", By::Key), ("point", By::Point)])?;
        let attribute = take.text("attribute")?;
        let within = take.number("within_m", f64::MIN..=f64::MAX)?;
        let Some(class) = take.text("place_class")? else {
            return match within {
                Some(_) => Err(ApiError::parameter("within_m", "within_m: it goes with place_class alone")),
                None => Ok(Self::ByLocation { by: by.unwrap_or(By::Key), attribute }),
            };
        };
        if by.is_some() || attribute.is_some() {
            let message = "place_class: an imported class goes with neither by nor attribute";
            return Err(ApiError::parameter("place_class", message));
        }
        if index.place_set(&class).is_none() {
            let known: Vec<&str> = index.place_sets().iter().map(|set| set.class()).collect();
            let known = if known.is_empty() { "none are imported".to_owned() } else { known.join(", ") };
            let message = format!("place_class: there are no places {class:?}: {known}");
            return Err(ApiError::parameter("place_class", message));
        }
        let reach = Reach::new(within.map_or(DEFAULT_REACH, Metres));
        let reach = reach.map_err(|error| ApiError::parameter("within_m", error))?;
        Ok(Self::ByNearness { class, reach })
    }
}

fn at_locations(
    app: &App,
    chosen: &Chosen,
    everywhere: Arc<Repeats>,
    attribute: Option<String>,
    progress: &Progress,
) -> Result<FoundFacilities, ApiError> {
    let index = chosen.index();
    let classes = match &attribute {
        Some(name) => PlaceClasses::by_value(index, app.store().attribute(name).map_err(ApiError::internal)?),
        None => PlaceClasses::by_words(index),
    };
    let found = facilities(index, chosen.selection(), everywhere.ranking(), &classes, progress)?;
    Ok(FoundFacilities::AtLocations { everywhere, attribute, found })
}

fn near(chosen: &Chosen, class: &str, reach: Reach, progress: &Progress) -> Result<FoundFacilities, ApiError> {
    let index = chosen.index();
    let set = index.place_set(class).ok_or_else(|| ApiError::internal("a class went missing from a snapshot"))?;
    Ok(FoundFacilities::Near(facilities_near(index, chosen.selection(), set, reach, progress)?))
}

impl Bytes for FoundFacilities {
    fn bytes(&self) -> usize {
        let of_class = |class: &FacilityClass| {
            size_of_val(class)
                + size_of_val(class.ranked.as_slice())
                + size_of_val(class.concentration.curve.as_slice())
        };
        let of_place = |it: &NamedPlace| size_of_val(it) + it.name.as_ref().map_or(0, String::len);
        let (classes, places) = match self {
            Self::AtLocations { found, .. } => (&found.classes, [].as_slice()),
            Self::Near(near) => (&near.facilities.classes, near.places.as_slice()),
        };
        size_of::<Self>() + classes.iter().map(of_class).sum::<usize>() + places.iter().map(of_place).sum::<usize>()
    }
}
