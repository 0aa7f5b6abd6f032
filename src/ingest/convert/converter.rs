use std::sync::Arc;

use super::batch::{Batch, LocationKeys, precision_of};
use super::clock::Clock;
use super::place::read_place;
use super::plan::Plan;
use super::row::{OutcomeRow, Row};
use super::when::WhenReader;
use super::words::{Truth, WordReader};
use crate::incident::Category;
use crate::ingest::profile::{RecordKind, Resolution};
use crate::ingest::reject::{Fault, Reason, Reject};
use crate::ingest::table::{Fields, Table};
use crate::time::CivilZone;

/// Turns tables of text into incidents under one plan. Keep one a thread: it remembers words and days it has met.
#[derive(Debug)]
pub struct Converter {
    plan: Arc<Plan>,
    when: WhenReader,
    words: WordReader,
    categories: Vec<Category<'static>>,
}

/// What a reader knows about its records beyond their fields.
pub trait Origin {
    /// A fault that the reader itself found in this record.
    fn fault(&self, record: usize) -> Option<Fault>;
    /// The line or number of the record, and its raw bytes.
    fn raw(&self, record: usize, fields: &Fields<'_>) -> (u64, Vec<u8>);
}

impl Converter {
    /// `zone` is for times without an offset where the profile names no zone; rows from `future_s` on are rejected.
    pub fn new(plan: Arc<Plan>, zone: &CivilZone, future_s: i64) -> Self {
        let zone = plan.profile.time.zone.as_ref().unwrap_or(zone).clone();
        let when = WhenReader::new(Clock::new(zone), future_s);
        Self { plan, when, words: WordReader::default(), categories: Vec::new() }
    }

    /// Reads every record of `table` from the one at `first` on; those that cannot be used are told with what `origin` knows of
    /// them.
    pub fn convert(&mut self, table: Table, first: usize, origin: &impl Origin) -> Batch {
        let mut batch = Batch {
            plan: Arc::clone(&self.plan),
            rows: Vec::with_capacity(table.len()),
            outcomes: Vec::new(),
            rejects: Vec::new(),
            categories: Vec::new(),
            keys: LocationKeys::default(),
            table: Table::default(),
        };
        for record in first..table.len() {
            let fields = table.record(record);
            let read = match origin.fault(record) {
                Some(fault) => Err(fault),
                None => self.read(record as u32, &fields, &mut batch),
            };
            if let Err(fault) = read {
                let (line, raw) = origin.raw(record, &fields);
                batch.rejects.push(Reject { line, fault, raw });
            }
        }
        batch.categories.clone_from(&self.categories);
        batch.table = table;
        batch
    }

    fn read(&mut self, record: u32, fields: &Fields<'_>, batch: &mut Batch) -> Result<(), Fault> {
        let (wanted, given) = (self.plan.header.count(), fields.count());
        if given != wanted {
            return Err(Fault::new(Reason::WrongColumnCount, format!("{given} fields where the header has {wanted}")));
        }
        match self.plan.profile.record {
            RecordKind::Incident => {
                let row = self.incident(record, fields)?;
                batch.keys.add(&self.plan, fields, &row);
                batch.rows.push(row);
            }
            RecordKind::Outcome => batch.outcomes.push(self.outcome(record, fields)?),
        }
        Ok(())
    }

    fn incident(&mut self, record: u32, fields: &Fields<'_>) -> Result<Row, Fault> {
        let Self { plan, when, words, categories } = self;
        let place = read_place(plan, fields)?;
        Ok(Row {
            record,
            when: when.window(plan, fields)?,
            category: words.category(plan, fields, categories)?,
            precision: precision_of(plan, fields, place.is_some()),
            place,
            provenance: words.provenance(plan, fields)?,
            attended: words.truth(plan, fields, Truth::Attended)?,
            repeat: words.truth(plan, fields, Truth::Repeat)?.unwrap_or(false),
            vulnerable: words.truth(plan, fields, Truth::Vulnerable)?.unwrap_or(false),
        })
    }

    fn outcome(&mut self, record: u32, fields: &Fields<'_>) -> Result<OutcomeRow, Fault> {
        let Self { plan, when, .. } = self;
        for (column, what) in [(plan.id, "id"), (plan.outcome, "outcome")] {
            if column.is_none_or(|column| plan.profile.format.is_missing(fields.get(column))) {
                return Err(Fault::new(Reason::MissingId, format!("the {what} is empty")));
            }
        }
        let month_start_s = when.start_no_finer_than(plan, fields, Resolution::Month)?;
        Ok(OutcomeRow { record, month_start_s })
    }
}
