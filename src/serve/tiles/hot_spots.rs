use std::sync::Arc;

use super::sources::{Part, Source};
use crate::encode::{TileId, cut};
use crate::serve::error::ApiError;
use crate::serve::hot_spots::HotSpotRequest;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// Cells in a class: the same cells at every zoom, since others would be another statistic.
pub async fn source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let request = parameters.read(|take| HotSpotRequest::read(take, snapshot))?;
    let key = request.key();
    let found = request.finish(app, snapshot).await?;
    let cut = Box::new(move |tile: TileId| {
        let drawn = found.drawn();
        Ok(Part { features: cut(drawn.geometries(), tile), columns: drawn.columns().to_vec() })
    });
    Ok(Source { key, cut })
}
