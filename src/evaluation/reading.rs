use super::report::{BackTestReport, CoverageReport, ForecasterReport, IntervalsOver};
use crate::analysis::finding::{Finding, incidents, percent, thousands};

impl BackTestReport {
    /// The default forecaster (or, where it was not asked for, the best) against the best plain count, at the first coverage.
    pub fn reading(&self) -> Finding {
        let statement = self.coverages.first().and_then(|coverage| self.statement(coverage));
        Finding {
            statement: statement
                .unwrap_or_else(|| "No incident came in any period, so there is nothing to score by.".to_owned()),
            caveat: self.caveat(),
        }
    }

    fn statement(&self, coverage: &CoverageReport) -> Option<String> {
        let rows = || self.forecasters.iter().filter(|row| row.coverage == coverage.coverage);
        let subject = rows().find(|row| row.name == coverage.ceiling.forecaster && !row.naive);
        let subject = subject.or_else(|| rows().find(|row| !row.naive)).or_else(|| rows().next())?;
        let ground =
            format!("{} of the ground ({} cells)", percent(coverage.coverage_fraction), thousands(coverage.cells));
        let held = format!(
            "Over {} periods, {} chosen by {} held {} of {}",
            subject.origins,
            ground,
            subject.name,
            percent(subject.hit_rate?),
            incidents(subject.incidents as usize),
        );
        Some(match self.against(coverage, subject) {
            Some(against) => format!("{held}; {against}."),
            None => format!("{held}, {:.1} times as many as chance would.", subject.pai?),
        })
    }

    fn against(&self, coverage: &CoverageReport, subject: &ForecasterReport) -> Option<String> {
        let versus = subject.versus_best_naive.as_ref().filter(|versus| versus.name != subject.name)?;
        let naive = self.forecasters.iter().find(|row| row.coverage == coverage.coverage && row.name == versus.name)?;
        let held = format!("those of the best plain count ({}) held {}", naive.name, percent(naive.hit_rate?));
        let (Some(low), Some(high)) = (versus.low, versus.high) else { return Some(held) };
        let verdict = if low > 1.0 {
            "more than chance explains"
        } else if high < 1.0 {
            "so the plain count is better"
        } else {
            "which chance can explain"
        };
        Some(format!("{held}: {:.3} times as many ({low:.3} to {high:.3}), {verdict}", versus.pai_ratio))
    }

    fn caveat(&self) -> String {
        if self.origins.intervals_over == IntervalsOver::PeriodsAndCells {
            return format!(
                "There are only {} periods: how much periods differ is hardly known, and the intervals rest on the scatter between places.",
                self.origins.scored
            );
        }
        "The plain count was picked as the best of its kind after the event, which nobody could have done before; only what was reported is counted."
            .to_owned()
    }
}
