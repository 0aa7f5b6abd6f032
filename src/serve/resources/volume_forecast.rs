use axum::Json;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::months::month_name;
use crate::analysis::volume_forecast::{
    BackTest, CheckedVolumeForecast, Coverage, Outlook, SeriesForecast, VolumeForecast, VolumeForecastError,
    VolumeForecastParameters, volume_forecast as forecast,
};
use crate::index::{CategoryChoice, Filter, FilterError};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::once::Bytes;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// Incidents a month and a year, past and to be expected.
#[derive(Debug, Serialize, ToSchema)]
pub struct Volume {
    pub method: &'static str,
    pub history: HistorySpan,
    /// Month in which a year ends, 1 to 12.
    pub year_ends: usize,
    /// Of the random futures.
    pub seed: u64,
    /// How many futures a series.
    pub paths: usize,
    /// `all` first, then `all-without`, kinds and categories; none with fewer than 24 months of history.
    pub series: Vec<VolumeSeries>,
    pub not_forecast: Vec<NotForecastItem>,
    pub notes: Vec<String>,
    /// Steps of the recording within the history.
    pub warnings: Vec<String>,
    pub finding: FindingText,
}

/// The whole months that the forecast rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistorySpan {
    /// `YYYY-MM`; null without any.
    pub from: Option<String>,
    pub to: Option<String>,
    pub months: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VolumeSeries {
    /// `all`, `all-without`, a kind, or `kind/class`.
    pub id: String,
    pub label: String,
    /// What is left out.
    pub without: Option<String>,
    pub months: Vec<PastMonth>,
    pub forecast: Vec<MonthAhead>,
    pub next_12: Expected,
    pub months_13_to_24: Expected,
    pub years: Vec<Year>,
    /// Null where the history is too short to go back in.
    pub back_test: Option<BackTestResult>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PastMonth {
    #[schema(example = "2021-03")]
    pub month: String,
    pub count: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MonthAhead {
    #[schema(example = "2021-04")]
    pub month: String,
    #[serde(flatten)]
    pub expected: Expected,
}

/// The median, and the ends of the intervals that hold 80 and 95 of 100 futures.
#[derive(Debug, Serialize, ToSchema)]
pub struct Expected {
    pub median: f64,
    pub low_80: f64,
    pub high_80: f64,
    pub low_95: f64,
    pub high_95: f64,
}

/// A year of twelve months.
#[derive(Debug, Serialize, ToSchema)]
pub struct Year {
    /// Its last month.
    #[schema(example = "2021-03")]
    pub ending: String,
    /// Null unless all twelve months are past.
    pub count: Option<usize>,
    /// Null unless some are to come.
    pub forecast: Option<Expected>,
}

/// How the method would have done at earlier dates, up to twelve months ahead.
#[derive(Debug, Serialize, ToSchema)]
pub struct BackTestResult {
    /// Months at whose end a forecast was made.
    pub origins: usize,
    /// Months compared, all origins together.
    pub forecasts: usize,
    pub coverage_80_fraction: f64,
    pub coverage_95_fraction: f64,
    /// Incidents a month.
    pub mean_absolute_error: f64,
    /// Sums of twelve months compared, and the parts of them that lay in their intervals.
    pub totals: usize,
    pub total_coverage_80_fraction: Option<f64>,
    pub total_coverage_95_fraction: Option<f64>,
    /// A forecast that repeats the last year.
    pub naive: NaiveResult,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NaiveResult {
    pub coverage_80_fraction: f64,
    pub coverage_95_fraction: f64,
    pub mean_absolute_error: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NotForecastItem {
    pub id: String,
    pub why: String,
}

const METHOD: &str = "Season the same every year (STL) and exponential smoothing of the rest, level or damped slope, on the logarithm of the \
    daily rate; intervals from futures drawn with the model's own errors";

impl Bytes for VolumeForecast {
    fn bytes(&self) -> usize {
        self.series.len() * (self.history.len() * 16 + self.ahead.len() * 64 + 1024) + 1024
    }
}

/// What volume is to be expected, 24 months ahead, together and by category, with 80 and 95 % intervals and how good they were in the past.
///
/// The history is the last run of whole months with data within the filter's dates; fewer than 24 give no series and the finding says so.
#[utoipa::path(
    get, path = "/api/v1/volume-forecast", tag = "trends",
    params(
        FilterParameters,
        ("without" = Option<String>, Query, description = "A kind or kind/class that one more forecast leaves out", example = "asb/nuisance"),
        ("year_ends" = Option<usize>, Query, description = "Month in which a year ends", example = 3),
        ("seed" = Option<u64>, Query, description = "Of the random futures", example = 1),
    ),
    responses(
        (status = 200, description = "Past and expected", body = Volume),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn volume_forecast(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (filter, wanted) = parameters.read(|take| Ok((take.filter()?, wanted(take)?)))?;
    let (key, of) = (format!("volume-forecast#{filter}#{wanted:?}"), snapshot.clone());
    let compute = move |progress: &_| forecast(of.index(), &filter, &wanted, progress).map_err(ApiError::from);
    let outcome = snapshot.results().analyses().begin(app.workers(), key, compute).await?;
    answer(outcome, app.workers(), |found: &VolumeForecast| Ok(Json(Volume::of(found)))).await
}

fn wanted(take: &mut Parameters) -> Result<CheckedVolumeForecast, ApiError> {
    let defaults = VolumeForecastParameters::default();
    let without = take.text("without")?.map(|text| category_choice(&text)).transpose();
    let asked = VolumeForecastParameters {
        without: without.map_err(|error| ApiError::parameter("without", error))?.flatten(),
        year_ends: take.number("year_ends", 1..=12)?.unwrap_or(defaults.year_ends),
        seed: take.number("seed", 0..=u64::MAX)?.unwrap_or(defaults.seed),
        ..defaults
    };
    Ok(asked.check()?)
}

/// A kind or `kind/class`, as the filter reads it.
pub fn category_choice(text: &str) -> Result<Option<CategoryChoice>, FilterError> {
    Ok(Filter::parse([("category", text)])?.categories.pop_first())
}

impl From<VolumeForecastError> for ApiError {
    fn from(error: VolumeForecastError) -> Self {
        match error {
            VolumeForecastError::YearEnds(_) => Self::parameter("year_ends", error),
            VolumeForecastError::Paths(_) => Self::parameter("paths", error),
            VolumeForecastError::Without(_) => Self::parameter("without", error),
            VolumeForecastError::Filter(error) => Self::parameter(error.parameter(), &error),
            VolumeForecastError::Cancelled(cancelled) => cancelled.into(),
        }
    }
}

impl Volume {
    pub fn of(found: &VolumeForecast) -> Self {
        let parameters = found.parameters.get();
        let without = parameters.without.as_ref().map(ToString::to_string);
        Self {
            method: METHOD,
            history: HistorySpan {
                from: found.history.first().copied().map(month_name),
                to: found.history.last().copied().map(month_name),
                months: found.history.len(),
            },
            year_ends: parameters.year_ends,
            seed: parameters.seed,
            paths: parameters.paths,
            series: found.series.iter().map(|series| VolumeSeries::of(series, &found.history, &without)).collect(),
            not_forecast: found
                .not_forecast
                .iter()
                .map(|it| NotForecastItem { id: it.id.clone(), why: it.why() })
                .collect(),
            notes: found.notes(),
            warnings: found.warning.iter().cloned().collect(),
            finding: found.reading().into(),
        }
    }
}

impl VolumeSeries {
    fn of(series: &SeriesForecast, history: &[Date], without: &Option<String>) -> Self {
        let past = history.iter().zip(&series.counts);
        Self {
            id: series.id.clone(),
            label: series.label.clone(),
            without: without.clone().filter(|_| series.id == "all-without"),
            months: past.map(|(&first, &count)| PastMonth { month: month_name(first), count }).collect(),
            forecast: series
                .forecast
                .iter()
                .map(|it| MonthAhead { month: month_name(it.first), expected: it.outlook.into() })
                .collect(),
            next_12: series.next_12.into(),
            months_13_to_24: series.months_13_to_24.into(),
            years: series
                .years
                .iter()
                .map(|year| Year {
                    ending: month_name(year.ending),
                    count: year.count,
                    forecast: year.forecast.map(Expected::from),
                })
                .collect(),
            back_test: series.back_test.as_ref().map(BackTestResult::of),
        }
    }
}

impl From<Outlook> for Expected {
    fn from(found: Outlook) -> Self {
        let Outlook { median, low_80, high_80, low_95, high_95 } = found;
        Self { median, low_80, high_80, low_95, high_95 }
    }
}

impl BackTestResult {
    fn of(test: &BackTest) -> Self {
        let part = |held: usize| (test.totals > 0).then(|| held as f64 / test.totals as f64);
        let Coverage { in_80_fraction, in_95_fraction, mean_absolute_error } = test.ours;
        Self {
            origins: test.origins,
            forecasts: test.forecasts,
            coverage_80_fraction: in_80_fraction,
            coverage_95_fraction: in_95_fraction,
            mean_absolute_error,
            totals: test.totals,
            total_coverage_80_fraction: part(test.totals_in_80),
            total_coverage_95_fraction: part(test.totals_in_95),
            naive: NaiveResult {
                coverage_80_fraction: test.naive.in_80_fraction,
                coverage_95_fraction: test.naive.in_95_fraction,
                mean_absolute_error: test.naive.mean_absolute_error,
            },
        }
    }
}
