use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tokio::sync::watch;

use super::error::ApiError;
use super::snapshot::{Snapshot, SnapshotError};
use super::work::Workers;
use crate::config::{Basemap, Config};
use crate::store::Store;

/// After a failed look at the store, look again this many times less often.
const CALMER: u32 = 10;

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
}

impl App {
    /// Without a snapshot yet: [`refresh`](Self::refresh) loads the first.
    pub fn new(store: Store, config: Config) -> Self {
        let shared = Shared { store, config, workers: Workers::new(), current: watch::Sender::new(None) };
        Self { shared: Arc::new(shared) }
    }

    /// The snapshot being served; `None` until the first is loaded.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.shared.current.borrow().clone()
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
        if served.is_some_and(|snapshot| snapshot.fingerprint() == fingerprint) {
            return Ok(false);
        }
        let snapshot = Snapshot::load(&self.shared.store, &self.shared.config.serve)?;
        self.shared.current.send_replace(Some(Arc::new(snapshot)));
        Ok(true)
    }

    /// Looks for new data `every` so often, for ever.
    pub async fn keep_fresh(self, every: Duration) {
        let mut pause = every;
        loop {
            tokio::time::sleep(pause).await;
            let app = self.clone();
            let looked = tokio::task::spawn_blocking(move || app.refresh()).await;
            pause = every;
            match looked {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) => tracing::info!("the data have changed: serving them as they are now"),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "the data cannot be read again: serving them as they were");
                    pause = every * CALMER;
                }
                Err(error) => tracing::error!(%error, "looking for new data failed"),
            }
        }
    }
}

/// The snapshot that this request sees, from its entity tag to its last byte.
#[derive(Clone, Debug)]
pub struct Current(pub Arc<Snapshot>);

impl FromRequestParts<App> for Current {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        match parts.extensions.get::<Self>() {
            Some(current) => Ok(current.clone()),
            None => app.snapshot().map(Self).ok_or(ApiError::Starting),
        }
    }
}
