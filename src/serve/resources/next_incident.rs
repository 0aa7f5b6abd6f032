use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::observed_window;
use crate::analysis::repeat_locations::{CountRisk, HORIZONS_DAYS, NextIncident, next_incident as risks_of};
use crate::index::Index;
use crate::serve::analyses::{Outcome, Patience};
use crate::serve::answer::{JobStatus, accepted, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::once::Bytes;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::repeats::{RepeatParameters, same_location};
use crate::serve::state::{App, Current};

/// How soon the next incident follows at a location, by how many it has had.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextIncidentAnswer {
    pub method: &'static str,
    /// Chosen incidents with a location and a known day.
    pub incidents: usize,
    pub locations: usize,
    /// Chosen incidents with a location whose window is longer than a day.
    pub days_unknown: usize,
    /// The last day on which a next incident could have been seen.
    pub end: Option<String>,
    pub horizons_days: [u32; 3],
    /// Empty when no day is known.
    pub counts: Vec<CountRiskItem>,
    pub finding: FindingText,
}

/// What follows an incident that made it so many.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountRiskItem {
    #[schema(example = "6 to 9")]
    pub so_far: String,
    pub at_least: usize,
    /// `null`: or more.
    pub at_most: Option<usize>,
    /// Incidents after which a location had so many.
    pub starts: usize,
    /// Those that another followed.
    pub followed: usize,
    /// Those whose watch ended with the data.
    pub censored: usize,
    /// One a horizon.
    pub risks: Vec<RiskItem>,
}

/// The risk of a next incident within so many days, 0 to 1; `null` where nobody was watched that long.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskItem {
    pub days: u32,
    pub fraction: Option<f64>,
    /// Ends of the 95 % interval.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Locations still watched then.
    pub at_risk: usize,
}

const METHOD: &str = "Kaplan-Meier over the gaps between incidents of a location, log-log intervals of 95 %; the count so far begins with \
    the window of the filter";

impl Bytes for Option<NextIncident> {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.as_ref().map_or(0, |found| size_of_val(found.counts.as_slice()))
    }
}

/// The risk of a next incident at the same location within 7, 28 and 90 days, given how many there were so far.
#[utoipa::path(
    get, path = "/api/v1/repeat-locations/next-incident", tag = "repeat locations", params(FilterParameters, RepeatParameters),
    responses(
        (status = 200, description = "Risks by count so far", body = NextIncidentAnswer),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn next_incident(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (filter, (by, _)) = parameters.read(|take| Ok((take.filter()?, same_location(take)?)))?;
    let key = format!("next-incident#{filter}#{by:?}");
    let patience = Patience::begin();
    let repeats = match snapshot.results().begin_repeats(patience, app.workers(), filter, by).await? {
        Outcome::Done(repeats) => repeats,
        Outcome::Running(job) => return accepted(job),
    };
    let compute = move |progress: &_| {
        let chosen = repeats.chosen();
        let (index, selection, ranking) = (chosen.index(), chosen.selection(), repeats.ranking());
        let observed = observed_window(index, chosen.filter());
        Ok(observed.map(|observed| risks_of(index, selection, ranking, observed, progress)).transpose()?)
    };
    let outcome = snapshot.results().analyses().begin_within(patience, app.workers(), key, compute).await?;
    answer(outcome, app.workers(), move |found| Ok(Json(NextIncidentAnswer::of(snapshot.index(), found.as_ref()))))
        .await
}

impl NextIncidentAnswer {
    /// `None`: the filter looks beside what the data cover.
    pub fn of(index: &Index, found: Option<&NextIncident>) -> Self {
        let zone = index.incidents().zone();
        let nothing = || FindingText {
            statement: "There are no incidents in this window.".to_owned(),
            caveat: "The filter looks beside what the data cover.".to_owned(),
        };
        Self {
            method: METHOD,
            incidents: found.map_or(0, |found| found.incidents),
            locations: found.map_or(0, |found| found.locations),
            days_unknown: found.map_or(0, |found| found.days_unknown),
            end: found.map(|found| zone.civil(found.observed.end() - 1).date().to_string()),
            horizons_days: HORIZONS_DAYS,
            counts: found.map_or_else(Vec::new, |found| found.counts.iter().map(item).collect()),
            finding: found.map_or_else(nothing, |found| found.reading().into()),
        }
    }
}

fn item(class: &CountRisk) -> CountRiskItem {
    let risk = |(days, risk): (u32, &Option<crate::analysis::repeat_locations::Risk>)| RiskItem {
        days,
        fraction: risk.map(|risk| risk.fraction),
        low: risk.map(|risk| risk.interval.low),
        high: risk.map(|risk| risk.interval.high),
        at_risk: risk.map_or(0, |risk| risk.at_risk),
    };
    CountRiskItem {
        so_far: class.so_far(),
        at_least: class.at_least,
        at_most: class.at_most,
        starts: class.starts,
        followed: class.followed,
        censored: class.censored(),
        risks: HORIZONS_DAYS.into_iter().zip(&class.risks).map(risk).collect(),
    }
}
