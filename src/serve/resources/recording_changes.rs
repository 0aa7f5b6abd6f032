use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::months::{Months, month_name};
use crate::analysis::recording_changes::{
    Change, LEAST_RATIO, PENALTY_PER_LOG, RecordingChanges, Series, recording_changes as find,
};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::once::Bytes;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// Where the level of what the whole force records changes at once, and where there are no data.
#[derive(Debug, Serialize, ToSchema)]
pub struct Steps {
    pub method: &'static str,
    /// First and last whole month, `YYYY-MM`; null without data.
    pub from_month: Option<String>,
    pub to_month: Option<String>,
    /// A step must save this times the logarithm of the number of months, in units of twice the log-likelihood over the dispersion.
    pub penalty_per_log: f64,
    /// Levels that differ by less than this ratio are one.
    pub least_ratio: f64,
    pub gaps: Vec<Gap>,
    /// All incidents of the filter first (`all`), then kinds, then categories.
    pub series: Vec<StepSeries>,
    pub notes: Vec<String>,
    pub finding: FindingText,
}

/// Months without any data.
#[derive(Debug, Serialize, ToSchema)]
pub struct Gap {
    /// First date.
    #[schema(example = "2022-04-01")]
    pub from: String,
    /// First date after the last.
    #[schema(example = "2025-01-01")]
    pub to: String,
    pub months: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StepSeries {
    /// `all`, a kind, or `kind/class`.
    #[schema(example = "asb/nuisance")]
    pub id: String,
    pub label: String,
    /// Those with data.
    pub months: Vec<StepMonth>,
    /// Whether the season was taken out: every calendar month must come twice.
    pub deseasonalised: bool,
    /// Variance over mean of a month's count about its level, at least 1.
    pub dispersion: f64,
    pub changes: Vec<StepChange>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StepMonth {
    #[schema(example = "2021-03")]
    pub month: String,
    pub count: usize,
    /// What its level comes to in this month, season included.
    pub level: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StepChange {
    /// Last month with data of the level before.
    #[schema(example = "2022-03")]
    pub last_before: String,
    /// First month of the next.
    #[schema(example = "2025-01")]
    pub first_after: String,
    /// Its first date: where to draw the mark.
    pub at: String,
    /// Incidents a month.
    pub level_before: f64,
    pub level_after: f64,
    /// The second over the first; null where that is zero.
    pub ratio: Option<f64>,
    /// Ends of its 95 % interval.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Whether months without data lie between the two.
    pub across_gap: bool,
}

const METHOD: &str = "Least-cost cut of the monthly counts into levels (Poisson with overdispersion, season taken out where two years are \
    known)";

impl Bytes for RecordingChanges {
    fn bytes(&self) -> usize {
        let months: usize = self.series.iter().map(|series| series.steps.len()).sum();
        months * 32 + self.series.len() * 512 + 1024
    }
}

/// Steps in the force's own series by month, by category: where recording, or the world, changed from one month to the next.
///
/// Of the filter the categories, sources and provenance are used: the series is that of the whole force, over all dates and hours.
#[utoipa::path(
    get, path = "/api/v1/recording-changes", tag = "trends", params(FilterParameters),
    responses(
        (status = 200, description = "Levels, steps and gaps", body = Steps),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn recording_changes(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let filter = parameters.read(Parameters::filter)?.everywhere().on_any_date().at_any_hour();
    let (key, of) = (format!("recording-changes#{filter}"), snapshot.clone());
    let compute =
        move |_: &_| find(of.index(), &filter).map_err(|error| ApiError::parameter(error.parameter(), &error));
    let outcome = snapshot.results().analyses().begin(app.workers(), key, compute).await?;
    answer(outcome, app.workers(), |found: &RecordingChanges| Ok(Json(Steps::of(found)))).await
}

impl Steps {
    pub fn of(found: &RecordingChanges) -> Self {
        let months = found.months.as_ref();
        let name = |month: Option<usize>| Some(month_name(months?.first_date(month?)));
        Self {
            method: METHOD,
            from_month: name(months.map(|_| 0)),
            to_month: name(months.map(|months| months.len() - 1)),
            penalty_per_log: PENALTY_PER_LOG,
            least_ratio: LEAST_RATIO,
            gaps: months.map_or_else(Vec::new, gaps),
            series: months.map_or_else(Vec::new, |months| {
                found.series.iter().map(|series| StepSeries::of(series, months)).collect()
            }),
            notes: found.notes(),
            finding: found.reading().into(),
        }
    }
}

fn gaps(months: &Months) -> Vec<Gap> {
    let date = |month: usize| months.first_date(month).to_string();
    let gap = |(first, next): (usize, usize)| Gap { from: date(first), to: date(next), months: next - first };
    months.gaps().into_iter().map(gap).collect()
}

impl StepSeries {
    fn of(series: &Series, months: &Months) -> Self {
        let name = |month: usize| month_name(months.first_date(month));
        let change = |change: &Change| StepChange {
            last_before: name(change.last_before),
            first_after: name(change.first_after),
            at: months.first_date(change.first_after).to_string(),
            level_before: change.level_before,
            level_after: change.level_after,
            ratio: change.ratio,
            low: change.interval.map(|(low, _)| low),
            high: change.interval.map(|(_, high)| high),
            across_gap: change.first_after > change.last_before + 1,
        };
        Self {
            id: series.id.clone(),
            label: series.label.clone(),
            months: series
                .steps
                .iter()
                .map(|step| StepMonth { month: name(step.month), count: step.count, level: step.level })
                .collect(),
            deseasonalised: series.deseasonalised,
            dispersion: series.dispersion,
            changes: series.changes.iter().map(change).collect(),
        }
    }
}
