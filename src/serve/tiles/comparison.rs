use std::sync::Arc;

use super::density::{MARGIN_UNITS, resolution_at};
use super::sources::{Part, Source};
use crate::serve::comparison::sides;
use crate::serve::error::ApiError;
use crate::serve::layers::comparison::layer;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// Hexagons with the incidents of two filters against each other.
pub async fn source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let asked = parameters.read(sides)?;
    let compared = asked.choose(snapshot, app.workers()).await?;
    let map = compared.finished_map(snapshot, app.workers()).await?;
    let cut = Box::new(move |tile: crate::encode::TileId| {
        let cells = map.cells(resolution_at(tile.zoom()));
        let layer = layer(cells, tile.bounds(MARGIN_UNITS)).map_err(ApiError::internal)?;
        Ok(Part::of(layer, tile))
    });
    Ok(Source { key: asked.key(), cut })
}
