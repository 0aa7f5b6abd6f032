use std::sync::Arc;

use jiff::Zoned;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::bands::ADDRESSES;
use super::forecasts::StoredForecasts;
use super::results::Results;
use crate::config::ServeParameters;
use crate::disclosure::{Agreement, DisclosedPlace, DisclosedRisk, Ground, ProtectError, protect};
use crate::index::Index;
use crate::space::{Metres, PlaceSet};
use crate::store::{Setting, Store, StoreError};

/// The data as they were at one moment, and what was computed from them: never changed, replaced whole.
#[derive(Debug)]
pub struct Snapshot {
    fingerprint: String,
    data: Arc<Data>,
    forecasts: StoredForecasts,
    disclosed: Option<Disclosed>,
}

/// Of a protected copy: under which agreement it was made, when, and of which data.
#[derive(Debug)]
struct Disclosed {
    agreement: Arc<Agreement>,
    day: Date,
    of: String,
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
    #[error(transparent)]
    Protect(#[from] ProtectError),
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
        Ok(Self { fingerprint, data, forecasts: StoredForecasts::load(store), disclosed: None })
    }

    /// The protected copy of `whole` under an agreement on a civil day: see [`protect`]. It knows no forecasts, which rest on everything.
    /// What `before` has of the same disclosed content, its results included, is kept.
    ///
    /// Its fingerprint changes when something changes that can be seen, and not else: so the changes of what is hidden cannot be watched.
    pub fn protected(
        whole: &Self,
        agreement: Arc<Agreement>,
        parameters: &ServeParameters,
        now: &Zoned,
        before: Option<&Self>,
    ) -> Result<Self, SnapshotError> {
        let (day, of) = (now.date(), whole.data_fingerprint().to_owned());
        let same = |it: &&Self| it.disclosed.as_ref().is_some_and(|it| it.day == day && it.of == of);
        let data = match before.filter(same) {
            Some(before) => Arc::clone(&before.data),
            None => Data::protected(whole, &agreement, parameters, now.timestamp().as_second(), before)?,
        };
        let forecasts = match agreement.terms().risk {
            DisclosedRisk::None => String::new(),
            DisclosedRisk::Bands => whole.bands_rest_on(),
        };
        let fingerprint = format!("{}-{}-{forecasts}", agreement.rules(), data.fingerprint);
        let disclosed = Some(Disclosed { agreement, day, of });
        Ok(Self { fingerprint, data, forecasts: StoredForecasts::default(), disclosed })
    }

    /// A digest of what bands of risk rest on besides the disclosed incidents: the last forecast, and where people live.
    fn bands_rest_on(&self) -> String {
        let mut digest = Sha256::new();
        self.forecasts.entries().iter().next_back().inspect(|last| digest.update(last.hash));
        for address in self.index().place_set(ADDRESSES).into_iter().flat_map(PlaceSet::places) {
            digest.update(address.place.lng().to_bits().to_le_bytes());
            digest.update(address.place.lat().to_bits().to_le_bytes());
        }
        digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether it is what can be disclosed of `whole` on a civil day.
    pub fn is_protected_of(&self, whole: &Self, day: Date) -> bool {
        self.disclosed.as_ref().is_some_and(|it| it.day == day && it.of == whole.data_fingerprint())
    }

    /// The agreement that limits what it holds; `None` where it holds everything.
    pub fn agreement(&self) -> Option<&Agreement> {
        self.disclosed.as_ref().map(|it| it.agreement.as_ref())
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

    fn protected(
        whole: &Snapshot,
        agreement: &Agreement,
        parameters: &ServeParameters,
        now: i64,
        before: Option<&Snapshot>,
    ) -> Result<Arc<Self>, SnapshotError> {
        let whole = &whole.data;
        let ground = if whole.study_area_layer.is_some() { Ground::Layer } else { Ground::Drawn };
        let made = protect(&whole.index, agreement.terms(), ground, now)?;
        let notice = notice(whole.notice.as_deref(), agreement);
        let fingerprint = fingerprint(&made.fingerprint, &notice, &whole.attribution);
        if let Some(before) = before.filter(|before| before.data.fingerprint == fingerprint) {
            return Ok(Arc::clone(&before.data));
        }
        let index = Arc::new(made.index);
        let least_bandwidth = match agreement.terms().place {
            DisclosedPlace::Cell(resolution) => Some(Metres(resolution.edge_length_m())),
            DisclosedPlace::Area(_) => None,
        };
        let results = Results::new(Arc::clone(&index), &share_of(parameters)).with_least_bandwidth(least_bandwidth);
        Ok(Arc::new(Self {
            fingerprint,
            demo: whole.demo,
            notice: Some(notice),
            attribution: whole.attribution.clone(),
            study_area_layer: whole.study_area_layer.clone(),
            index,
            results,
        }))
    }
}

/// Protected copies have each a quarter of the memory for results: they are many, and seldom asked.
fn share_of(parameters: &ServeParameters) -> ServeParameters {
    ServeParameters {
        tile_cache_mib: parameters.tile_cache_mib / 4,
        result_cache_mib: parameters.result_cache_mib / 4,
        ..parameters.clone()
    }
}

/// What stands beside every map of a protected copy.
fn notice(of_data: Option<&str>, agreement: &Agreement) -> String {
    let (name, terms) = (&agreement.written().name, agreement.terms());
    let limits = format!(
        "Shown under \u{201c}{name}\u{201d}: {}, whole {}s, and no group of fewer than {} incidents.",
        terms.place.in_words(),
        terms.period.word(),
        terms.threshold
    );
    of_data.map_or(limits.clone(), |of_data| format!("{of_data} {limits}"))
}

fn fingerprint(rows: &str, notice: &str, attribution: &[String]) -> String {
    let digest = Sha256::digest(format!("{rows}\n{notice}\n{}", attribution.join("\n")));
    digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
