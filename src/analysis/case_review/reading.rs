use super::candidates::{CaseReviews, Reason};
use super::threshold::CheckedThreshold;
use crate::analysis::finding::{Finding, thousands};

impl CaseReviews {
    /// `snapped` is how many of the candidates are map points.
    pub fn reading(&self, threshold: &CheckedThreshold, snapped: usize) -> Finding {
        Finding { statement: self.statement(threshold), caveat: self.caveat(snapped) }
    }

    fn statement(&self, threshold: &CheckedThreshold) -> String {
        let wanted = threshold.get();
        let hate = self.candidates.iter().filter(|it| it.reason == Reason::Hate).count();
        let rule = format!("{} reports of the same issue in {} months", wanted.reports, wanted.within_months);
        match (self.candidates.len() - hate, hate) {
            (0, 0) => format!("No location meets the threshold of {rule}, nor that for hate."),
            (locations, 0) => format!("{} the threshold of {rule}.", meet(locations)),
            (locations, hate) => {
                format!("{} the threshold of {rule}, and {} that for hate.", meet(locations), thousands(hate))
            }
        }
    }

    fn caveat(&self, snapped: usize) -> String {
        if snapped > 0 {
            return format!(
                "{} of them are map points, each a street and not an address: several neighbours may be meant.",
                thousands(snapped)
            );
        }
        if self.late > 0 {
            return format!("{} reports may have been made too late and do not count.", thousands(self.late));
        }
        "A review is for whoever asks for one: reports at one place may come from several people, and people report elsewhere too.".to_owned()
    }
}

fn meet(count: usize) -> String {
    if count == 1 {
        "1 location and issue meets".to_owned()
    } else {
        format!("{} locations and issues meet", thousands(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::case_review::{Candidate, Threshold};
    use crate::time::TimeWindow;

    #[test]
    fn in_words() {
        let threshold = Threshold::default().check().unwrap();
        let candidate = |reason| Candidate { location: 0, reason, category: 0, rows: vec![1] };
        let with = |candidates| CaseReviews { window: TimeWindow::new(0, 1).unwrap(), candidates, reports: 9, late: 2 };
        let found = with(vec![candidate(Reason::Reports), candidate(Reason::Hate)]).reading(&threshold, 0);
        assert_eq!(
            found.statement,
            "1 location and issue meets the threshold of 3 reports of the same issue in 6 months, and 1 that for hate."
        );
        assert!(found.caveat.starts_with("2 reports"));
        assert!(
            with(vec![candidate(Reason::Reports)]).reading(&threshold, 1).caveat.contains("street and not an address")
        );
        assert!(with(Vec::new()).reading(&threshold, 0).statement.starts_with("No location"));
    }
}
