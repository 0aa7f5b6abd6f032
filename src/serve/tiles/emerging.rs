use std::sync::Arc;

use super::sources::{Part, Source};
use crate::encode::{TileId, cut};
use crate::serve::emerging::EmergingRequest;
use crate::serve::error::ApiError;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// Cells in a class: the same cells at every zoom.
pub async fn source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let request = parameters.read(EmergingRequest::read)?;
    let key = request.key();
    let found = request.finish(app, snapshot).await?;
    let cut = Box::new(move |tile: TileId| {
        let drawn = found.drawn();
        Ok(Part { features: cut(drawn.geometries(), tile), columns: drawn.columns().to_vec() })
    });
    Ok(Source { key, cut })
}
