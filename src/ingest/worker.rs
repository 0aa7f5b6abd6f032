use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, Mutex};

use super::convert::{Batch, Converter, Origin, Plan};
use super::csv::{Block, Parsed, Parser};
use super::reject::{Fault, Reason};
use super::table::{Fields, Table};
use super::tabled::Numbered;
use crate::time::CivilZone;

/// A piece of a file, and where the batch made of it goes.
#[derive(Debug)]
pub struct Job {
    pub plan: Arc<Plan>,
    pub piece: Piece,
    pub reply: SyncSender<Batch>,
}

#[derive(Debug)]
pub enum Piece {
    /// `skip` is the number of records at its beginning that are the file's header.
    Csv {
        block: Block,
        skip: usize,
    },
    Tabled {
        table: Table,
        origin: Numbered,
    },
}

/// Turns pieces into batches until there are no more.
pub fn work(jobs: &Mutex<Receiver<Job>>, zone: &CivilZone, future_s: i64) {
    let mut tools: Option<(Arc<Plan>, Parser, Converter)> = None;
    // The lock is poisoned only when another worker has panicked: the import ends.
    while let Some(job) = jobs.lock().ok().and_then(|jobs| jobs.recv().ok()) {
        let (_, parser, converter) = match &mut tools {
            Some(tools) if Arc::ptr_eq(&tools.0, &job.plan) => tools,
            _ => {
                let format = &job.plan.profile.format;
                let parser = Parser::new(format.delimiter, format.encoding);
                let converter = Converter::new(Arc::clone(&job.plan), zone, future_s);
                tools.insert((job.plan, parser, converter))
            }
        };
        let batch = match job.piece {
            Piece::Csv { block, skip } => {
                let mut parsed = parser.parse(block);
                let table = std::mem::take(&mut parsed.table);
                converter.convert(table, skip, &parsed)
            }
            Piece::Tabled { table, origin } => converter.convert(table, 0, &origin),
        };
        // Nobody waits when the import has ended with an error.
        let _ = job.reply.send(batch);
    }
}

impl Origin for Parsed {
    fn fault(&self, record: usize) -> Option<Fault> {
        let broken = !self.not_utf8.is_empty() && self.not_utf8.binary_search(&(record as u32)).is_ok();
        broken.then(|| Fault::new(Reason::InvalidUtf8, "the row is not UTF-8"))
    }

    fn raw(&self, record: usize, _fields: &Fields<'_>) -> (u64, Vec<u8>) {
        (self.line(record), self.raw_record(record).to_vec())
    }
}
