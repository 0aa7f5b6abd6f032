use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::counts::label_of;
use super::repeat_locations::label;
use crate::analysis::case_review::{
    Candidate, CaseReviews, CheckedThreshold, Threshold, case_reviews as find, reviewable,
};
use crate::analysis::observed_window;
use crate::incident::Incidents;
use crate::index::{CategoryChoice, Filter, Index};
use crate::serve::analyses::{Outcome, Patience};
use crate::serve::answer::{JobStatus, accepted, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::once::Bytes;
use crate::serve::parameters::{FilterParameters, Page, PageParameters};
use crate::serve::query::Parameters;
use crate::serve::repeats::{RepeatParameters, Repeats, same_location};
use crate::serve::state::{App, Current};

/// Locations that meet the threshold for an ASB case review.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseReviewPage {
    pub total: usize,
    /// Incidents before this date count.
    pub as_of: Option<String>,
    /// From this date on.
    pub since: Option<String>,
    pub rule: CaseReviewRule,
    pub method: &'static str,
    /// Reports in the window that could qualify.
    pub incidents: usize,
    /// Reports in the window that may have been made too late, and do not count.
    pub reported_late: usize,
    /// The most reports first.
    pub items: Vec<CaseReviewItem>,
    pub next: Option<String>,
    pub finding: FindingText,
}

/// The threshold in use.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseReviewRule {
    pub reports: usize,
    pub within_months: u32,
    pub reported_within_days: u32,
    pub hate_reports: usize,
}

/// A location and an issue that meet the threshold.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseReviewItem {
    /// From 1.
    pub rank: usize,
    /// The location, as the ranking of repeat locations names it.
    pub id: String,
    pub label: String,
    /// Longitude and latitude, degrees.
    pub place: Option<[f64; 2]>,
    #[schema(example = "exact")]
    pub precision: &'static str,
    pub snapped: bool,
    /// What to say where the place is a map point.
    pub snapped_note: Option<&'static str>,
    /// reports or hate.
    #[schema(example = "reports")]
    pub reason: &'static str,
    #[schema(example = "asb/nuisance")]
    pub category: String,
    pub category_label: String,
    /// Qualifying incidents.
    pub count: usize,
    pub first: String,
    pub last: String,
    pub incidents: Vec<QualifyingIncident>,
}

/// A report that counts; nothing about who made it.
#[derive(Debug, Serialize, ToSchema)]
pub struct QualifyingIncident {
    pub id: u32,
    pub category: String,
    pub label: String,
    pub from: String,
    pub to: String,
    pub source: String,
    pub attended: Option<bool>,
}

const METHOD: &str = "Reports of one class of anti-social behaviour at one location, not found by officers or sensors, each with a time known \
    to within the days in which it must be reported; or reports of hate";
const STREET_NOTE: &str =
    "A map point stands for a street and is not an address: these reports may concern several homes.";

/// Locations that meet the threshold for an ASB case review on a day, with the reports that make it so.
///
/// Without `category`, all anti-social behaviour and every class with the word hate count.
#[utoipa::path(
    get, path = "/api/v1/case-reviews", tag = "repeat locations",
    params(
        FilterParameters, RepeatParameters, PageParameters,
        ("as_of" = Option<String>, Query, description = "The day that the months are reckoned back from; the end of the window unless given", example = "2021-04-01"),
        ("reports" = Option<usize>, Query, description = "Reports of the same issue", example = 3),
        ("within_months" = Option<u32>, Query, description = "Within so many months", example = 6),
        ("reported_within_days" = Option<u32>, Query, description = "Each reported within so many days of happening", example = 31),
        ("hate_reports" = Option<usize>, Query, description = "Reports of hate that are enough", example = 1),
    ),
    responses(
        (status = 200, description = "A page of candidates", body = CaseReviewPage),
        (status = 202, description = "They are being looked for: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn case_reviews(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let defaults = app.config().case_review;
    let (filter, by, asked, as_of, page) = parameters.read(|take| {
        let (filter, (by, _)) = (take.filter()?, same_location(take)?);
        Ok((filter, by, threshold(take, defaults)?, date(take)?, Page::read(take, 1000, 50)?))
    })?;
    let first = page.cursor.as_deref().map_or(Ok(0), super::repeat_locations::rank_of)?;
    let filter = reviewed(snapshot.index(), filter);
    let (patience, results) = (Patience::begin(), snapshot.results());
    let key = format!("case-reviews#{filter}#{by:?}#{asked:?}#{as_of:?}");
    let repeats = match results.begin_repeats(patience, app.workers(), filter, by).await? {
        Outcome::Done(repeats) => repeats,
        Outcome::Running(job) => return accepted(job),
    };
    let compute = move |_: &_| Ok(FoundReviews::of(repeats, &asked, as_of));
    let outcome = results.analyses().begin_within(patience, app.workers(), key, compute).await?;
    answer(outcome, app.workers(), move |found| Ok(Json(shape(found, &asked, first, page.limit)))).await
}

/// The candidates of a ranking; `None` where the data cover no day of the window.
#[derive(Debug)]
struct FoundReviews {
    repeats: Arc<Repeats>,
    found: Option<CaseReviews>,
}

impl FoundReviews {
    fn of(repeats: Arc<Repeats>, asked: &CheckedThreshold, as_of: Option<Date>) -> Self {
        let index = repeats.chosen().index();
        let end = || {
            observed_window(index, repeats.chosen().filter())
                .map(|window| index.incidents().zone().civil(window.end()).date())
        };
        let found = as_of.or_else(end).and_then(|as_of| find(index, repeats.ranking(), as_of, asked));
        Self { repeats, found }
    }
}

impl Bytes for FoundReviews {
    fn bytes(&self) -> usize {
        let of_candidate = |it: &Candidate| size_of_val(it) + size_of_val(it.rows.as_slice());
        size_of::<Self>() + self.found.iter().flat_map(|found| &found.candidates).map(of_candidate).sum::<usize>()
    }
}

/// Without a category, those that a review can be about.
fn reviewed(index: &Index, mut filter: Filter) -> Filter {
    if filter.categories.is_empty() {
        let categories = index.incidents().dictionaries().categories.iter();
        let about = categories.filter(|category| reviewable(category));
        filter.categories = about.map(|category| CategoryChoice::Class(category.clone())).collect();
    }
    filter
}

fn threshold(take: &mut Parameters, defaults: Threshold) -> Result<CheckedThreshold, ApiError> {
    let asked = Threshold {
        reports: take.number("reports", 0..=usize::MAX)?.unwrap_or(defaults.reports),
        within_months: take.number("within_months", 0..=u32::MAX)?.unwrap_or(defaults.within_months),
        reported_within_days: take
            .number("reported_within_days", 0..=u32::MAX)?
            .unwrap_or(defaults.reported_within_days),
        hate_reports: take.number("hate_reports", 0..=usize::MAX)?.unwrap_or(defaults.hate_reports),
    };
    asked.check().map_err(|error| ApiError::parameter(error.parameter(), error))
}

fn date(take: &mut Parameters) -> Result<Option<Date>, ApiError> {
    let Some(text) = take.text("as_of")? else { return Ok(None) };
    let date = text.parse();
    date.map(Some)
        .map_err(|_| ApiError::parameter("as_of", format!("as_of: {text:?} is not a date such as 2021-04-01")))
}

fn shape(reviews: &FoundReviews, asked: &CheckedThreshold, first: usize, limit: usize) -> CaseReviewPage {
    let (repeats, found) = (&reviews.repeats, &reviews.found);
    let index = repeats.chosen().index();
    let zone = index.incidents().zone();
    let candidates = found.as_ref().map_or(&[][..], |found| &found.candidates);
    let snapped = candidates.iter().filter(|it| is_snapped(index.incidents(), it)).count();
    let last = first.saturating_add(limit).min(candidates.len());
    let items = (first..last).map(|at| item(repeats, at + 1, &candidates[at])).collect();
    let rule = asked.get();
    let day = |second: i64| zone.civil(second).date().to_string();
    let finding = found.as_ref().map(|found| found.reading(asked, snapped).into());
    CaseReviewPage {
        total: candidates.len(),
        as_of: found.as_ref().map(|found| day(found.window.end())),
        since: found.as_ref().map(|found| day(found.window.start())),
        rule: CaseReviewRule {
            reports: rule.reports,
            within_months: rule.within_months,
            reported_within_days: rule.reported_within_days,
            hate_reports: rule.hate_reports,
        },
        method: METHOD,
        incidents: found.as_ref().map_or(0, |found| found.reports),
        reported_late: found.as_ref().map_or(0, |found| found.late),
        items,
        next: (last < candidates.len()).then(|| last.to_string()),
        finding: finding.unwrap_or_else(|| FindingText {
            statement: "There are no reports in this window.".to_owned(),
            caveat: "The filter looks beside what the data cover.".to_owned(),
        }),
    }
}

fn is_snapped(incidents: &Incidents, candidate: &Candidate) -> bool {
    candidate.rows.iter().any(|&row| incidents.precision(row as usize).is_snapped())
}

fn item(repeats: &Repeats, rank: usize, candidate: &Candidate) -> CaseReviewItem {
    let index = repeats.chosen().index();
    let (incidents, zone) = (index.incidents(), index.incidents().zone());
    let location = repeats.ranking().location(index, candidate.location);
    let category = &incidents.dictionaries().categories[candidate.category];
    let rows = || candidate.rows.iter().map(|&row| row as usize);
    let start = |row: usize| zone.written(incidents.when(row).start());
    let snapped = is_snapped(incidents, candidate);
    CaseReviewItem {
        rank,
        id: location.id.to_string(),
        label: label(&location),
        place: location.place.map(|place| [place.lng(), place.lat()]),
        precision: location.precision.slug(),
        snapped,
        snapped_note: snapped.then_some(STREET_NOTE),
        reason: candidate.reason.slug(),
        category: category.to_string(),
        category_label: label_of(category),
        count: candidate.rows.len(),
        first: rows().next().map(start).unwrap_or_default(),
        last: rows().next_back().map(start).unwrap_or_default(),
        incidents: rows().map(|row| qualifying(incidents, row)).collect(),
    }
}

fn qualifying(incidents: &Incidents, row: usize) -> QualifyingIncident {
    let (category, when, zone) = (incidents.category(row), incidents.when(row), incidents.zone());
    QualifyingIncident {
        id: incidents.ids()[row],
        category: category.to_string(),
        label: label_of(category),
        from: zone.written(when.start()),
        to: zone.written(when.end()),
        source: incidents.source(row).to_owned(),
        attended: incidents.attended(row),
    }
}
