use std::sync::Arc;

use thiserror::Error;

use super::forecasts::StoredForecasts;
use super::results::Results;
use crate::config::ServeParameters;
use crate::index::Index;
use crate::store::{Setting, Store, StoreError};

/// The data as they were at one moment, and what was computed from them: never changed, replaced whole.
#[derive(Debug)]
pub struct Snapshot {
    fingerprint: String,
    data: Arc<Data>,
    forecasts: StoredForecasts,
}

/// What changes with the data alone: a forecast or a score that is added leaves it as it is.
#[derive(Debug)]
struct Data {
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
    /// Loads everything and indexes it: about a second for a million incidents. What `before` has of the same data is not loaded again.
    pub fn load(store: &Store, parameters: &ServeParameters, before: Option<&Self>) -> Result<Self, SnapshotError> {
        // Before what they stand for: when it changes in between, the next look finds another fingerprint and loads again.
        let fingerprint = store.fingerprint()?;
        let data_fingerprint = store.data_fingerprint()?;
        let data = match before.filter(|before| before.data.fingerprint == data_fingerprint) {
            Some(before) => Arc::clone(&before.data),
            None => Arc::new(Data::load(store, parameters, data_fingerprint)?),
        };
        Ok(Self { fingerprint, data, forecasts: StoredForecasts::load(store) })
    }

    /// Different for different data, forecasts and scores.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Whether the data are the synthetic county.
    pub fn is_demo(&self) -> bool {
        self.data.demo
    }

    /// A sentence to show beside every map.
    pub fn notice(&self) -> Option<&str> {
        self.data.notice.as_deref()
    }

    /// Whom to name beside every map.
    pub fn attribution(&self) -> &[String] {
        &self.data.attribution
    }

    /// The layer whose areas together are the study area; `None` where it was drawn around the incidents.
    pub fn study_area_layer(&self) -> Option<&str> {
        self.data.study_area_layer.as_deref()
    }

    pub fn index(&self) -> &Index {
        &self.data.index
    }

    /// The same, to be kept beyond the request.
    pub fn shared_index(&self) -> Arc<Index> {
        Arc::clone(&self.data.index)
    }

    /// What of [`fingerprint`](Self::fingerprint) stands for the data alone.
    pub fn data_fingerprint(&self) -> &str {
        &self.data.fingerprint
    }

    pub fn forecasts(&self) -> &StoredForecasts {
        &self.forecasts
    }

    pub fn results(&self) -> &Results {
        &self.data.results
    }
}

impl Data {
    fn load(store: &Store, parameters: &ServeParameters, fingerprint: String) -> Result<Self, SnapshotError> {
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
}
