use super::changes::RecordingChanges;
use super::warning::{gap_in_words, in_words};
use crate::analysis::finding::{Finding, thousands};

const CAVEAT: &str = "A step can be a true change, a new law or a new way of recording, and the numbers cannot tell which: ask those who \
    record before comparing across one.";

impl RecordingChanges {
    /// What the steps come to, in two sentences.
    pub fn reading(&self) -> Finding {
        let finding = |statement: String| Finding { statement, caveat: CAVEAT.to_owned() };
        let (Some(months), Some(all)) = (&self.months, self.series.first()) else {
            return finding("There is no whole month of data, so no step can be looked for.".to_owned());
        };
        if !self.searched() {
            return finding(format!(
                "There are only {} months of data; a year is needed to look for steps in the level.",
                all.steps.len()
            ));
        }
        let steps: Vec<String> =
            all.changes.iter().map(|change| in_words("the whole force's level", change, months)).collect();
        let elsewhere = self.series[1..].iter().filter(|series| !series.changes.is_empty()).count();
        let mut statement = if steps.is_empty() {
            format!("The whole force's level has no step in {} months", thousands(all.steps.len()))
        } else {
            steps.join("; ")
        };
        // A filter of one category has the same series twice.
        if elsewhere > 0 && self.series.len() > 2 {
            let noun = if elsewhere == 1 { "category has" } else { "categories have" };
            statement += &format!(", and {} single {noun} steps of their own", thousands(elsewhere));
        }
        statement.push('.');
        finding(statement)
    }

    /// What else is to be known: gaps, part months, categories not searched, and whether the season was taken out.
    pub fn notes(&self) -> Vec<String> {
        let (Some(months), Some(all)) = (&self.months, self.series.first()) else { return Vec::new() };
        let mut notes: Vec<String> =
            months.gaps().into_iter().map(|(first, next)| gap_in_words(months, first, next)).collect();
        if self.searched() && !all.deseasonalised {
            notes.push("Not every calendar month comes twice, so that a season can look like a step.".to_owned());
        }
        if self.too_rare > 0 {
            notes.push(format!("{} categories are too rare to be searched.", self.too_rare));
        }
        notes
    }
}
