use super::series::{FEWEST_MONTHS, Month, Series};
use crate::analysis::finding::Evidence;
use crate::analysis::months::Months;
use crate::incident::{Category, Kind};
use crate::index::{Filter, FilterError, Index};

/// Fewer incidents a month than this on average, and only a step by several times would show.
const FEWEST_A_MONTH: f64 = 5.0;

/// The steps in the force's series.
#[derive(Clone, Debug)]
pub struct RecordingChanges {
    /// `None` where there is no whole month of data.
    pub months: Option<Months>,
    /// Everything that passes the filter first, under the id `all`; then each kind, if there is more than one; then each category with
    /// five incidents a month or more.
    pub series: Vec<Series>,
    /// Categories that are too rare to search.
    pub too_rare: usize,
    pub evidence: Evidence,
}

/// Looks for steps in the force's series by month: everything that passes `filter` wherever and whenever it happened, each kind of it and
/// each category.
///
/// Only the whole months that the data cover are searched, and of those the ones in which the sources recorded anything; a level may
/// begin on the far side of a gap. At least twelve are needed. The filter's own errors come back. Cost: a pass over the incidents, and
/// the square of the months a series.
pub fn recording_changes(index: &Index, filter: &Filter) -> Result<RecordingChanges, FilterError> {
    let selection = index.select(&filter.everywhere().on_any_date().at_any_hour())?;
    let months = Months::of(index, &selection);
    let mut found =
        RecordingChanges { months: None, series: Vec::new(), too_rare: 0, evidence: Evidence::of(index, &selection) };
    let Some(months) = months else { return Ok(found) };
    let categories = &index.incidents().dictionaries().categories;
    // [categories × months].
    let mut counts = vec![vec![0_usize; months.len()]; categories.len()];
    for row in selection.rows() {
        if let Some(month) = months.index_of(index.incidents().midpoint(row)) {
            counts[usize::from(index.incidents().categories()[row])][month] += 1;
        }
    }
    let together = |wanted: &dyn Fn(&Category<'_>) -> bool| -> Vec<usize> {
        let chosen = || categories.iter().zip(&counts).filter(|(category, _)| wanted(category));
        (0..months.len()).map(|month| chosen().map(|(_, counts)| counts[month]).sum()).collect()
    };
    let mut wanted: Vec<(String, String, Vec<usize>)> =
        vec![("all".to_owned(), "All incidents of the filter".to_owned(), together(&|_| true))];
    let kinds: Vec<Kind> = Kind::ALL
        .into_iter()
        .filter(|&kind| together(&|category| category.kind() == kind).iter().any(|&count| count > 0))
        .collect();
    if kinds.len() > 1 {
        let series = |kind: &Kind| {
            (kind.slug().to_owned(), kind.label().to_owned(), together(&|category| category.kind() == *kind))
        };
        wanted.extend(kinds.iter().map(series));
    }
    let present =
        categories.iter().zip(counts.iter().cloned()).filter(|(_, counts)| counts.iter().any(|&count| count > 0));
    wanted.extend(present.map(|(category, counts)| (category.to_string(), category.to_string(), counts)));
    for (id, label, counts) in wanted {
        let recorded = searchable(&months, &counts);
        let frequent = counts.iter().sum::<usize>() as f64 >= FEWEST_A_MONTH * recorded.len() as f64;
        if frequent || id == "all" {
            found.series.push(Series::search(id, label, &recorded));
        } else {
            found.too_rare += 1;
        }
    }
    found.months = Some(months);
    Ok(found)
}

impl RecordingChanges {
    /// Whether there were enough months to look.
    pub fn searched(&self) -> bool {
        self.series.first().is_some_and(|series| series.steps.len() >= FEWEST_MONTHS)
    }
}

fn searchable(months: &Months, counts: &[usize]) -> Vec<Month> {
    let recorded = (0..months.len()).filter(|&month| months.is_recorded(month));
    recorded
        .map(|month| Month { month, count: counts[month], days: months.days(month), calendar: months.calendar(month) })
        .collect()
}
