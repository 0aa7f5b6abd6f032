use super::check::{FeedbackReport, TreatmentReport};
use super::patrols::Recorded;
use crate::analysis::finding::{Finding, percent};

impl FeedbackReport {
    /// What came out, for people.
    pub fn reading(&self) -> Finding {
        let (held, free): (Vec<&TreatmentReport>, Vec<_>) =
            self.treatments.iter().filter(|found| found.patrols_follow).partition(|found| found.is_held);
        let worst = |of: &[&TreatmentReport]| of.iter().map(|found| found.outside_fraction).fold(0.0, f64::max);
        let statement = format!(
            "Of areas with the same rate, one ended with a share of patrols more than {} points from equal in up to {} of runs where what \
             patrols find is counted as it comes, and in up to {} where it is corrected or left out.",
            100.0 * self.tolerance_fraction,
            percent(worst(&free)),
            percent(worst(&held)),
        );
        let noise =
            self.treatments.iter().find(|found| !found.patrols_follow).map_or(0.0, |found| found.outside_fraction);
        let caveat = format!(
            "Sampling noise alone does that in {} of runs of {} years. The areas, the rates and the patrols are made up: this tests the \
             arithmetic that is used for real records, not the records.",
            percent(noise),
            self.years
        );
        Finding { statement, caveat }
    }
}

impl TreatmentReport {
    /// `found only, count`.
    pub fn name(&self) -> String {
        let recorded = match self.recorded {
            Recorded::FoundOnly => "found only",
            Recorded::FoundAndReported => "found and reported",
        };
        let follow = if self.patrols_follow { "" } else { ", patrols anywhere" };
        format!("{recorded}, {}{follow}", self.provenances)
    }
}
