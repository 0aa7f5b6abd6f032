use std::sync::{Arc, OnceLock};

use h3o::Resolution;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Type;

use super::error::ApiError;
use super::layers::risk::drawn;
use super::once::Bytes;
use super::parameters::query;
use super::query::Parameters;
use super::snapshot::Snapshot;
use super::state::App;
use crate::encode::{EncodeError, Layer};
use crate::forecast::{Shift, ShiftScheme};
use crate::ledger::{
    Entry, LedgerError, Record, ScoredForecast, SeriesRecord, Shown, Surface, View, entries, find, latest, record,
};
use crate::store::Store;

/// The ledger as it was at one moment, without the forecasts' numbers.
#[derive(Debug, Default)]
pub struct StoredForecasts {
    entries: Vec<Entry>,
    is_linked: bool,
    record: Record,
}

impl StoredForecasts {
    /// A ledger that cannot be read keeps nobody from the map: it is logged, and served as empty and broken.
    pub fn load(store: &Store) -> Self {
        let read = || {
            let (entries, is_linked) = entries(store)?;
            let record = record(&entries, &store.scores().map_err(LedgerError::from)?)?;
            Ok(Self { entries, is_linked, record })
        };
        read().unwrap_or_else(|error: LedgerError| {
            tracing::error!(%error, "the stored forecasts cannot be read");
            Self::default()
        })
    }

    /// The first stored first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether the forecasts' hashes carry each other on.
    pub fn is_linked(&self) -> bool {
        self.is_linked
    }

    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The record of the forecasts like this one.
    pub fn series_of(&self, entry: &Entry) -> Option<&SeriesRecord> {
        let key = entry.header.series_key();
        self.record.series.iter().find(|series| series.key == key)
    }

    /// How this forecast did, once that is known.
    pub fn score_of(&self, entry: &Entry) -> Option<&ScoredForecast> {
        self.series_of(entry)?.scored.iter().find(|scored| scored.id == entry.id)
    }

    /// The forecast that a number, or `latest`, names.
    pub fn named(&self, name: &str) -> Result<&Entry, ApiError> {
        let found = match name {
            "latest" => latest(&self.entries),
            number => number.parse().ok().and_then(|id: u32| self.entries.iter().find(|entry| entry.id == id)),
        };
        found.ok_or_else(|| ApiError::not_found("forecast", name))
    }
}

/// Which expectation of a forecast is meant.
#[derive(Clone, Debug, PartialEq)]
pub struct SurfaceChoice {
    pub shown: Shown,
    pub shift: Option<Shift>,
}

impl SurfaceChoice {
    pub fn read(take: &mut Parameters) -> Result<Self, ApiError> {
        let shown = take.choice("model", &[("ours", Shown::Ours), ("plain", Shown::Plain)])?;
        Ok(Self { shown: shown.unwrap_or(Shown::Ours), shift: read_shift(take)? })
    }

    fn key(&self, id: u32) -> String {
        format!("risk#{id}#{:?}#{}", self.shown, self.shift.as_ref().map_or("", |shift| &shift.id))
    }
}

/// The shift of the week that `shift` names.
pub fn read_shift(take: &mut Parameters) -> Result<Option<Shift>, ApiError> {
    let Some(id) = take.text("shift")? else { return Ok(None) };
    let known = || ShiftScheme::ALL.into_iter().flat_map(ShiftScheme::shifts).map(|shift| shift.id);
    Shift::find(&id).map(Some).ok_or_else(|| {
        ApiError::parameter("shift", format!("shift: {id:?} is none of {}", known().collect::<Vec<_>>().join(", ")))
    })
}

/// The documentation of [`SurfaceChoice`]'s parameters.
pub struct SurfaceParameters;

impl IntoParams for SurfaceParameters {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![
            query("model", "ours, or plain: the best plain count on the past.", Type::String, "ours".into()),
            shift_parameter(),
        ]
    }
}

/// That of the risk tiles.
pub struct RiskLayerParameters;

impl IntoParams for RiskLayerParameters {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut all = SurfaceParameters::into_params(place);
        all.push(query("forecast", "A forecast's number, or latest.", Type::String, "latest".into()));
        all
    }
}

pub fn shift_parameter() -> Parameter {
    let meaning = "One shift of the week in place of the whole period: weekday-day, weekday-night, weekend-day, weekend-night, or \
                   mon-early, mon-late, mon-night to sun-night.";
    query("shift", meaning, Type::String, serde_json::Value::Null)
}

/// A forecast's expectation, ready to be drawn at every zoom.
#[derive(Debug)]
pub struct DrawnRisk {
    view: Arc<View>,
    surface: Surface,
    choice: SurfaceChoice,
    /// By the resolution of their cells.
    layers: [OnceLock<Layer>; 16],
}

impl DrawnRisk {
    pub fn view(&self) -> &View {
        &self.view
    }

    pub fn surface(&self) -> &Surface {
        &self.surface
    }

    pub fn choice(&self) -> &SurfaceChoice {
        &self.choice
    }

    /// What tiles are cut from where cells of `resolution` are drawn.
    pub fn layer(&self, resolution: Resolution) -> Result<&Layer, EncodeError> {
        let kept = &self.layers[usize::from(u8::from(resolution))];
        if let Some(layer) = kept.get() {
            return Ok(layer);
        }
        let layer = drawn(&self.view, &self.surface, self.choice.shown, resolution)?;
        Ok(kept.get_or_init(|| layer))
    }
}

/// A forecast on its cells, read when it is first asked for.
pub async fn view(app: &App, snapshot: &Snapshot, id: u32) -> Result<Arc<View>, ApiError> {
    let (from, index) = (app.clone(), snapshot.shared_index());
    let read = move |_: &_| {
        let content = find(from.store(), id).map_err(refused)?;
        let content = content.ok_or_else(|| ApiError::not_found("forecast", id.to_string()))?;
        View::new(id, content, &index).map_err(refused)
    };
    snapshot.results().analyses().finish(app.workers(), format!("forecast#{id}"), read).await
}

/// What `choice` means of a forecast.
pub async fn drawn_risk(
    app: &App,
    snapshot: &Snapshot,
    id: u32,
    choice: SurfaceChoice,
) -> Result<Arc<DrawnRisk>, ApiError> {
    let view = view(app, snapshot, id).await?;
    let key = choice.key(id);
    let make = move |_: &_| {
        let surface = view.surface(choice.shown, choice.shift.as_ref());
        let surface = surface.ok_or_else(|| ApiError::parameter("shift", NO_SHIFTS))?;
        Ok(DrawnRisk { view, surface, choice, layers: Default::default() })
    };
    snapshot.results().analyses().finish(app.workers(), key, make).await
}

/// Why there are no shifts.
pub const NO_SHIFTS: &str =
    "the data of this forecast hardly know hours (months or dates alone), so that it has no shifts";

fn refused(error: LedgerError) -> ApiError {
    match error {
        LedgerError::OtherCells => ApiError::parameter("forecast", error),
        error => ApiError::internal(error),
    }
}

impl Bytes for View {
    fn bytes(&self) -> usize {
        let numbers = &self.content().numbers;
        let columns = 9 + numbers.plain.len() + numbers.parts.len();
        self.len() * (columns * 4 + 16) + numbers.blocks.len() * 24 + 4096
    }
}

impl Bytes for DrawnRisk {
    fn bytes(&self) -> usize {
        // Layers are made later: a fifth of the cells are drawn, each an outline and a row; and as many again at other zooms.
        self.surface.expected.len() * (24 + 2 * 320 / 5) + 1024
    }
}
