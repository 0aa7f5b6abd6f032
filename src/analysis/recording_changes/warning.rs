use super::changes::RecordingChanges;
use super::series::{Change, Series};
use crate::analysis::finding::{month_in_words, percent, thousands};
use crate::analysis::months::Months;
use crate::time::TimeWindow;

/// How many categories a warning names.
const NAMED: usize = 3;

impl RecordingChanges {
    /// What to say beside a comparison of two windows when the force's level has a step, or the data a gap, from the beginning of the
    /// earlier to the end of the later; `None` when there is nothing to say.
    ///
    /// The steps of all incidents of the filter are told first; where those have none, up to three categories with the largest.
    pub fn warning(&self, a: TimeWindow, b: TimeWindow) -> Option<String> {
        let months = self.months.as_ref()?;
        let (start, end) = (a.start().min(b.start()), a.end().max(b.end()));
        let within = |month: usize| {
            let begins = months.window(month).start();
            begins > start && begins < end
        };
        let mut sentences: Vec<String> = Vec::new();
        let all = self.series.first()?;
        let steps = all.changes.iter().filter(|change| within(change.first_after));
        sentences.extend(steps.map(|change| format!("{}.", in_words("the whole force's level", change, months))));
        if sentences.is_empty() {
            sentences.extend(self.of_categories(&within, months));
        }
        if !sentences.is_empty() {
            sentences.push("Part of any difference may be a change of recording.".to_owned());
        }
        for (first, next) in months.gaps() {
            let (from, to) = (months.window(first).start(), months.window(next - 1).end());
            if from < end && to > start {
                sentences.push(gap_in_words(months, first, next));
            }
        }
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    fn of_categories(&self, within: &impl Fn(usize) -> bool, months: &Months) -> Option<String> {
        let mut steps: Vec<(&Series, &Change)> = self.series[1..]
            .iter()
            .flat_map(|series| series.changes.iter().map(move |change| (series, change)))
            .filter(|(_, change)| within(change.first_after))
            .collect();
        let size = |change: &Change| (change.level_after - change.level_before).abs();
        steps.sort_by(|a, b| size(b.1).total_cmp(&size(a.1)));
        let told: Vec<String> =
            steps.iter().take(NAMED).map(|(series, change)| in_words(&series.label, change, months)).collect();
        (!told.is_empty()).then(|| format!("{}.", told.join("; ")))
    }
}

/// "From March 2022 to January 2025 the whole force's level fell by 55 % (from 2,809 to 1,262 a month)".
pub(super) fn in_words(what: &str, change: &Change, months: &Months) -> String {
    let name = |month: usize| month_in_words(months.first_date(month));
    let verb = if change.level_after < change.level_before { "fell" } else { "rose" };
    let size = change.ratio.map_or_else(String::new, |ratio| format!(" by {}", percent((ratio - 1.0).abs())));
    format!(
        "From {} to {} {what} {verb}{size} (from {} to {} a month)",
        name(change.last_before),
        name(change.first_after),
        thousands(change.level_before.round() as usize),
        thousands(change.level_after.round() as usize)
    )
}

/// "There are no data from April 2022 to December 2024."
pub(super) fn gap_in_words(months: &Months, first: usize, next: usize) -> String {
    let name = |month: usize| month_in_words(months.first_date(month));
    match next - first {
        1 => format!("There are no data of {}.", name(first)),
        _ => format!("There are no data from {} to {}.", name(first), name(next - 1)),
    }
}
