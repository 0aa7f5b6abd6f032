use super::peaks::PeakWindow;
use super::table::{Resolution, TimeOfDay};
use crate::analysis::finding::{Finding, incidents, percent, thousands};

/// Above this part of unknown hours the reader must know of them.
const MANY_UNKNOWN: f64 = 0.05;

impl PeakWindow {
    /// "Fri to Sat 21:00 to 02:00: 38 % of incidents in 6 % of the week".
    pub fn sentence(&self) -> String {
        let (share, week) = (percent(self.share_fraction), percent(self.week_fraction));
        format!("{}: {share} of incidents in {week} of the week", self.block)
    }
}

impl TimeOfDay {
    pub fn reading(&self) -> Finding {
        Finding { statement: self.statement(), caveat: self.caveat() }
    }

    fn statement(&self) -> String {
        if self.evidence.incidents == 0 {
            return "There are no incidents in this selection, so there is nothing to say about the time of day."
                .to_owned();
        }
        let Some(resolution) = self.resolution else {
            let all = incidents(self.evidence.incidents);
            return format!("The time of day cannot be read from these {all}: none is known to the day.");
        };
        let sentences: Vec<String> = self.windows.iter().map(PeakWindow::sentence).collect();
        match (sentences.is_empty(), resolution) {
            (false, _) => format!("{}.", capitalised(&sentences.join("; then "))),
            (true, Resolution::Hour) => {
                "No part of the week stands out: chance alone could spread these incidents so.".to_owned()
            }
            (true, Resolution::Day) => {
                "No day of the week stands out: chance alone could spread these incidents so.".to_owned()
            }
        }
    }

    fn caveat(&self) -> String {
        let unknown = self.evidence.hours_unknown;
        if self.resolution.is_none() && unknown > 0 {
            return "The source gives months, or windows of more than a day, which say nothing about the hour."
                .to_owned();
        }
        if self.resolution == Some(Resolution::Day) {
            return "Most of these incidents have a date without an hour, so only days are compared.".to_owned();
        }
        if unknown as f64 > MANY_UNKNOWN * self.evidence.incidents as f64 {
            let share = percent(unknown as f64 / self.evidence.incidents as f64);
            return format!(
                "{} ({share}) may have happened at any time of more than a day and are left out of this.",
                thousands(unknown)
            );
        }
        self.evidence.caveat()
    }
}

/// With a capital first letter.
fn capitalised(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
