use super::convert::Batch;
use super::error::IngestError;
use super::inspect::Inspected;
use super::profile::RecordKind;
use super::read::ReadError;
use super::reject::Reject;
use super::rejects_file::RejectsFile;
use super::sink::{FileState, Sink, Stored};
use super::summary::Summary;

/// Hands batches to the sink and counts what becomes of them.
pub struct Tally {
    summary: Summary,
    rejects: RejectsFile,
    file: String,
    record: RecordKind,
    state: FileState,
}

impl Tally {
    pub fn new(rejects: RejectsFile, ignored: usize) -> Self {
        Self {
            summary: Summary { ignored: ignored as u64, ..Summary::default() },
            rejects,
            file: String::new(),
            record: RecordKind::Incident,
            state: FileState::New,
        }
    }

    pub fn begin_file<S: Sink>(&mut self, file: &Inspected, sink: &mut S) -> Result<(), ReadError<S::Error>> {
        self.file.clone_from(&file.identity.name);
        self.record = file.profile.record;
        self.state = sink.begin_file(&file.identity).map_err(|source| self.refused(source))?;
        self.summary.files += 1;
        if let (FileState::Replaces { rows }, RecordKind::Incident) = (self.state, self.record) {
            self.summary.replaced += rows;
        }
        Ok(())
    }

    pub fn add<S: Sink>(&mut self, batch: &Batch, sink: &mut S) -> Result<(), ReadError<S::Error>> {
        for position in 0..batch.rows.len() {
            self.incident(batch, position, sink)?;
        }
        for position in 0..batch.outcomes.len() {
            let (id, text) = batch.outcome(position);
            if self.state != FileState::Unchanged {
                let month_start_s = batch.outcomes[position].month_start_s;
                sink.outcome(id, month_start_s, text).map_err(|source| self.refused(source))?;
            }
        }
        self.count(batch);
        for reject in &batch.rejects {
            self.reject(reject)?;
        }
        Ok(())
    }

    fn incident<S: Sink>(&mut self, batch: &Batch, position: usize, sink: &mut S) -> Result<(), ReadError<S::Error>> {
        if self.state == FileState::Unchanged {
            self.summary.unchanged += 1;
            return Ok(());
        }
        match sink.incident(&batch.incident(position)).map_err(|source| self.refused(source))? {
            Stored::New => {}
            Stored::Updated => self.summary.updated += 1,
            Stored::Unchanged => self.summary.unchanged += 1,
        }
        Ok(())
    }

    fn count(&mut self, batch: &Batch) {
        let summary = &mut self.summary;
        summary.accepted += batch.rows.len() as u64;
        summary.unlocated += batch.rows.iter().filter(|row| row.place.is_none()).count() as u64;
        summary.outcomes += batch.outcomes.len() as u64;
        let mut counts = vec![0; batch.categories.len()];
        for row in &batch.rows {
            counts[row.category as usize] += 1;
        }
        for (category, count) in batch.categories.iter().zip(counts).filter(|&(_, count)| count > 0) {
            *summary.by_category.entry(category.to_string()).or_default() += count;
        }
        let rejected = batch.rejects.len() as u64;
        match self.record {
            RecordKind::Incident => {
                summary.rejected += rejected;
                summary.rows += rejected + batch.rows.len() as u64;
            }
            RecordKind::Outcome => summary.outcomes_rejected += rejected,
        }
    }

    fn refused<E: std::error::Error + 'static>(&self, source: E) -> ReadError<E> {
        ReadError::Sink { file: self.file.clone(), source }
    }

    fn reject(&mut self, reject: &Reject) -> Result<(), IngestError> {
        *self.summary.rejected_by_reason.entry(reject.fault.reason).or_default() += 1;
        self.rejects.add(&self.file, reject)
    }

    pub fn finish(self) -> (Summary, RejectsFile) {
        (self.summary, self.rejects)
    }
}
