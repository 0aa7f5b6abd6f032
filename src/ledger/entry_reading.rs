use super::entry::Entry;
use super::record::SeriesRecord;
use super::words::{period_in_words, what_in_words};
use crate::analysis::finding::{Finding, thousands};

impl Entry {
    /// What the forecast says as a whole; `series` is the record of forecasts like it.
    pub fn reading(&self, series: Option<&SeriesRecord>) -> Finding {
        let header = &self.header;
        let statement = format!(
            "{}, {}: {} incidents expected over {} cells.",
            what_in_words(&header.filter),
            period_in_words(header.origin, header.ends),
            thousands(header.expected.round() as usize),
            thousands(header.cells)
        );
        let caveat = match (self.replay_note(), series) {
            (Some(note), _) => note.to_owned(),
            (None, Some(series)) => series.reading().statement,
            (None, None) => "There is no record of such forecasts yet.".to_owned(),
        };
        Finding { statement, caveat }
    }

    /// What is said of a replay wherever it is shown.
    pub fn replay_note(&self) -> Option<&'static str> {
        self.is_replay
            .then_some("Made after its period had begun: a replay, for ever, which shows what would have been said.")
    }
}
