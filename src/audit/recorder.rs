use std::iter;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use super::chain::seal;
use super::entry::Entry;
use super::error::AuditError;
use crate::store::{AuditRow, AuditStore};

/// So many entries share one commit at most.
const MOST_AT_ONCE: usize = 4096;

type Told = Box<dyn FnOnce(Result<(), AuditError>) + Send>;

struct Waiting {
    row: AuditRow,
    told: Told,
}

/// Writes entries from a thread of its own: those that come while the disk is busy share the next commit.
///
/// Dropping it writes what is still waiting.
#[derive(Debug)]
pub struct Recorder {
    queue: Option<Sender<Box<Waiting>>>,
    thread: Option<JoinHandle<()>>,
}

impl Recorder {
    pub fn new(store: AuditStore) -> Self {
        let (queue, waiting) = channel();
        let thread = thread::spawn(move || write_all(&store, &waiting));
        Self { queue: Some(queue), thread: Some(thread) }
    }

    /// Writes `entry` soon; `told` hears, on the recorder's thread, that it is on the disk or why not. It must not block.
    pub fn record_then(&self, entry: Entry, told: impl FnOnce(Result<(), AuditError>) + Send + 'static) {
        let waiting = Box::new(Waiting { row: entry.into_row(), told: Box::new(told) });
        let sent = self.queue.as_ref().map(|queue| queue.send(waiting));
        if let Some(Err(unsent)) = sent {
            (unsent.0.told)(Err(AuditError::Ended));
        }
    }

    /// Writes `entry` and waits until it is on the disk.
    pub fn record(&self, entry: Entry) -> Result<(), AuditError> {
        let (tell, told) = sync_channel(1);
        self.record_then(entry, move |written| {
            // Nobody hears it only when the waiting thread is gone.
            tell.send(written).ok();
        });
        told.recv().unwrap_or(Err(AuditError::Ended))
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.queue.take();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn write_all(store: &AuditStore, queue: &Receiver<Box<Waiting>>) {
    while let Ok(first) = queue.recv() {
        let all = iter::once(first).chain(queue.try_iter().take(MOST_AT_ONCE - 1));
        let (mut rows, told): (Vec<_>, Vec<_>) = all.map(|waiting| (waiting.row, waiting.told)).unzip();
        let written = store.append(&mut rows, seal).map_err(AuditError::from);
        if let Err(error) = &written {
            tracing::error!(%error, entries = rows.len(), "entries of the audit log are lost, and what they were about is refused");
        }
        for tell in told {
            tell(written.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::chain::verify;
    use crate::audit::entry::{Action, Actor};

    fn entry(subject: String) -> Entry {
        let actor = Actor { name: "a".into(), proof: "session".into(), role: "analyst".into(), agency: None };
        let detail = serde_json::json!({});
        Entry { at_ms: 5, actor, action: Action::Export, subject, detail, place: None, reason: None, request: None }
    }

    #[test]
    fn many_threads_and_processes_make_one_chain() {
        let folder = tempfile::tempdir().unwrap();
        let store = AuditStore::open(folder.path()).unwrap();
        let recorders =
            [Recorder::new(store.open_again().unwrap()), Recorder::new(AuditStore::open(folder.path()).unwrap())];
        thread::scope(|scope| {
            for (number, recorder) in recorders.iter().cycle().take(8).enumerate() {
                scope.spawn(move || {
                    for look in 0..25 {
                        recorder.record(entry(format!("{number}/{look}"))).unwrap();
                    }
                });
            }
        });
        let verified = verify(&store, None).unwrap();
        assert_eq!((verified.entries, verified.broken), (200, None));
    }

    #[test]
    fn what_waits_is_written_when_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let store = AuditStore::open(folder.path()).unwrap();
        let recorder = Recorder::new(store.open_again().unwrap());
        for look in 0..100 {
            recorder.record_then(entry(look.to_string()), |written| written.unwrap());
        }
        drop(recorder);
        assert_eq!(verify(&store, None).unwrap().entries, 100);
    }

    #[test]
    fn what_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let store = AuditStore::open(folder.path()).unwrap();
        let other = rusqlite::Connection::open(folder.path().join("audit.sqlite")).unwrap();
        other.execute_batch("DROP TABLE entry").unwrap();
        let error = Recorder::new(store).record(entry("x".into())).unwrap_err();
        assert!(error.to_string().contains("cannot be written"), "{error}");
    }
}
