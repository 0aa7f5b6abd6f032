use super::record::{CoverageRecord, Record, SeriesRecord, Verdict};
use crate::analysis::finding::{Finding, percent, thousands};

impl SeriesRecord {
    /// How many periods are in the means.
    pub fn periods(&self) -> usize {
        self.ahead + self.replays
    }

    /// What the record says, at the first coverage.
    pub fn reading(&self) -> Finding {
        let statement = match self.coverages.first() {
            None => format!("No period of these {} has been scored yet.", forecasts(self.forecasts)),
            Some(coverage) => coverage.sentence(self.periods(), self.replays),
        };
        Finding { statement, caveat: self.caveat() }
    }

    fn caveat(&self) -> String {
        if self.ahead == 0 && self.replays > 0 {
            return "All of these are replays, made after their periods had begun: they show what would have been said, and only \
                    forecasts stored before prove anything."
                .to_owned();
        }
        if self.replays > 0 {
            return format!(
                "{} of these {} periods are replays, made after they had begun; only the other {} prove anything.",
                thousands(self.replays),
                thousands(self.periods()),
                thousands(self.ahead)
            );
        }
        "Only what was reported is counted: patrols that follow a forecast also change what is reported.".to_owned()
    }
}

impl CoverageRecord {
    /// Whether ours beats the plain count so far, in one sentence or two.
    pub fn sentence(&self, periods: usize, replays: usize) -> String {
        let (Some(ours), Some(best)) = (self.ours.hit_rate, &self.best_plain) else {
            return "There is nothing to compare with yet.".to_owned();
        };
        let so_far = match (periods, replays) {
            (1, 0) => "In the one period so far".to_owned(),
            (1, _) => "In the one period so far, a replay,".to_owned(),
            (periods, 0) => format!("In {} periods so far", thousands(periods)),
            (periods, replays) if replays == periods => {
                format!("In {} periods so far, all replays,", thousands(periods))
            }
            (periods, replays) => {
                format!("In {} periods so far, {} of them replays,", thousands(periods), thousands(replays))
            }
        };
        let plain = best.measures.hit_rate.unwrap_or(0.0);
        let most = self.oracle.hit_rate.unwrap_or(0.0);
        format!(
            "{so_far} the {} cells that the forecast put first, {} of the ground, held {} of the incidents; those of the best plain \
             count ({}) held {}, and with hindsight {} was possible. {}",
            thousands(self.cells),
            percent(self.coverage_fraction),
            percent(ours),
            best.name,
            percent(plain),
            percent(most),
            self.judgement()
        )
    }

    fn judgement(&self) -> String {
        let ratio = self.versus.map_or(1.0, |versus| versus.pai_ratio);
        let interval = self.versus.and_then(|versus| versus.interval);
        let between = interval.map_or(String::new(), |it| format!(" ({:.2} to {:.2})", it.low, it.high));
        match self.verdict {
            Verdict::Ahead => {
                format!("The forecast is better than the plain count: {ratio:.2} times its hits{between}.")
            }
            Verdict::Behind => {
                format!(
                    "The forecast is worse than the plain count: {ratio:.2} times its hits{between}. Use the plain count."
                )
            }
            Verdict::Level => format!(
                "The forecast is not shown to be better than the plain count: {ratio:.2} times its hits{between}, which chance \
                 explains."
            ),
            Verdict::TooFew => "That is too few periods to say whether the forecast beats the plain count.".to_owned(),
        }
    }
}

impl Record {
    /// What the whole record says.
    pub fn reading(&self) -> Finding {
        let with_verdict = |verdict: Verdict| {
            let first = |series: &&SeriesRecord| series.coverages.first().is_some_and(|it| it.verdict == verdict);
            self.series.iter().filter(first).count()
        };
        let scored: usize = self.series.iter().map(SeriesRecord::periods).sum();
        let statement = match self.series.as_slice() {
            [] => "No forecast has been stored yet.".to_owned(),
            [only] => return only.reading(),
            series => format!(
                "{} kinds of forecast, {} periods scored: {} better than the best plain count, {} worse, {} not to be told from it, {} \
                 with too few periods.",
                thousands(series.len()),
                thousands(scored),
                with_verdict(Verdict::Ahead),
                with_verdict(Verdict::Behind),
                with_verdict(Verdict::Level),
                series.len()
                    - with_verdict(Verdict::Ahead)
                    - with_verdict(Verdict::Behind)
                    - with_verdict(Verdict::Level)
            ),
        };
        let ahead: usize = self.series.iter().map(|series| series.ahead).sum();
        let caveat = if scored > 0 && ahead == 0 {
            "All of these are replays, made after their periods had begun: only forecasts stored before prove anything."
        } else {
            "Only what was reported is counted: patrols that follow a forecast also change what is reported."
        };
        Finding { statement, caveat: caveat.to_owned() }
    }
}

fn forecasts(count: usize) -> String {
    if count == 1 { "1 forecast".to_owned() } else { format!("{} forecasts", thousands(count)) }
}
