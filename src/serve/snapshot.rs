use std::sync::Arc;

use thiserror::Error;

use super::results::Results;
use crate::config::ServeParameters;
use crate::index::Index;
use crate::store::{Setting, Store, StoreError};

/// The data as they were at one moment, and what was computed from them: never changed, replaced whole.
#[derive(Debug)]
pub struct Snapshot {
    fingerprint: String,
    demo: bool,
    notice: Option<String>,
    attribution: Vec<String>,
    study_area_layer: Option<String>,
    index: Arc<Index>,
    results: Results,
}

/// Why there is no snapshot to serve.
#[derive(Debug, Error)]
pub enum SnapshotError {
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Snapshot {
    /// Loads everything and indexes it: about a second for a million incidents.
    pub fn load(store: &Store, parameters: &ServeParameters) -> Result<Self, SnapshotError> {
        // Before the data: when they change in between, the next look finds another fingerprint and loads again.
        let fingerprint = store.fingerprint()?;
        let demo = store.setting(Setting::Demo)?.is_some_and(|value| value == "true");
        let notice = store.setting(Setting::Notice)?;
        let attribution = store.setting(Setting::Attribution)?.unwrap_or_default();
        let attribution = attribution.lines().map(str::to_owned).collect();
        let study_area_layer = store.layers()?.into_iter().find(|layer| layer.study_area).map(|layer| layer.name);
        let loaded = store.load()?;
        let index = Index::build(loaded.incidents, loaded.layers, loaded.study_area);
        let index = Arc::new(index.with_place_sets(loaded.place_sets));
        let results = Results::new(Arc::clone(&index), parameters);
        Ok(Self { fingerprint, demo, notice, attribution, study_area_layer, index, results })
    }

    /// Different for different data.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Whether the data are the synthetic county.
    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// A sentence to show beside every map.
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// Whom to name beside every map.
    pub fn attribution(&self) -> &[String] {
        &self.attribution
    }

    /// The layer whose areas together are the study area; `None` where it was drawn around the incidents.
    pub fn study_area_layer(&self) -> Option<&str> {
        self.study_area_layer.as_deref()
    }

    pub fn index(&self) -> &Index {
        &self.index
    }

    pub fn results(&self) -> &Results {
        &self.results
    }
}
