use std::num::NonZero;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};

use thiserror::Error;

use super::error::IngestError;
use super::inspect::{Inspected, Inspection};
use super::limits::Limits;
use super::produce::{Ordered, produce};
use super::progress::Progress;
use super::rejects_file::RejectsFile;
use super::sink::Sink;
use super::summary::Summary;
use super::tally::Tally;
use super::worker::work;
use crate::time::CivilZone;

/// Blocks on their way at once: what bounds the memory.
const DEPTH: usize = 6;

/// How files are read.
pub struct ReadOptions<'a> {
    pub limits: Limits,
    /// The zone of times that carry no offset, where the profile names none.
    pub zone: CivilZone,
    /// Rows from this second on lie in the future, and are rejected.
    pub future_s: i64,
    /// Where the rejects file goes.
    pub rejects_folder: &'a Path,
    pub progress: &'a dyn Progress,
}

/// Why reading ended before its end.
#[derive(Debug, Error)]
pub enum ReadError<E: std::error::Error + 'static> {
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error("{file}: {source}")]
    Sink { file: String, source: E },
}

/// Reads the inspected files into `sink`, in their order and the order of their rows.
///
/// One thread reads and cuts blocks of whole records, workers turn blocks into rows, and the calling thread hands rows to the sink
/// in order; blocks wait for the sink, so that memory stays bounded. The rejects file that comes back is the caller's to keep.
pub fn read_files<S: Sink>(
    inspection: &Inspection,
    options: &ReadOptions<'_>,
    sink: &mut S,
) -> Result<(Summary, RejectsFile), ReadError<S::Error>> {
    let bytes = inspection.files.iter().map(|file| file.bytes).sum();
    options.progress.stage("importing", bytes);
    let workers = std::thread::available_parallelism().map_or(2, NonZero::get);
    let (jobs, waiting_jobs) = sync_channel(DEPTH);
    let (ordered, pieces) = sync_channel(DEPTH);
    let waiting_jobs = Mutex::new(waiting_jobs);
    let mut tally = Tally::new(RejectsFile::in_folder(options.rejects_folder), inspection.ignored.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| work(&waiting_jobs, &options.zone, options.future_s));
        }
        scope.spawn(move || produce(&inspection.files, options, &jobs, &ordered));
        take(pieces, &inspection.files, &mut tally, sink, options.progress)
    })?;
    Ok(tally.finish())
}

/// Takes the pieces in order; blocks are waited for one by one.
fn take<S: Sink>(
    pieces: Receiver<Ordered>,
    files: &[Inspected],
    tally: &mut Tally,
    sink: &mut S,
    progress: &dyn Progress,
) -> Result<(), ReadError<S::Error>> {
    for piece in pieces {
        match piece {
            Ordered::File(position) => tally.begin_file(&files[position], sink)?,
            // A worker that is gone has panicked; the scope passes the panic on.
            Ordered::Batch(batch) => {
                let Ok(batch) = batch.recv() else { break };
                tally.add(&batch, sink)?;
                progress.rows((batch.rows.len() + batch.outcomes.len()) as u64);
            }
            Ordered::Failed(error) => return Err(error.into()),
        }
    }
    Ok(())
}
