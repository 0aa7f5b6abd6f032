use std::sync::Arc;

use super::density::{MARGIN_UNITS, resolution_at, shared_box};
use super::sources::{Part, Source};
use crate::encode::TileId;
use crate::serve::error::ApiError;
use crate::serve::layers::relative_risk::layer;
use crate::serve::query::Parameters;
use crate::serve::risks::RiskChoice;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// Hexagons with the ratio of two densities.
pub async fn source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let (filter, choice) = parameters.read(|take| Ok((take.filter()?, RiskChoice::read(take)?)))?;
    let key = choice.key(&filter);
    let risk = snapshot.results().risk(app.workers(), filter, choice).await?;
    let extent = snapshot.results().extent();
    let cut = Box::new(move |tile: TileId| {
        let Some(bounds) = shared_box(tile.bounds(MARGIN_UNITS), extent) else { return Ok(Part::default()) };
        let layer = layer(&risk, resolution_at(tile.zoom()), bounds).map_err(ApiError::internal)?;
        Ok(Part::of(layer, tile))
    });
    Ok(Source { key, cut })
}
