use serde::Serialize;
use utoipa::ToSchema;

use crate::incident::{Category, Provenance};
use crate::index::{HourOfWeekCounts, Index, Selection};
use crate::time::{PeriodLength, TimeWindow};

const HOURS_PER_DAY: usize = 24;

/// Incidents of one category.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryCount {
    /// `kind/class`, as the filter takes it.
    #[schema(example = "asb/nuisance")]
    pub id: String,
    pub label: String,
    pub count: usize,
}

/// Incidents of one civil month; the middle of an incident's window decides.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonthCount {
    #[schema(example = "2021-03")]
    pub month: String,
    /// First date.
    pub from: String,
    /// First date after the last.
    pub to: String,
    pub count: usize,
}

/// Incidents under one name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameCount {
    pub name: String,
    pub count: usize,
}

/// Incidents under one identifier.
#[derive(Debug, Serialize, ToSchema)]
pub struct IdCount {
    pub id: String,
    pub count: usize,
}

/// How incidents spread over the hours of the week, each shared out over the hours that its window touches.
#[derive(Debug, Serialize, ToSchema)]
pub struct Week {
    /// `[7][24]`: Monday first, hour by hour, civil time.
    pub hour_of_week: Vec<Vec<f64>>,
    /// Incidents whose window is longer than a day: they are in no hour.
    pub hours_unknown: usize,
}

/// A category's label for people.
pub fn label_of(category: &Category<'_>) -> String {
    match category.class() {
        Category::UNSPECIFIED => category.kind().label().to_owned(),
        _ => category.class_label(),
    }
}

/// Every category of the data, in the data's order.
pub fn by_category(index: &Index, selection: &Selection) -> Vec<CategoryCount> {
    let categories = index.incidents().dictionaries().categories.iter();
    let with_count = |(category, count): (&Category<'_>, usize)| CategoryCount {
        id: category.to_string(),
        label: label_of(category),
        count,
    };
    categories.zip(index.by_category(selection)).map(with_count).collect()
}

/// Every source of the data, in the data's order.
pub fn by_source(index: &Index, selection: &Selection) -> Vec<NameCount> {
    let sources = index.incidents().dictionaries().sources.iter().cloned();
    sources.zip(index.by_source(selection)).map(|(name, count)| NameCount { name, count }).collect()
}

/// Every provenance there is.
pub fn by_provenance(index: &Index, selection: &Selection) -> Vec<IdCount> {
    let counts = index.by_provenance(selection);
    Provenance::ALL.iter().zip(counts).map(|(it, count)| IdCount { id: it.slug().to_owned(), count }).collect()
}

/// Every month from the data's first to its last.
pub fn by_month(index: &Index, selection: &Selection) -> Vec<MonthCount> {
    let zone = index.incidents().zone();
    let Some(found) = index.by_period(selection, PeriodLength::Month) else { return Vec::new() };
    let month = |(window, count): (TimeWindow, &usize)| {
        let (from, to) = (zone.civil(window.start()).date(), zone.civil(window.end()).date());
        MonthCount {
            month: from.strftime("%Y-%m").to_string(),
            from: from.to_string(),
            to: to.to_string(),
            count: *count,
        }
    };
    found.periods.iter().zip(&found.counts).map(month).collect()
}

pub fn week(index: &Index, selection: &Selection) -> Week {
    week_of(&index.hour_of_week(selection))
}

pub fn week_of(found: &HourOfWeekCounts) -> Week {
    let hour_of_week = found.hours.chunks(HOURS_PER_DAY).map(<[f64]>::to_vec).collect();
    Week { hour_of_week, hours_unknown: found.unknown }
}
