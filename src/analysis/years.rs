//! Years of twelve civil months as forces report them: incidents, attendance, shares of categories.

use jiff::ToSpan;
use jiff::civil::Date;
use thiserror::Error;

use super::finding::{Evidence, Finding, incidents as counted, percent};
use super::observed::observed_window;
use crate::index::{CategoryChoice, Filter, Index, Selection};
use crate::time::TimeWindow;

/// How years are cut, and what is reckoned apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearsParameters {
    /// The month that a year begins with, 1..=12: 4 is the year to March.
    pub starting_month: i8,
    /// Categories that are in the totals but in no share, such as a recording that came and went.
    pub without: Vec<CategoryChoice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a year begins with month {0}; it must be 1 to 12")]
pub struct StartingMonthError(pub i8);

/// One year of twelve civil months.
#[derive(Clone, Debug, PartialEq)]
pub struct Year {
    /// Its first day.
    pub from: Date,
    /// The first day after it.
    pub to: Date,
    /// Whether the data cover all of it.
    pub complete: bool,
    pub incidents: usize,
    /// Without the categories that are reckoned apart.
    pub incidents_without: usize,
    /// Change of `incidents` on the year before, as a fraction; `None` unless both are complete and the one before has any.
    pub change_fraction: Option<f64>,
    pub attended: usize,
    /// Incidents whose source says whether somebody went.
    pub attendance_known: usize,
    /// (position in the dictionary, incidents) of the categories that are not reckoned apart, most first; those without are left out.
    pub categories: Vec<(usize, usize)>,
}

/// The years of a selection, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Years {
    pub parameters: YearsParameters,
    pub evidence: Evidence,
    pub years: Vec<Year>,
}

impl Year {
    /// "year to March 2016".
    pub fn label(&self) -> String {
        format!("year to {}", self.last_day().strftime("%B %Y"))
    }

    /// The civil year in which it ends.
    pub fn ending(&self) -> i16 {
        self.last_day().year()
    }

    /// Of all incidents, 0..=1, as forces publish it: one whose attendance is not known counts as not attended. `None` where none is
    /// known.
    pub fn attended_fraction(&self) -> Option<f64> {
        (self.attendance_known > 0).then(|| self.attended as f64 / self.incidents as f64)
    }

    /// Of the incidents that are not reckoned apart, 0..=1; `None` without any.
    pub fn share_fraction(&self, count: usize) -> Option<f64> {
        (self.incidents_without > 0).then(|| count as f64 / self.incidents_without as f64)
    }

    fn last_day(&self) -> Date {
        self.to.checked_sub(1.day()).unwrap_or(self.to)
    }
}

/// The selected incidents by years of twelve civil months, with attendance and the shares of categories.
///
/// The middle of an incident's window decides its year. Years run from the one in which the filter's window begins to the one in which
/// it ends, both cut to what the data cover; one that is not wholly covered is marked. Attended share = attended / incidents; a category's
/// share = count / incidents without those reckoned apart.
///
/// `selection` is what passes `filter`. No years without incidents in the data. Cost: a pass over the selection.
pub fn years(
    index: &Index,
    filter: &Filter,
    selection: &Selection,
    parameters: YearsParameters,
) -> Result<Years, StartingMonthError> {
    if !(1..=12).contains(&parameters.starting_month) {
        return Err(StartingMonthError(parameters.starting_month));
    }
    let evidence = Evidence::of(index, selection);
    let Some(observed) = observed_window(index, filter) else {
        return Ok(Years { parameters, evidence, years: Vec::new() });
    };
    let mut years = empty_years(index, observed, parameters.starting_month);
    count(index, selection, &parameters.without, &mut years);
    for at in 1..years.len() {
        let before = &years[at - 1];
        let comparable = before.complete && years[at].complete && before.incidents > 0;
        years[at].change_fraction = comparable.then(|| years[at].incidents as f64 / before.incidents as f64 - 1.0);
    }
    Ok(Years { parameters, evidence, years })
}

fn empty_years(index: &Index, observed: TimeWindow, starting_month: i8) -> Vec<Year> {
    let zone = index.incidents().zone();
    let first = zone.civil(observed.start()).date();
    let year = if first.month() < starting_month { first.year() - 1 } else { first.year() };
    let mut from = Date::new(year, starting_month, 1).expect("the first of a month from 1 to 12 is a date");
    let mut years = Vec::new();
    while zone.day_start(from) < observed.end() {
        let Ok(to) = from.checked_add(1.year()) else { break };
        let complete = observed.start() <= zone.day_start(from) && zone.day_start(to) <= observed.end();
        years.push(Year {
            from,
            to,
            complete,
            incidents: 0,
            incidents_without: 0,
            change_fraction: None,
            attended: 0,
            attendance_known: 0,
            categories: Vec::new(),
        });
        from = to;
    }
    years
}

fn count(index: &Index, selection: &Selection, without: &[CategoryChoice], years: &mut [Year]) {
    let incidents = index.incidents();
    let categories = &incidents.dictionaries().categories;
    let apart: Vec<bool> = categories.iter().map(|it| without.iter().any(|choice| choice.admits(it))).collect();
    let ends: Vec<i64> = years.iter().map(|year| incidents.zone().day_start(year.to)).collect();
    let mut by_category = vec![vec![0_usize; categories.len()]; years.len()];
    for row in selection.rows() {
        let at = ends.partition_point(|&end| end <= incidents.midpoint(row));
        let Some(year) = years.get_mut(at) else { continue };
        let category = usize::from(incidents.categories()[row]);
        year.incidents += 1;
        year.incidents_without += usize::from(!apart[category]);
        year.attendance_known += usize::from(incidents.attended(row).is_some());
        year.attended += usize::from(incidents.attended(row) == Some(true));
        by_category[at][category] += 1;
    }
    for (year, counts) in years.iter_mut().zip(by_category) {
        let shared = counts.into_iter().enumerate().filter(|&(at, count)| count > 0 && !apart[at]);
        year.categories = shared.collect();
        year.categories.sort_by_key(|&(at, count)| (std::cmp::Reverse(count), at));
    }
}

/// Below this part of known attendance the reader must know of it.
const MOST_KNOWN: f64 = 0.9;

impl Years {
    pub fn reading(&self) -> Finding {
        Finding { statement: self.statement(), caveat: self.caveat() }
    }

    /// Of the last complete year.
    fn statement(&self) -> String {
        let Some(last) = self.years.iter().rev().find(|year| year.complete) else {
            return "The data cover no complete year of this kind.".to_owned();
        };
        let change = last.change_fraction.map_or_else(String::new, |change| {
            let direction = if change < 0.0 { "fewer" } else { "more" };
            format!(", {} {direction} than the year before", percent(change.abs()))
        });
        let attended =
            last.attended_fraction().map_or_else(String::new, |share| format!("; {} were attended", percent(share)));
        format!("The {} had {}{change}{attended}.", last.label(), counted(last.incidents))
    }

    fn caveat(&self) -> String {
        let (known, all) =
            self.years.iter().fold((0, 0), |sum, year| (sum.0 + year.attendance_known, sum.1 + year.incidents));
        if known > 0 && (known as f64) < MOST_KNOWN * all as f64 {
            return format!(
                "Attendance is known for {} of the incidents; the others count as not attended.",
                percent(known as f64 / all as f64)
            );
        }
        if self.years.iter().any(|year| !year.complete) {
            return "Years that the data do not wholly cover are marked and compared with none; recording changes can look like real ones."
                .to_owned();
        }
        self.evidence.caveat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::IncidentRow;
    use crate::index::fixture::{incident, index, place};

    const DAY: i64 = 24 * 60;

    /// From 2024-01-01: one incident each on day 0 (nuisance, attended), 60 (nuisance), 120 (burglary, not attended), 800 (nuisance).
    fn four() -> Index {
        let mut rows: Vec<IncidentRow> = [0, 60, 120, 800]
            .iter()
            .zip(1..)
            .map(|(&day, id)| incident(id, Some(place(0.3, 51.7)), day * DAY))
            .collect();
        rows[0].attended = Some(true);
        rows[2].attended = Some(false);
        rows[2].category = 1;
        index(&rows)
    }

    fn of(index: &Index, starting_month: i8, without: &str) -> Years {
        let all = Selection::all(index.incidents().len());
        let without = Filter::from_query(without).unwrap().categories.into_iter().collect();
        years(index, &Filter::default(), &all, YearsParameters { starting_month, without }).unwrap()
    }

    #[test]
    fn years_to_march_by_hand() {
        let index = four();
        let found = of(&index, 4, "");
        let rows: Vec<_> = found.years.iter().map(|year| (year.label(), year.complete, year.incidents)).collect();
        // Day 120 is 2024-04-30 and day 800 is 2026-03-11.
        assert_eq!(
            rows,
            [
                ("year to March 2024".to_owned(), false, 2),
                ("year to March 2025".to_owned(), true, 1),
                ("year to March 2026".to_owned(), false, 1)
            ]
        );
        assert_eq!(found.years[0].attended_fraction(), Some(0.5), "one of two is not known to have been");
        assert_eq!(found.years[1].attended_fraction(), Some(0.0));
        assert_eq!(found.years[2].attended_fraction(), None);
    }

    #[test]
    fn shares_without_what_is_apart() {
        let year = &of(&four(), 1, "category=crime").years[0];
        assert_eq!((year.incidents, year.incidents_without, year.ending()), (3, 2, 2024));
        assert_eq!(year.categories, [(0, 2)]);
        assert_eq!(year.share_fraction(2), Some(1.0));
        assert_eq!(year.label(), "year to December 2024");
        let all = &of(&four(), 1, "").years[0];
        assert_eq!(all.categories, [(0, 2), (1, 1)]);
    }

    #[test]
    fn change_and_words() {
        let found = of(&four(), 1, "");
        assert_eq!(found.years.iter().map(|year| year.change_fraction).collect::<Vec<_>>(), [None, Some(-1.0), None]);
        let reading = found.reading();
        assert_eq!(reading.statement, "The year to December 2025 had 0 incidents, 100 % fewer than the year before.");
        assert!(reading.caveat.contains("known for 50 %"), "{}", reading.caveat);
        assert_eq!(of(&four(), 4, "").reading().statement, "The year to March 2025 had 1 incident; 0 % were attended.");
    }

    #[test]
    fn every_start_counts_everything() {
        let index = four();
        for month in 1..=12 {
            assert_eq!(of(&index, month, "").years.iter().map(|year| year.incidents).sum::<usize>(), 4);
        }
    }

    #[test]
    fn nothing_and_nonsense() {
        let index = index(&[]);
        assert_eq!(of(&index, 4, "").years, []);
        assert!(of(&index, 4, "").reading().statement.contains("no complete year"));
        let wrong = YearsParameters { starting_month: 13, without: Vec::new() };
        assert_eq!(years(&index, &Filter::default(), &Selection::all(0), wrong), Err(StartingMonthError(13)));
    }
}
