use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::counts::label_of;
use crate::analysis::years::{Year, Years, YearsParameters, years as count_years};
use crate::index::{CategoryChoice, Filter, Index};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

const APRIL: i8 = 4;

/// The chosen incidents by years of twelve civil months.
#[derive(Debug, Serialize, ToSchema)]
pub struct YearsAnswer {
    /// 4: the year to March.
    pub starting_month: i8,
    /// Categories that are in the totals but in no share.
    pub without: Vec<String>,
    pub years: Vec<YearItem>,
    pub finding: FindingText,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct YearItem {
    #[schema(example = "year to March 2021")]
    pub label: String,
    /// The civil year in which it ends.
    pub ending: i16,
    /// First date.
    pub from: String,
    /// First date after the last.
    pub to: String,
    /// Whether the data cover all of it.
    pub complete: bool,
    pub incidents: usize,
    /// Without the categories in `without`.
    pub incidents_without: usize,
    /// Change of `incidents` on the year before, -1 and up; `null` unless both years are complete.
    pub change_fraction: Option<f64>,
    pub attended: usize,
    /// Incidents whose source says whether somebody went.
    pub attendance_known: usize,
    /// Of all incidents, as forces publish it, 0 to 1; `null` where no attendance is known.
    pub attended_fraction: Option<f64>,
    /// Those that are not in `without`, most first.
    pub categories: Vec<CategoryShare>,
}

/// Incidents of one category, as a share of those in all categories that are listed.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryShare {
    #[schema(example = "asb/nuisance")]
    pub id: String,
    pub label: String,
    pub count: usize,
    /// 0 to 1.
    pub share_fraction: Option<f64>,
}

/// Incidents, attendance and shares of categories by years of twelve civil months, as forces report them.
#[utoipa::path(
    get, path = "/api/v1/years", tag = "time",
    params(
        FilterParameters,
        ("starting_month" = Option<i8>, Query, description = "The month that a year begins with, 1 to 12", example = 4),
        ("without" = Option<String>, Query, description = "Categories that are in the totals but in no share", example = "asb/covid-breach"),
    ),
    responses(
        (status = 200, description = "The years", body = YearsAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn years(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Json<YearsAnswer>, ApiError> {
    let (filter, asked) = parameters.read(|take| Ok((take.filter()?, asked(take)?)))?;
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let work = move || {
        let found = count_years(chosen.index(), chosen.filter(), chosen.selection(), asked)
            .map_err(|error| ApiError::parameter("starting_month", error))?;
        Ok(Json(YearsAnswer::of(chosen.index(), &found)))
    };
    app.workers().run(work).await
}

fn asked(take: &mut Parameters) -> Result<YearsParameters, ApiError> {
    let starting_month = take.number("starting_month", 1..=12)?.unwrap_or(APRIL);
    let without = take.text("without")?.map(|text| Filter::parse([("category", text)])).transpose();
    let without = without.map_err(|error| ApiError::parameter("without", format!("without: {error}")))?;
    let without = without.map_or_else(Vec::new, |filter| filter.categories.into_iter().collect());
    Ok(YearsParameters { starting_month, without })
}

impl YearsAnswer {
    pub fn of(index: &Index, found: &Years) -> Self {
        Self {
            starting_month: found.parameters.starting_month,
            without: found.parameters.without.iter().map(CategoryChoice::to_string).collect(),
            years: found.years.iter().map(|year| item(index, year)).collect(),
            finding: found.reading().into(),
        }
    }
}

fn item(index: &Index, year: &Year) -> YearItem {
    let categories = &index.incidents().dictionaries().categories;
    let share = |&(at, count): &(usize, usize)| CategoryShare {
        id: categories[at].to_string(),
        label: label_of(&categories[at]),
        count,
        share_fraction: year.share_fraction(count),
    };
    YearItem {
        label: year.label(),
        ending: year.ending(),
        from: year.from.to_string(),
        to: year.to.to_string(),
        complete: year.complete,
        incidents: year.incidents,
        incidents_without: year.incidents_without,
        change_fraction: year.change_fraction,
        attended: year.attended,
        attendance_known: year.attendance_known,
        attended_fraction: year.attended_fraction(),
        categories: year.categories.iter().map(share).collect(),
    }
}
