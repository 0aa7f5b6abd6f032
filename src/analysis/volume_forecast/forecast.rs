use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::back_test::{BackTest, MOST_ORIGINS, back_test};
use super::model::{FEWEST_MONTHS, History, YEAR, smoothed_paths};
use super::parameters::{CheckedVolumeForecast, VolumeForecastError};
use super::paths::Outlook;
use super::years::{YearTotal, years};
use crate::analysis::Progress;
use crate::analysis::finding::Evidence;
use crate::analysis::months::Months;
use crate::analysis::recording_changes::recording_changes;
use crate::incident::{Category, Kind};
use crate::index::{CategoryChoice, Filter, Index};

/// Two years ahead.
const AHEAD: usize = 2 * YEAR;
/// A category needs as many months with an incident as a series needs months.
const FEWEST_MONTHS_WITH_ONE: usize = FEWEST_MONTHS;

/// What volume is to be expected.
#[derive(Clone, Debug)]
pub struct VolumeForecast {
    pub parameters: CheckedVolumeForecast,
    /// First dates of the months of the past that the forecast rests on, one after the other without a gap.
    pub history: Vec<Date>,
    /// First dates of the months to come.
    pub ahead: Vec<Date>,
    /// Everything first, then everything without the named category, then each kind where there are several, then each category. Empty when
    /// there are fewer than 24 months.
    pub series: Vec<SeriesForecast>,
    pub not_forecast: Vec<NotForecast>,
    /// Steps of the recording within the history.
    pub warning: Option<String>,
    pub evidence: Evidence,
}

/// One series, past and to come.
#[derive(Clone, Debug)]
pub struct SeriesForecast {
    /// `all`, `all-without`, a kind, or `kind/class`.
    pub id: String,
    pub label: String,
    /// Incidents a month of the history.
    pub counts: Vec<usize>,
    pub forecast: Vec<ForecastMonth>,
    pub next_12: Outlook,
    pub months_13_to_24: Outlook,
    pub years: Vec<YearTotal>,
    /// `None` where the history is too short to go back in.
    pub back_test: Option<BackTest>,
}

/// A month to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForecastMonth {
    pub first: Date,
    pub outlook: Outlook,
}

/// A category that is not forecast by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct NotForecast {
    pub id: String,
    /// How many months of the history have an incident.
    pub months: usize,
}

/// Forecasts the incidents a month that pass `filter`, 24 months ahead, together and by category.
///
/// The history is the last run of whole recorded months that lies within the dates of the filter; all its other parts choose what is
/// counted. How a series is forecast stands at `smoothed_paths` in model.rs; how it is tested, at `back_test`. A category is forecast by
/// itself when 24 months of the history have one. Cost: about 40 fits a series, shared among all cores.
pub fn volume_forecast(
    index: &Index,
    filter: &Filter,
    parameters: &CheckedVolumeForecast,
    progress: &Progress,
) -> Result<VolumeForecast, VolumeForecastError> {
    if let Some(without) = &parameters.get().without {
        let named = Filter { categories: BTreeSet::from([without.clone()]), ..Filter::default() };
        index.select(&named).map_err(VolumeForecastError::Without)?;
    }
    let selection = index.select(&filter.on_any_date())?;
    let months = Months::of(index, &selection);
    let run = months.as_ref().map_or(0..0, |months| last_run(months, filter));
    let mut found = VolumeForecast {
        parameters: parameters.clone(),
        history: months.as_ref().map_or_else(Vec::new, |months| run.clone().map(|it| months.first_date(it)).collect()),
        ahead: Vec::new(),
        series: Vec::new(),
        not_forecast: Vec::new(),
        warning: None,
        evidence: Evidence::of(index, &index.select(filter)?),
    };
    let Some(months) = months.filter(|_| run.len() >= FEWEST_MONTHS) else { return Ok(found) };
    let span = |month: usize| months.window(month);
    found.warning = recording_changes(index, filter)?.warning(span(run.start), span(run.end - 1));
    found.ahead =
        (0..AHEAD as i32).filter_map(|month| months.first_date(run.end).checked_add(month.months()).ok()).collect();
    let categories = &index.incidents().dictionaries().categories;
    let mut counts = vec![vec![0_usize; run.len()]; categories.len()];
    for row in selection.rows() {
        let month = months.index_of(index.incidents().midpoint(row)).filter(|month| run.contains(month));
        if let Some(month) = month {
            counts[usize::from(index.incidents().categories()[row])][month - run.start] += 1;
        }
    }
    let wanted = wanted(categories, &counts, parameters, &mut found.not_forecast);
    let origins = (run.len() - FEWEST_MONTHS).min(MOST_ORIGINS);
    progress.begin((wanted.len() * (origins + 1)) as u64);
    let days: Vec<f64> = run.map(|month| months.days(month)).collect();
    let days_ahead: Vec<f64> = found.ahead.iter().map(|first| f64::from(first.days_in_month())).collect();
    let seasons = Calendar { history: found.history.clone(), ahead: found.ahead.clone(), days, days_ahead };
    for (id, label, counts) in wanted {
        progress.advance(1)?;
        match forecast_of(&id, label, &counts, &seasons, parameters, progress)? {
            Some(series) => found.series.push(series),
            None => found.not_forecast.push(NotForecast { id, months: with_one(&counts) }),
        }
    }
    Ok(found)
}

/// The months that a forecast runs along.
struct Calendar {
    history: Vec<Date>,
    ahead: Vec<Date>,
    days: Vec<f64>,
    days_ahead: Vec<f64>,
}

fn forecast_of(
    id: &str,
    label: String,
    counts: &[usize],
    calendar: &Calendar,
    parameters: &CheckedVolumeForecast,
    progress: &Progress,
) -> Result<Option<SeriesForecast>, VolumeForecastError> {
    let history = History {
        counts: counts.iter().map(|&count| count as f64).collect(),
        days: calendar.days.clone(),
        days_ahead: calendar.days_ahead.clone(),
    };
    let wanted = parameters.get();
    let Some(paths) = smoothed_paths(&history, wanted.paths, wanted.seed) else { return Ok(None) };
    let dates: Vec<Date> = calendar.history.iter().chain(&calendar.ahead).copied().collect();
    let month = |(at, &first): (usize, &Date)| ForecastMonth { first, outlook: paths.month(at) };
    Ok(Some(SeriesForecast {
        id: id.to_owned(),
        label,
        counts: counts.to_vec(),
        forecast: calendar.ahead.iter().enumerate().map(month).collect(),
        next_12: paths.sum(0..YEAR, 0.0),
        months_13_to_24: paths.sum(YEAR..AHEAD, 0.0),
        years: years(counts, &dates, &paths, wanted.year_ends),
        back_test: back_test(&history, wanted.seed, progress)?,
    }))
}

/// The last run of recorded months within the dates of the filter, by their numbers.
fn last_run(months: &Months, filter: &Filter) -> std::ops::Range<usize> {
    let zone = months.zone();
    let from = filter.from.map_or(i64::MIN, |date| zone.day_start(date));
    let to = filter.to.map_or(i64::MAX, |date| zone.day_start(date));
    let usable = |month: usize| {
        let window = months.window(month);
        months.is_recorded(month) && window.start() >= from && window.end() <= to
    };
    let Some(last) = (0..months.len()).rfind(|&month| usable(month)) else { return 0..0 };
    let first = (0..=last).rev().take_while(|&month| usable(month)).last().unwrap_or(last);
    first..last + 1
}

/// An id, a label, and incidents a month.
type Wanted = (String, String, Vec<usize>);

/// Which series are forecast; `counts` is `[categories × months]`.
fn wanted(
    categories: &[Category<'static>],
    counts: &[Vec<usize>],
    parameters: &CheckedVolumeForecast,
    not_forecast: &mut Vec<NotForecast>,
) -> Vec<Wanted> {
    let months = counts.first().map_or(0, Vec::len);
    let together = |admits: &dyn Fn(&Category<'_>) -> bool| -> Vec<usize> {
        let chosen = || categories.iter().zip(counts).filter(|(category, _)| admits(category));
        (0..months).map(|month| chosen().map(|(_, counts)| counts[month]).sum()).collect()
    };
    let mut wanted: Vec<Wanted> = vec![("all".into(), "All incidents of the filter".into(), together(&|_| true))];
    if let Some(without) = &parameters.get().without {
        let label = format!("All but {}", label_of(without));
        wanted.push(("all-without".into(), label, together(&|category| !without.admits(category))));
    }
    let kinds = Kind::ALL.map(|kind| (kind, together(&|category| category.kind() == kind)));
    let present: Vec<&(Kind, Vec<usize>)> = kinds.iter().filter(|(_, counts)| with_one(counts) > 0).collect();
    let several = present.len() > 1;
    let of_kinds =
        present.into_iter().filter(|_| several).map(|(kind, counts)| (kind.slug(), kind.label(), counts.clone()));
    wanted.extend(of_kinds.map(|(id, label, counts)| (id.to_owned(), label.to_owned(), counts)));
    for (category, counts) in categories.iter().zip(counts) {
        let months = with_one(counts);
        if months >= FEWEST_MONTHS_WITH_ONE {
            wanted.push((category.to_string(), category.to_string(), counts.clone()));
        } else if months > 0 {
            not_forecast.push(NotForecast { id: category.to_string(), months });
        }
    }
    wanted
}

fn label_of(choice: &CategoryChoice) -> String {
    match choice {
        CategoryChoice::Kind(kind) => kind.label().to_owned(),
        CategoryChoice::Class(category) => category.to_string(),
    }
}

impl NotForecast {
    /// The reason, as a sentence.
    pub fn why(&self) -> String {
        format!("{} months of the history have an incident; {FEWEST_MONTHS_WITH_ONE} are needed.", self.months)
    }
}

fn with_one(counts: &[usize]) -> usize {
    counts.iter().filter(|&&count| count > 0).count()
}
