use thiserror::Error;

use super::pair::{Exposure, Measure, Pair};
use super::places::{Difference, PlaceComparison, compare_places};
use crate::analysis::finding::Evidence;
use crate::analysis::observed::observed_days;
use crate::analysis::progress::{Cancelled, Progress};
use crate::analysis::recording_changes::recording_warning;
use crate::index::{Filter, HourOfWeekCounts, Index, Selection};
use crate::time::HOURS_PER_WEEK;

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    pub filter: &'a Filter,
    /// What passes the filter.
    pub selection: &'a Selection,
}

/// Two selections against each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub measure: Measure,
    pub exposure: Exposure,
    /// Civil days of the first side; see [`observed_days`].
    pub days: usize,
    pub against_days: usize,
    pub evidence: Evidence,
    pub against_evidence: Evidence,
    pub total: Pair,
    /// In the layer's order; empty without a layer.
    pub areas: Vec<PlaceComparison>,
    /// `None` unless both sides have an incident with a known hour.
    pub week: Option<WeekComparison>,
    /// That the force's level has a step, or the data a gap, between the windows.
    pub warning: Option<String>,
}

/// Both sides by hour of the week from Monday 00:00, aoristic sums.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekComparison {
    pub here: [f64; HOURS_PER_WEEK],
    /// Scaled to the first side's exposure.
    pub there: [f64; HOURS_PER_WEEK],
}

/// Why two sides cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ComparisonError {
    #[error("the data have no day in the window of {filter:?}")]
    NoDays { filter: String },
    #[error("no incident passes {filter:?}, so there are no shares")]
    NoIncidents { filter: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Of a comparison, for its progress.
const STEPS: u64 = 4;

/// The first side against the second: as a whole, by area of layer number `layer`, by hour of the week.
///
/// With [`Measure::Rate`] each count is per day of its side's window, so that windows of different length compare; with
/// [`Measure::Share`] it is a part of its side's incidents, so that sets of different size do. See [`Pair`] and [`compare_places`]; the
/// week of the second side is scaled in the same way.
///
/// The sides may overlap, but then the intervals are too wide. Cost: a pass over each selection.
pub fn compare(
    index: &Index,
    here: Side<'_>,
    there: Side<'_>,
    measure: Measure,
    layer: Option<usize>,
    progress: &Progress,
) -> Result<Comparison, ComparisonError> {
    progress.begin(STEPS);
    let (exposure, days) = exposure(index, here, there, measure)?;
    progress.advance(1)?;
    let areas = layer.map_or_else(Vec::new, |layer| {
        let (first, second) = (index.by_area(here.selection, layer), index.by_area(there.selection, layer));
        compare_places(first.into_iter().zip(second), exposure)
    });
    progress.advance(1)?;
    let first = index.hour_of_week(here.selection);
    progress.advance(1)?;
    let second = index.hour_of_week(there.selection);
    progress.advance(1)?;
    let evidence = |side: Side<'_>, week: &HourOfWeekCounts| Evidence {
        incidents: side.selection.len(),
        snapped: index.snapped(side.selection),
        hours_unknown: week.unknown,
    };
    Ok(Comparison {
        measure,
        exposure,
        days: days[0],
        against_days: days[1],
        evidence: evidence(here, &first),
        against_evidence: evidence(there, &second),
        total: Pair::of(here.selection.len(), there.selection.len(), exposure),
        areas,
        week: week(here, first, there, second, exposure),
        warning: recording_warning(index, here.filter, there.filter),
    })
}

/// What both sides are measured against, and the days of each.
pub fn exposure(
    index: &Index,
    here: Side<'_>,
    there: Side<'_>,
    measure: Measure,
) -> Result<(Exposure, [usize; 2]), ComparisonError> {
    let days = [here, there].map(|side| observed_days(index, side.filter));
    let exposed = match measure {
        Measure::Rate => days,
        Measure::Share => [here, there].map(|side| side.selection.len()),
    };
    if let Some((side, _)) = [here, there].iter().zip(exposed).find(|&(_, exposed)| exposed == 0) {
        let filter = side.filter.to_string();
        return Err(match measure {
            Measure::Rate => ComparisonError::NoDays { filter },
            Measure::Share => ComparisonError::NoIncidents { filter },
        });
    }
    let [first, second] = exposed.map(|exposed| exposed as f64);
    Ok((Exposure { here: first, there: second }, days))
}

fn week(
    here: Side<'_>,
    first: HourOfWeekCounts,
    there: Side<'_>,
    second: HourOfWeekCounts,
    exposure: Exposure,
) -> Option<WeekComparison> {
    let known = first.unknown < here.selection.len() && second.unknown < there.selection.len();
    known.then(|| WeekComparison { here: first.hours, there: second.hours.map(|sum| sum * exposure.scale()) })
}

impl Comparison {
    /// How many areas are of a class.
    pub fn areas_with(&self, class: Difference) -> usize {
        self.areas.iter().filter(|area| area.class == class).count()
    }
}

impl WeekComparison {
    /// The first side less the second, hour by hour.
    pub fn difference(&self) -> [f64; HOURS_PER_WEEK] {
        std::array::from_fn(|hour| self.here[hour] - self.there[hour])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixture::{incident, index, place};

    const DAY: i64 = 24 * 60;

    /// January: three in W, none in E; February (29 days): one in W, two in E.
    fn two_months() -> Index {
        let (west, east) = (place(0.3, 51.7), place(0.6, 51.7));
        let days = [(west, 0), (west, 9), (west, 30), (west, 31), (east, 40), (east, 59)];
        let rows: Vec<_> =
            days.iter().zip(0..).map(|(&(at, day), id)| incident(id, Some(at), day * DAY + 600)).collect();
        index(&rows)
    }

    fn compared(index: &Index, here: &str, there: &str, measure: Measure) -> Result<Comparison, ComparisonError> {
        let filters = [here, there].map(|text| Filter::from_query(text).unwrap());
        let selections = filters.each_ref().map(|filter| index.select(filter).unwrap());
        let side = |at: usize| Side { filter: &filters[at], selection: &selections[at] };
        compare(index, side(0), side(1), measure, Some(0), &Progress::new())
    }

    #[test]
    fn months_of_different_length_by_hand() {
        let index = two_months();
        let found = compared(&index, "from=2024-02-01", "to=2024-02-01", Measure::Rate).unwrap();
        assert_eq!((found.days, found.against_days), (29, 31));
        assert!((found.total.expected - 3.0 * 29.0 / 31.0).abs() < 1e-12);
        let classes: Vec<Difference> = found.areas.iter().map(|area| area.class).collect();
        assert_eq!(classes, [Difference::NoClearDifference, Difference::OnlyHere]);
        assert_eq!(found.areas_with(Difference::OnlyHere), 1);
        // Mondays: the first of January, the 31st is a Wednesday; 2024-02-10 is a Saturday.
        let week = found.week.unwrap();
        assert_eq!(week.here[5 * 24 + 10], 1.0);
        assert!((week.there[10] - 29.0 / 31.0).abs() < 1e-12);
        assert!((week.difference()[10] + 29.0 / 31.0).abs() < 1e-12);
    }

    #[test]
    fn shares_have_the_same_total() {
        let found = compared(&two_months(), "from=2024-02-01", "", Measure::Share).unwrap();
        assert!(found.total.difference.abs() < 1e-12);
        assert!((found.areas[1].pair.ratio.unwrap().ratio.unwrap() - 2.0).abs() < 1e-12, "2 of 3 against 2 of 6");
    }

    #[test]
    fn turned_round_the_ratio_is_one_over_itself() {
        let index = two_months();
        let one = compared(&index, "from=2024-02-01", "to=2024-02-01", Measure::Rate).unwrap().total.ratio.unwrap();
        let other = compared(&index, "to=2024-02-01", "from=2024-02-01", Measure::Rate).unwrap().total.ratio.unwrap();
        assert!((one.ratio.unwrap() * other.ratio.unwrap() - 1.0).abs() < 1e-12);
        assert!((one.low * other.high.unwrap() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_to_compare_with() {
        let index = two_months();
        assert!(matches!(compared(&index, "", "from=2030-01-01", Measure::Rate), Err(ComparisonError::NoDays { .. })));
        let nobody = compared(&index, "", "category=fire", Measure::Share);
        assert!(matches!(nobody, Err(ComparisonError::NoIncidents { filter }) if filter == "category=fire"));
        let none = compared(&index, "category=fire", "category=fire", Measure::Rate).unwrap();
        assert_eq!((none.total.ratio, none.week), (None, None));
    }
}
