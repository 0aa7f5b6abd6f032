use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::counts::week_of;
use crate::analysis::time_of_day::{
    CheckedTimeOfDay, PeakWindow, Resolution, TimeOfDay, TimeOfDayError, TimeOfDayParameters, time_of_day,
};
use crate::index::HourOfWeekCounts;
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::once::Bytes;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// When in the week the chosen incidents happen.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hours {
    #[schema(example = "Aoristic sums over the hours of the week; peak windows by a scan of day and hour blocks")]
    pub method: &'static str,
    /// What a peak window is held against.
    pub null: &'static str,
    pub incidents: usize,
    /// Incidents in the table.
    pub hours_known: usize,
    /// Of those, how many give a date without an hour.
    pub days_only: usize,
    /// Incidents whose window is longer than a day: they are in no hour.
    pub hours_unknown: usize,
    /// `hour`, `day` when most give a date alone, `null` when nothing is known.
    #[schema(example = "hour")]
    pub resolution: Option<&'static str>,
    /// `[7][24]`: Monday first, hour by hour, civil time; `null` when nothing is known.
    pub hour_of_week: Option<Vec<Vec<f64>>>,
    /// Incidents in each hour of the week, were they spread evenly.
    pub even: f64,
    /// The most surprising first.
    pub windows: Vec<HourWindow>,
    pub replicas: usize,
    pub seed: u64,
    pub finding: FindingText,
}

/// The same hours on consecutive days in which incidents crowd.
#[derive(Debug, Serialize, ToSchema)]
pub struct HourWindow {
    #[schema(example = "Fri to Sat 21:00 to 02:00")]
    pub label: String,
    /// The days on which it begins, as the filter takes them.
    pub days: Vec<&'static str>,
    /// 0 to 23.
    pub from_hour: u8,
    /// 1 to 24; not after `from_hour` when it goes over midnight.
    pub to_hour: u8,
    /// Hours of the week.
    pub hours: usize,
    pub incidents: f64,
    /// Of the incidents in the table, 0 to 1.
    pub share_fraction: f64,
    /// Of the week, 0 to 1.
    pub week_fraction: f64,
    /// Share of incidents over share of the week.
    pub lift: f64,
    /// How often chance alone gives a window as crowded.
    pub p: f64,
    #[schema(example = "Fri to Sat 21:00 to 02:00: 38 % of incidents in 6 % of the week")]
    pub sentence: String,
}

const METHOD: &str = "Aoristic sums over the hours of the week; peak windows by a scan of day and hour blocks";
const NULL: &str = "Incidents come evenly over the week";

impl Bytes for TimeOfDay {
    fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(self.windows.as_slice())
    }
}

/// Hour by weekday, and the windows in which incidents crowd. Data that know only months get no table, and say so.
#[utoipa::path(
    get, path = "/api/v1/hours", tag = "time",
    params(
        FilterParameters,
        ("windows" = Option<usize>, Query, description = "The most peak windows, 1 to 10", example = 3),
        ("most_hours" = Option<usize>, Query, description = "Hours a week that a window may have: what can be staffed, 1 to 84", example = 20),
        ("seed" = Option<u64>, Query, description = "Of the random weeks that windows are held against", example = 1),
    ),
    responses(
        (status = 200, description = "The table and the windows", body = Hours),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn hours(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (filter, sought) = parameters.read(|take| Ok((take.filter()?, sought(take)?)))?;
    let key = format!("hours#{filter}#{sought:?}");
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let compute = move |progress: &_| Ok(time_of_day(chosen.index(), chosen.selection(), &sought, progress)?);
    let outcome = snapshot.results().analyses().begin(app.workers(), key, compute).await?;
    answer(outcome, app.workers(), move |found| Ok(Json(shape(found, &sought)))).await
}

fn sought(take: &mut Parameters) -> Result<CheckedTimeOfDay, ApiError> {
    let defaults = TimeOfDayParameters::default();
    let asked = TimeOfDayParameters {
        most_windows: take.number("windows", 1..=usize::MAX)?.unwrap_or(defaults.most_windows),
        most_hours: take.number("most_hours", 1..=usize::MAX)?.unwrap_or(defaults.most_hours),
        seed: take.number("seed", 0..=u64::MAX)?.unwrap_or(defaults.seed),
        ..defaults
    };
    asked.check().map_err(|error: TimeOfDayError| ApiError::parameter(error.parameter(), error))
}

fn shape(found: &TimeOfDay, sought: &CheckedTimeOfDay) -> Hours {
    let unknown = found.evidence.hours_unknown;
    Hours {
        method: METHOD,
        null: NULL,
        incidents: found.evidence.incidents,
        hours_known: found.hours_known,
        days_only: found.days_only,
        hours_unknown: unknown,
        resolution: found.resolution.map(Resolution::slug),
        hour_of_week: found.hours.map(|hours| week_of(&HourOfWeekCounts { hours, unknown }).hour_of_week),
        even: found.even(),
        windows: found.windows.iter().map(window).collect(),
        replicas: sought.replicas(),
        seed: sought.seed(),
        finding: found.reading().into(),
    }
}

fn window(peak: &PeakWindow) -> HourWindow {
    HourWindow {
        label: peak.block.to_string(),
        days: peak.block.days().map(|day| day.slug()).collect(),
        from_hour: peak.block.from_hour(),
        to_hour: peak.block.to_hour(),
        hours: peak.block.hours(),
        incidents: peak.incidents,
        share_fraction: peak.share_fraction,
        week_fraction: peak.week_fraction,
        lift: peak.lift(),
        p: peak.p,
        sentence: peak.sentence(),
    }
}
