use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::threshold::CheckedThreshold;
use crate::analysis::repeat_locations::RepeatLocations;
use crate::incident::{Category, Incidents, Kind, Provenance};
use crate::index::Index;
use crate::time::TimeWindow;

const DAY_S: i64 = 86_400;

/// Why a location meets the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Enough reports of hate, whatever the issue.
    Hate,
    /// Enough reports of one issue.
    Reports,
}

impl Reason {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Hate => "hate",
            Self::Reports => "reports",
        }
    }
}

/// A location and issue that meet the threshold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The location's rank in the ranking, from 0.
    pub location: usize,
    pub reason: Reason,
    /// Position in the dictionary: the issue; of hate reports the latest one's.
    pub category: usize,
    /// The qualifying incidents, ascending.
    pub rows: Vec<u32>,
}

/// All candidates on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseReviews {
    /// The days whose incidents count.
    pub window: TimeWindow,
    /// The most reports first; of as many, the later last one.
    pub candidates: Vec<Candidate>,
    /// Reports in the window that could qualify, of all locations.
    pub reports: usize,
    /// Reports of the right kind in the window that do not count because they may have been made too late: their window is longer than
    /// the threshold's days.
    pub late: usize,
}

/// The locations that meet the threshold on the day `as_of`.
///
/// An incident counts when the middle of its window lies in the months before `as_of`, it was reported (not found by an officer or a
/// sensor), and its window is at most the threshold's days long: the sources give when it happened and when the log was opened as one
/// window, so that a longer one may have been reported later than that. A location is a candidate for each class of anti-social
/// behaviour (one issue) with enough of them, and once for hate, for any category whose class has the word hate in it.
///
/// `ranking` says what counts as the same location; incidents without one are never candidates. Cost: a pass over the ranking.
///
/// Source: Home Office, Anti-social behaviour powers: statutory guidance (2014, revised 2023), part 1; thresholds: Safer Essex (2014).
pub fn case_reviews(
    index: &Index,
    ranking: &RepeatLocations,
    as_of: Date,
    threshold: &CheckedThreshold,
) -> Option<CaseReviews> {
    let (incidents, wanted) = (index.incidents(), threshold.get());
    let since = as_of.checked_sub(i64::from(wanted.within_months).months()).ok()?;
    let window = TimeWindow::new(incidents.zone().day_start(since), incidents.zone().day_start(as_of)).ok()?;
    let mut found = CaseReviews { window, candidates: Vec::new(), reports: 0, late: 0 };
    let longest_s = i64::from(wanted.reported_within_days) * DAY_S;
    for location in 0..ranking.len() {
        let mut issues: BTreeMap<(Reason, usize), Vec<u32>> = BTreeMap::new();
        for &row in ranking.rows(location).iter().filter(|&&row| counts(incidents, row as usize, window)) {
            if incidents.when(row as usize).seconds() > longest_s {
                found.late += 1;
                continue;
            }
            found.reports += 1;
            let category = incidents.category(row as usize);
            if is_hate(category) {
                issues.entry((Reason::Hate, 0)).or_default().push(row);
            }
            if category.kind() == Kind::AntiSocialBehaviour {
                let issue = usize::from(incidents.categories()[row as usize]);
                issues.entry((Reason::Reports, issue)).or_default().push(row);
            }
        }
        for ((reason, issue), rows) in issues {
            let (least, last) = match reason {
                Reason::Hate => (wanted.hate_reports, rows[rows.len() - 1]),
                Reason::Reports => (wanted.reports, rows[0]),
            };
            if rows.len() >= least {
                let category =
                    if reason == Reason::Hate { usize::from(incidents.categories()[last as usize]) } else { issue };
                found.candidates.push(Candidate { location, reason, category, rows });
            }
        }
    }
    found.candidates.sort_by_key(|it| {
        let last = it.rows.iter().map(|&row| incidents.midpoint(row as usize)).max();
        (Reverse((it.rows.len(), last)), it.location, it.reason)
    });
    Some(found)
}

/// Whether an incident is a report of the right kind in the window.
fn counts(incidents: &Incidents, row: usize, window: TimeWindow) -> bool {
    let reported = !matches!(incidents.provenance(row), Provenance::OfficerFound | Provenance::Sensor);
    window.contains(incidents.midpoint(row)) && reported && reviewable(incidents.category(row))
}

/// Whether a report of this category can lead to a review.
pub fn reviewable(category: &Category<'_>) -> bool {
    category.kind() == Kind::AntiSocialBehaviour || is_hate(category)
}

/// Whether a class has the word hate in it: `asb/hate`, `crime/racial-hate-crime`.
pub fn is_hate(category: &Category<'_>) -> bool {
    category.class().split('-').any(|word| word == "hate")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::analysis::case_review::Threshold;
    use crate::analysis::repeat_locations::{By, repeat_locations};
    use crate::incident::IncidentRow;
    use crate::index::Selection;
    use crate::index::fixture::{MONDAY_S, incident, index, place};

    const DAY: i64 = 24 * 60;

    fn of(rows: &[IncidentRow], as_of: Date, threshold: Threshold) -> CaseReviews {
        let index = index(rows);
        let ranking = repeat_locations(&index, &Selection::all(rows.len()), By::Key);
        case_reviews(&index, &ranking, as_of, &threshold.check().unwrap()).unwrap()
    }

    /// Reports at location `a` on the given days after 2024-01-01.
    fn reports(days: &[i64]) -> Vec<IncidentRow> {
        let at = |(&day, id): (&i64, u32)| {
            let mut row = incident(id, Some(place(0.3, 51.7)), day * DAY + 600);
            row.location = Some(0);
            row
        };
        days.iter().zip(1..).map(at).collect()
    }

    #[test]
    fn three_in_six_months_by_hand() {
        // 2024-01-05, 03-01 and 06-30; six months before 2024-07-01 begin on 2024-01-01.
        let found = of(&reports(&[4, 60, 181]), date(2024, 7, 1), Threshold::default());
        assert_eq!(found.candidates.len(), 1);
        let it = &found.candidates[0];
        assert_eq!((it.reason, it.category, it.rows.as_slice()), (Reason::Reports, 0, [0, 1, 2].as_slice()));
        // Five days later the first no longer counts.
        assert_eq!(of(&reports(&[4, 60, 181]), date(2024, 7, 6), Threshold::default()).candidates, []);
        let two = Threshold { reports: 2, ..Threshold::default() };
        assert_eq!(of(&reports(&[4, 60, 181]), date(2024, 7, 6), two).candidates[0].rows.len(), 2);
    }

    #[test]
    fn another_issue_another_place_or_an_officer_does_not_count() {
        let mut rows = reports(&[4, 60, 181]);
        rows[1].category = 1;
        assert_eq!(of(&rows, date(2024, 7, 1), Threshold::default()).candidates, [], "a burglary is another issue");
        let mut rows = reports(&[4, 60, 181]);
        rows[1].location = Some(1);
        assert_eq!(of(&rows, date(2024, 7, 1), Threshold::default()).candidates, []);
        let mut rows = reports(&[4, 60, 181]);
        rows[1].provenance = Provenance::OfficerFound;
        let found = of(&rows, date(2024, 7, 1), Threshold::default());
        assert_eq!((found.candidates.len(), found.reports), (0, 2));
    }

    #[test]
    fn too_late_does_not_count() {
        let mut rows = reports(&[4, 60, 150]);
        rows[0].when = TimeWindow::new(MONDAY_S, MONDAY_S + 40 * DAY_S).unwrap();
        let found = of(&rows, date(2024, 7, 1), Threshold::default());
        assert_eq!((found.candidates.len(), found.late), (0, 1));
        let slow = Threshold { reported_within_days: 60, ..Threshold::default() };
        assert_eq!(of(&rows, date(2024, 7, 1), slow).candidates.len(), 1);
    }

    #[test]
    fn hate_by_its_word() {
        let hate = |text: &str| is_hate(&text.parse::<Category<'static>>().unwrap());
        assert!(hate("asb/hate") && hate("crime/racial-hate-crime"));
        assert!(!hate("asb/nuisance") && !hate("crime/whatever") && !reviewable(&"crime/burglary".parse().unwrap()));
    }

    #[test]
    fn order_changes_nothing() {
        let mut rows = reports(&[4, 60, 90, 181]);
        rows[3].location = Some(1);
        let before = of(&rows, date(2024, 7, 1), Threshold::default());
        rows.reverse();
        assert_eq!(of(&rows, date(2024, 7, 1), Threshold::default()), before);
    }

    #[test]
    fn nothing_and_nonsense() {
        let none = of(&[], date(2024, 7, 1), Threshold::default());
        assert_eq!((none.candidates.len(), none.reports, none.late), (0, 0, 0));
        let wrong = Threshold { reports: 0, ..Threshold::default() }.check().unwrap_err();
        assert_eq!(wrong.parameter(), "reports");
    }
}
