use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use h3o::{CellIndex, Resolution};

use super::error::ApiError;
use super::forecasts::view;
use super::once::Bytes;
use super::snapshot::Snapshot;
use super::state::App;
use crate::disclosure::{DisclosedPlace, Terms};
use crate::encode::{Column, EncodeError, Layer};
use crate::index::{COARSEST, FINEST, Index, Selection};
use crate::ledger::{BandCell, Entry, bands as bands_of, hex, label_of};
use crate::space::{PlaceSet, cells_of};
use crate::time::TimeWindow;

/// The class of places that tell how many people live in a cell.
pub const ADDRESSES: &str = "residential-address";
/// Where places are disclosed by areas.
const BY_AREAS: Resolution = Resolution::Seven;

/// The bands of the latest forecast that may be shown.
#[derive(Debug)]
pub struct Bands {
    /// What distinguishes it in keys.
    pub key: String,
    pub layer: Layer,
    /// Without a forecast that may be shown: `None`.
    pub forecast: Option<String>,
    pub period: Option<TimeWindow>,
}

/// The bands of the latest forecast, of those about nothing but what `snapshot` discloses; made once.
///
/// A cell is shown where it holds so many residential addresses as the agreement says, or the threshold of disclosed incidents.
pub async fn bands(app: &App, snapshot: &Arc<Snapshot>) -> Result<Arc<Bands>, ApiError> {
    let whole = app.snapshot().ok_or(ApiError::Starting)?;
    let terms = snapshot.agreement().map(|agreement| agreement.terms().clone());
    let admitted = |entry: &&Entry| terms.as_ref().is_none_or(|terms| terms.covers(&entry.header.filter));
    let latest =
        whole.forecasts().entries().iter().filter(admitted).max_by_key(|entry| (entry.header.from_s, entry.id));
    let Some(entry) = latest else { return Ok(Arc::new(Bands::none()?)) };
    let key = format!("risk-bands#{}#{}", snapshot.fingerprint(), hex(&entry.hash));
    let (forecast, period) = (label_of(&entry.header), entry.header.window());
    let view = view(app, &whole, entry.id).await?;
    let (of, kept) = (Arc::clone(snapshot), key.clone());
    let make = move |_: &_| {
        let resolution = resolution_of(terms.as_ref());
        let mut cells = bands_of(&view, resolution);
        if let Some(terms) = &terms {
            keep_peopled(&mut cells, terms, &whole, &of);
        }
        let layer = layer(&cells).map_err(ApiError::internal)?;
        Ok(Bands { key: kept, layer, forecast: Some(forecast), period: Some(period) })
    };
    snapshot.results().analyses().finish(app.workers(), key, make).await
}

fn resolution_of(terms: Option<&Terms>) -> Resolution {
    match terms.map(|terms| &terms.place) {
        Some(DisclosedPlace::Cell(resolution)) => *resolution,
        Some(DisclosedPlace::Area(_)) => BY_AREAS,
        None => FINEST,
    }
}

fn keep_peopled(cells: &mut Vec<BandCell>, terms: &Terms, whole: &Snapshot, disclosed: &Snapshot) {
    let resolution = cells.first().and_then(|it| CellIndex::from_str(&it.name).ok()).map(CellIndex::resolution);
    let Some(resolution) = resolution else {
        // Squares have no addresses counted, and no incidents disclosed by them.
        cells.clear();
        return;
    };
    let addresses = addresses(whole.index().place_set(ADDRESSES), resolution);
    let incidents = incidents(disclosed.index(), resolution);
    let enough = |counts: &BTreeMap<CellIndex, usize>, cell: &CellIndex, least: u32| {
        counts.get(cell).is_some_and(|&count| count >= least as usize)
    };
    cells.retain(|it| {
        CellIndex::from_str(&it.name).is_ok_and(|cell| {
            enough(&addresses, &cell, terms.residential_addresses) || enough(&incidents, &cell, terms.threshold)
        })
    });
}

fn addresses(known: Option<&PlaceSet>, resolution: Resolution) -> BTreeMap<CellIndex, usize> {
    let places: Vec<_> = known.into_iter().flat_map(PlaceSet::places).map(|it| it.place).collect();
    let mut counts = BTreeMap::new();
    cells_of(&places, resolution).into_iter().for_each(|cell| *counts.entry(cell).or_default() += 1);
    counts
}

/// Disclosed incidents a cell; finer than tabulated there are none, and coarser they are added up.
fn incidents(index: &Index, resolution: Resolution) -> BTreeMap<CellIndex, usize> {
    let (cells, found) = index.by_cell(&Selection::all(index.incidents().len()), resolution.max(COARSEST));
    let mut counts = BTreeMap::new();
    for (cell, count) in cells.iter().zip(found) {
        if let Some(cell) = cell.parent(resolution) {
            *counts.entry(cell).or_default() += count as usize;
        }
    }
    counts
}

fn layer(cells: &[BandCell]) -> Result<Layer, EncodeError> {
    Layer::new(
        "risk-bands",
        cells.iter().map(|it| Some(it.polygon.clone().into())).collect(),
        vec![
            Column::text("cell", cells.iter().map(|it| it.name.clone())),
            Column::number("band", cells.iter().map(|it| it.band)),
        ],
    )
}

impl Bands {
    fn none() -> Result<Self, ApiError> {
        let layer = layer(&[]).map_err(ApiError::internal)?;
        Ok(Self { key: "risk-bands#none".to_owned(), layer, forecast: None, period: None })
    }
}

impl Bytes for Bands {
    fn bytes(&self) -> usize {
        self.layer.len() * 320 + 256
    }
}
