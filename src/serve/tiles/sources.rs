use std::sync::Arc;

use geo_types::{Coord, Rect};
use h3o::Resolution;

use super::address::TiledLayer;
use crate::encode::{Column, Layer, TileId};
use crate::serve::error::ApiError;
use crate::serve::layers::{areas, density, incidents};
use crate::serve::parameters::kernel_density;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// Hexagons may be cut by this much outside a tile; see [`cut`](crate::encode::cut).
const MARGIN_UNITS: f64 = 64.0;

/// Makes the features of a tile, in degrees; some may lie outside it.
type Features = Box<dyn FnOnce(TileId) -> Result<Vec<Layer>, ApiError> + Send>;

/// What a layer's tiles are cut from: computed and ready, so that a tile is a matter of milliseconds.
pub struct Source {
    /// Everything that its tiles depend on but the snapshot, in canonical form.
    pub key: String,
    pub features: Features,
}

impl Source {
    /// Reads the parameters of `layer` and computes what its tiles need.
    pub async fn prepare(
        app: &App,
        snapshot: &Arc<Snapshot>,
        layer: TiledLayer,
        parameters: Parameters,
    ) -> Result<Self, ApiError> {
        match layer {
            TiledLayer::Density => density_source(app, snapshot, parameters).await,
            TiledLayer::Incidents => incidents_source(app, snapshot, parameters).await,
            TiledLayer::RepeatLocations => Err(ApiError::not_found("tile layer", layer.slug())),
            TiledLayer::Areas => areas_source(app, snapshot, parameters).await,
        }
    }
}

async fn density_source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let defaults = app.config().density.parameters();
    let (filter, kernel) = parameters.read(|take| Ok((take.filter()?, kernel_density(take, &defaults)?)))?;
    let key = format!("{filter}#{kernel:?}");
    let density = snapshot.results().density(app.workers(), filter, kernel).await?;
    let extent = snapshot.results().extent();
    let features: Features = Box::new(move |tile| {
        let Some(bounds) = shared_box(tile.bounds(MARGIN_UNITS), extent) else { return Ok(Vec::new()) };
        let layer = density::layer(&density, resolution_at(tile.zoom()), bounds).map_err(ApiError::internal)?;
        Ok(vec![layer])
    });
    Ok(Source { key, features })
}

async fn incidents_source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let filter = parameters.read(Parameters::filter)?;
    let key = filter.to_string();
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let snapshot = Arc::clone(snapshot);
    let features: Features = Box::new(move |tile| {
        let layer = incidents::layer(&chosen, snapshot.results().cell_centres(), tile).map_err(ApiError::internal)?;
        Ok(vec![layer])
    });
    Ok(Source { key, features })
}

async fn areas_source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let (filter, name) = parameters.read(|take| Ok((take.filter()?, take.text("layer")?)))?;
    let number = match name {
        Some(name) => {
            let unknown = || ApiError::parameter("layer", format!("layer: there is none called {name:?}"));
            Some(snapshot.index().layer(&name).ok_or_else(unknown)?)
        }
        None => (!snapshot.index().layers().is_empty()).then_some(0),
    };
    let key = format!("{filter}#{number:?}");
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let snapshot = Arc::clone(snapshot);
    let features: Features = Box::new(move |_tile| {
        let Some(number) = number else { return Ok(Vec::new()) };
        let index = chosen.index();
        let shapes = index.layers()[number].areas().iter().map(|area| Some(area.shape.clone().into())).collect();
        let columns = areas::columns(index, number, chosen.selection());
        let names = columns.iter().filter(|column| column.name() == "name").cloned().collect::<Vec<Column>>();
        let labels = snapshot.results().label_points(number).to_vec();
        let layers = [Layer::new("areas", shapes, columns), Layer::new("areas-labels", labels, names)];
        layers.into_iter().collect::<Result<_, _>>().map_err(ApiError::internal)
    });
    Ok(Source { key, features })
}

/// Hexagons 20 to 50 pixels wide in Britain.
fn resolution_at(zoom: u8) -> Resolution {
    match zoom {
        0..=6 => Resolution::Five,
        7 => Resolution::Six,
        8..=9 => Resolution::Seven,
        10..=11 => Resolution::Eight,
        12..=13 => Resolution::Nine,
        _ => Resolution::Ten,
    }
}

fn shared_box(a: Rect<f64>, b: Rect<f64>) -> Option<Rect<f64>> {
    let low = Coord { x: a.min().x.max(b.min().x), y: a.min().y.max(b.min().y) };
    let high = Coord { x: a.max().x.min(b.max().x), y: a.max().y.min(b.max().y) };
    (low.x <= high.x && low.y <= high.y).then(|| Rect::new(low, high))
}
