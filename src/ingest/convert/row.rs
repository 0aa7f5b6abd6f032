use crate::incident::{Precision, Provenance};
use crate::space::LngLat;
use crate::time::TimeWindow;

/// An incident read from record `record` of a table: what is not plain text. Text is taken from the table when it is needed.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub record: u32,
    /// Position in the batch's categories.
    pub category: u32,
    pub when: TimeWindow,
    pub place: Option<LngLat>,
    pub precision: Precision,
    pub provenance: Provenance,
    pub attended: Option<bool>,
    pub repeat: bool,
    pub vulnerable: bool,
}

/// What became of an incident: record `record` says so for the month that begins at `month_start_s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutcomeRow {
    pub record: u32,
    pub month_start_s: i64,
}
