use super::back_test::BackTest;
use super::forecast::{SeriesForecast, VolumeForecast};
use super::paths::Outlook;
use crate::analysis::finding::{Finding, month_in_words, percent, thousands};

/// Coverage this far below what the interval promises is said to be too narrow.
const TOO_NARROW_FRACTION: f64 = 0.1;
const PROMISED_FRACTION: f64 = 0.8;

impl VolumeForecast {
    /// What is to be expected, in two sentences.
    pub fn reading(&self) -> Finding {
        let Some(all) = self.series.first() else {
            return Finding {
                statement: format!(
                    "No forecast can be made: there are {} whole months of data without a gap, and 24 are needed to see a season twice.",
                    self.history.len()
                ),
                caveat: self.evidence.caveat(),
            };
        };
        let mut statement = format!("{}: {}", period(self), in_words(all));
        if let Some(without) = self.series.iter().find(|series| series.id == "all-without") {
            statement +=
                &format!("; {}{}: {}", without.label[..1].to_lowercase(), &without.label[1..], in_words(without));
        }
        statement.push('.');
        Finding { statement, caveat: caveat(all.back_test.as_ref()) }
    }

    /// What else is to be known.
    pub fn notes(&self) -> Vec<String> {
        let rare = self.not_forecast.iter().map(|it| format!("{} is not forecast by itself: {}", it.id, it.why()));
        rare.collect()
    }
}

/// "In the twelve months to March 2022".
fn period(forecast: &VolumeForecast) -> String {
    match forecast.ahead.get(11) {
        Some(&last) => format!("In the twelve months to {}", month_in_words(last)),
        None => "In the twelve months to come".to_owned(),
    }
}

/// "41,000 incidents are expected, between 38,000 and 45,000 in eight of ten cases, against 40,022 in the twelve months before".
fn in_words(series: &SeriesForecast) -> String {
    let Outlook { median, low_80, high_80, .. } = series.next_12;
    let before: usize = series.counts.iter().rev().take(12).sum();
    format!(
        "{} incidents are expected, {} to {} in eight cases of ten, against {} in the twelve months before",
        whole(median),
        whole(low_80),
        whole(high_80),
        thousands(before)
    )
}

fn caveat(back_test: Option<&BackTest>) -> String {
    let carries = "it carries the past on, and knows of no new law, lockdown or way of recording";
    let Some(test) = back_test else {
        return format!("The data are too short to test the forecast on them; {carries}.");
    };
    let covered = percent(test.ours.in_80_fraction);
    let narrow = if test.ours.in_80_fraction < PROMISED_FRACTION - TOO_NARROW_FRACTION {
        ", so the intervals are too narrow for this series"
    } else {
        ""
    };
    let better = if test.ours.mean_absolute_error < test.naive.mean_absolute_error { "nearer" } else { "no nearer" };
    format!(
        "Asked at {} earlier dates, the 80 % intervals held {covered} of the months{narrow}, and the forecast came {better} than repeating \
         the last year; {carries}.",
        test.origins
    )
}

fn whole(value: f64) -> String {
    thousands(value.round() as usize)
}
