use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use thiserror::Error;
use tokio::sync::watch;

use super::error::ApiError;
use super::guard::Guard;
use super::on_record::AuditLog;
use super::protected::ProtectedSnapshots;
use super::snapshot::{Snapshot, SnapshotError};
use super::work::Workers;
use crate::access::Access;
use crate::audit::Recorder;
use crate::config::{Basemap, Config};
use crate::disclosure::Agreement;
use crate::ledger::{LedgerError, score_due};
use crate::store::Store;

/// After a failed look at the store, look again this many times less often.
const CALMER: u32 = 10;

/// Why forecasts were not scored.
#[derive(Debug, Error)]
pub enum ScoringError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}

/// What every handler shares.
#[derive(Clone, Debug)]
pub struct App {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    store: Store,
    config: Config,
    workers: Workers,
    current: watch::Sender<Option<Arc<Snapshot>>>,
    guard: Option<Guard>,
    audit: Option<AuditLog>,
    protected: ProtectedSnapshots,
}

impl App {
    /// Open to whoever reaches it, as an analyst. Without a snapshot yet: [`refresh`](Self::refresh) loads the first.
    pub fn new(store: Store, config: Config) -> Self {
        Self::with_guard(store, config, None)
    }

    /// For the users and keys of `access` alone. Without a snapshot yet: [`refresh`](Self::refresh) loads the first.
    pub fn guarded(store: Store, config: Config, access: Access) -> Self {
        let guard = Guard::new(access, &config);
        Self::with_guard(store, config, Some(guard))
    }

    fn with_guard(store: Store, config: Config, guard: Option<Guard>) -> Self {
        let (workers, current) = (Workers::new(), watch::Sender::new(None));
        let protected = ProtectedSnapshots::default();
        let shared = Shared { store, config, workers, current, guard, protected, audit: None };
        Self { shared: Arc::new(shared) }
    }

    /// The same, with everything that is shown on record; to be said before the app is shared.
    pub fn on_record(mut self, recorder: Recorder) -> Self {
        let shared = Arc::get_mut(&mut self.shared).expect("an app that was just made is nobody else's");
        shared.audit = Some(AuditLog::new(recorder));
        self
    }

    /// `None` where nothing goes on record.
    pub(super) fn audit(&self) -> Option<&AuditLog> {
        self.shared.audit.as_ref()
    }

    /// `None` where everybody is let in.
    pub(super) fn guard(&self) -> Option<&Guard> {
        self.shared.guard.as_ref()
    }

    /// The snapshot being served; `None` until the first is loaded.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.shared.current.borrow().clone()
    }

    /// What an agreement discloses of it today; made first where it is not there.
    pub async fn protected(&self, agreement: &Arc<Agreement>) -> Result<Arc<Snapshot>, ApiError> {
        let whole = self.snapshot().ok_or(ApiError::Starting)?;
        self.shared.protected.get(self, &whole, agreement).await
    }

    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    pub fn basemap(&self) -> Option<&Basemap> {
        self.shared.config.basemap.as_ref()
    }

    pub fn workers(&self) -> &Workers {
        &self.shared.workers
    }

    /// Loads the store's data if they are not those being served, and serves them from then on. Requests under way keep the
    /// snapshot that they began with. Blocks; says whether the data were new.
    pub fn refresh(&self) -> Result<bool, SnapshotError> {
        let served = self.snapshot();
        let fingerprint = self.shared.store.fingerprint()?;
        if served.as_ref().is_some_and(|snapshot| snapshot.fingerprint() == fingerprint) {
            return Ok(false);
        }
        let snapshot = Snapshot::load(&self.shared.store, &self.shared.config.serve, served.as_deref())?;
        self.shared.current.send_replace(Some(Arc::new(snapshot)));
        Ok(true)
    }

    /// Scores the stored forecasts whose periods the data being served cover, and serves the scores from then on. Blocks; says how many
    /// were scored.
    pub fn score_due(&self) -> Result<usize, ScoringError> {
        let Some(snapshot) = self.snapshot() else { return Ok(0) };
        if snapshot.forecasts().entries().is_empty() {
            return Ok(0);
        }
        let scored = score_due(&self.shared.store, snapshot.index(), snapshot.data_fingerprint())?.scored.len();
        if scored > 0 {
            self.refresh()?;
        }
        Ok(scored)
    }

    async fn score(&self) {
        let app = self.clone();
        match tokio::task::spawn_blocking(move || app.score_due()).await {
            Ok(Ok(0)) => {}
            Ok(Ok(scored)) => tracing::info!(scored, "forecasts were scored"),
            Ok(Err(error)) => tracing::warn!(%error, "the stored forecasts cannot be scored"),
            Err(error) => tracing::error!(%error, "scoring the stored forecasts failed"),
        }
    }

    /// Looks for new data `every` so often, for ever, and scores what they complete.
    pub async fn keep_fresh(self, every: Duration) {
        let mut pause = every;
        self.score().await;
        loop {
            tokio::time::sleep(pause).await;
            let app = self.clone();
            let looked = tokio::task::spawn_blocking(move || app.refresh()).await;
            pause = every;
            match looked {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) => {
                    tracing::info!("the data have changed: serving them as they are now");
                    self.score().await;
                }
                Ok(Err(error)) => {
                    tracing::warn!(%error, "the data cannot be read again: serving them as they were");
                    pause = every * CALMER;
                }
                Err(error) => tracing::error!(%error, "looking for new data failed"),
            }
        }
    }
}

/// The snapshot that this request sees: what may be disclosed to whoever asks, from its entity tag to its last byte.
#[derive(Clone, Debug)]
pub struct Current(pub Arc<Snapshot>);

impl FromRequestParts<App> for Current {
    type Rejection = ApiError;

    /// As [`disclose`](super::clearance::disclose) has left it beside the request: nobody takes the whole by another way.
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or(ApiError::Starting)
    }
}
