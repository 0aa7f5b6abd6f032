use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::asked::now_ms;
use crate::audit::{AuditError, Entry, Look, Looks, Recorder};
use crate::serve::state::App;

/// How often looks that are over are written.
const SWEEP: Duration = Duration::from_secs(10);

/// Where the service writes its record.
#[derive(Debug)]
pub struct AuditLog {
    recorder: Recorder,
    looks: Mutex<Looks>,
}

impl AuditLog {
    pub fn new(recorder: Recorder) -> Self {
        Self { recorder, looks: Mutex::default() }
    }

    /// On the disk when it returns.
    pub async fn record(&self, entry: Entry) -> Result<(), AuditError> {
        let (tell, told) = oneshot::channel();
        self.recorder.record_then(entry, move |written| {
            // Nobody hears it when the client has gone.
            tell.send(written).ok();
        });
        told.await.unwrap_or(Err(AuditError::Ended))
    }

    /// A tile: on the disk when it returns if it begins a look, counted if the look is there already.
    pub async fn look(&self, look: Look, entry: Entry) -> Result<(), AuditError> {
        let first = self.looks.lock().unwrap_or_else(PoisonError::into_inner).tile(look, entry);
        match first {
            Some(entry) => self.record(entry).await,
            None => Ok(()),
        }
    }

    fn sweep(&self, now_ms: i64) {
        let over = self.looks.lock().unwrap_or_else(PoisonError::into_inner).over(now_ms);
        for entry in over {
            // The recorder logs what it cannot write; that somebody looked is on record already.
            self.recorder.record_then(entry, |_| ());
        }
    }
}

impl Drop for AuditLog {
    fn drop(&mut self) {
        self.sweep(i64::MAX);
    }
}

/// Writes the looks that are over every few seconds, for ever.
pub async fn keep_swept(app: App) {
    while let Some(log) = app.audit() {
        tokio::time::sleep(SWEEP).await;
        log.sweep(now_ms());
    }
}
