use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Zoned;

use super::error::ApiError;
use super::snapshot::Snapshot;
use super::state::App;
use crate::disclosure::Agreement;

/// The protected copy of the data under each agreement, made when it is first asked for and anew when the data, or the day, is another.
#[derive(Debug, Default)]
pub struct ProtectedSnapshots {
    /// By the digest of the agreement's rules.
    kept: RwLock<HashMap<String, Made>>,
    /// One at a time: each takes about as much memory as the data.
    making: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct Made {
    /// The fingerprint of the whole, forecasts included, that it belongs to.
    of: String,
    snapshot: Arc<Snapshot>,
}

impl ProtectedSnapshots {
    /// What `agreement` discloses of `whole` today.
    pub async fn get(
        &self,
        app: &App,
        whole: &Arc<Snapshot>,
        agreement: &Arc<Agreement>,
    ) -> Result<Arc<Snapshot>, ApiError> {
        // Civil days are those of the data.
        let now = Zoned::now().with_time_zone(whole.index().incidents().zone().time_zone().clone());
        if let Some(made) = self.current(whole, agreement, &now) {
            return Ok(made);
        }
        let _one_at_a_time = self.making.lock().await;
        if let Some(made) = self.current(whole, agreement, &now) {
            return Ok(made);
        }
        let before = self.find(agreement).map(|made| made.snapshot);
        let (parameters, whole, agreement) = (app.config().serve.clone(), Arc::clone(whole), Arc::clone(agreement));
        let (key, of) = (agreement.rules().to_owned(), whole.fingerprint().to_owned());
        let make = move || {
            let made = Snapshot::protected(&whole, agreement, &parameters, &now, before.as_deref());
            made.map(Arc::new).map_err(ApiError::internal)
        };
        let snapshot = app.workers().run(make).await?;
        let made = Made { of, snapshot: Arc::clone(&snapshot) };
        self.kept.write().unwrap_or_else(PoisonError::into_inner).insert(key, made);
        Ok(snapshot)
    }

    fn current(&self, whole: &Snapshot, agreement: &Agreement, now: &Zoned) -> Option<Arc<Snapshot>> {
        let made = self.find(agreement)?;
        let is_current = made.of == whole.fingerprint() && made.snapshot.is_protected_of(whole, now.date());
        is_current.then_some(made.snapshot)
    }

    fn find(&self, agreement: &Agreement) -> Option<Made> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).get(agreement.rules()).cloned()
    }
}
