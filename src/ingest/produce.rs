use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::convert::{Batch, Plan};
use super::csv::{SplitError, Splitter};
use super::detect::csv_header;
use super::error::IngestError;
use super::geojson::read_geojson;
use super::input::{Opener, read_fault};
use super::inspect::{FileFormat, Inspected};
use super::parquet::read_parquet;
use super::read::ReadOptions;
use super::tabled::Tabled;
use super::worker::{Job, Piece};

/// Bytes of a block: large enough that handing it on costs nothing, small enough for the cache.
const BLOCK: usize = 1 << 20;
const HEADER_SAMPLE: usize = 64 << 10;

/// What the calling thread takes, in order.
#[derive(Debug)]
pub enum Ordered {
    /// The batches that follow are of the file at this position.
    File(usize),
    /// Will hold the batch when a worker is done with it.
    Batch(Receiver<Batch>),
    Failed(IngestError),
}

/// Reads the files one after another, gives their pieces to the workers and the promises of them, in order, to the calling thread.
/// Ends when the files do, at the first fault, or when nobody listens any more.
pub fn produce(files: &[Inspected], options: &ReadOptions<'_>, jobs: &SyncSender<Job>, ordered: &SyncSender<Ordered>) {
    let mut opener = Opener::new(options.limits);
    let hand_on = HandOn { options, jobs, ordered };
    for (position, file) in files.iter().enumerate() {
        if ordered.send(Ordered::File(position)).is_err() {
            return;
        }
        let read = opener.with(&file.source, |bytes| {
            let mut counted = Counted { inner: bytes, taken: 0 };
            let listening = hand_on.file(file, &mut counted)?;
            if listening && counted.taken != file.bytes {
                return Err(IngestError::Changed { file: file.identity.name.clone() });
            }
            Ok(listening)
        });
        match read {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                // When nobody listens, the import has failed already for another reason.
                let _ = ordered.send(Ordered::Failed(error));
                return;
            }
        }
    }
}

struct HandOn<'a> {
    options: &'a ReadOptions<'a>,
    jobs: &'a SyncSender<Job>,
    ordered: &'a SyncSender<Ordered>,
}

impl HandOn<'_> {
    /// `false` when nobody listens any more.
    fn file(&self, file: &Inspected, bytes: &mut dyn Read) -> Result<bool, IngestError> {
        match file.format {
            FileFormat::Csv => self.csv(file, bytes),
            FileFormat::GeoJson => {
                let mut plan = None;
                read_geojson(bytes, &file.identity.name, |piece| self.tabled(file, &mut plan, piece))
            }
            FileFormat::Parquet => {
                let mut plan = None;
                let read = read_parquet(&file.source.path, |piece| self.tabled(file, &mut plan, piece))?;
                // The bytes themselves were not looked at: they are taken, so that the file's size can be held against them.
                io::copy(bytes, &mut io::sink()).map_err(|error| read_fault(&file.identity.name, error))?;
                self.options.progress.bytes(file.bytes);
                Ok(read)
            }
        }
    }

    /// Hands on a piece of a format that has types; the plan before serves as long as the columns stay the same.
    fn tabled(&self, file: &Inspected, plan: &mut Option<Arc<Plan>>, piece: Tabled) -> Result<bool, IngestError> {
        let plan = match plan {
            Some(plan) if plan.header == piece.header => plan,
            _ => plan.insert(Arc::new(Plan::bind(&file.profile, piece.header, &file.identity.name)?)),
        };
        Ok(self.piece(plan, Piece::Tabled { table: piece.table, origin: piece.origin }))
    }

    fn csv(&self, file: &Inspected, bytes: &mut dyn Read) -> Result<bool, IngestError> {
        let name = &file.identity.name;
        let format = &file.profile.format;
        let mut splitter = Splitter::new(bytes, format.delimiter, BLOCK, &self.options.limits);
        let mut plan: Option<Arc<Plan>> = None;
        while let Some(block) = splitter.next_block().map_err(|error| split_fault(name, error))? {
            let skip = usize::from(plan.is_none() && format.names.is_none());
            let plan = match &plan {
                Some(plan) => plan,
                None => {
                    let header = csv_header(&block.bytes[..block.bytes.len().min(HEADER_SAMPLE)], format);
                    plan.insert(Arc::new(Plan::bind(&file.profile, header, name)?))
                }
            };
            self.options.progress.bytes(block.bytes.len() as u64);
            if !self.piece(plan, Piece::Csv { block, skip }) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn piece(&self, plan: &Arc<Plan>, piece: Piece) -> bool {
        let (reply, promise) = sync_channel(1);
        self.jobs.send(Job { plan: Arc::clone(plan), piece, reply }).is_ok()
            && self.ordered.send(Ordered::Batch(promise)).is_ok()
    }
}

fn split_fault(file: &str, error: SplitError) -> IngestError {
    let file_name = file.to_owned();
    match error {
        SplitError::Read(error) => read_fault(file, error),
        SplitError::UnclosedQuote { line } => IngestError::UnclosedQuote { file: file_name, line },
        SplitError::LongRecord { line, limit } => IngestError::LongRecord { file: file_name, line, limit },
    }
}

struct Counted<'a> {
    inner: &'a mut dyn Read,
    taken: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.taken += read as u64;
        Ok(read)
    }
}
