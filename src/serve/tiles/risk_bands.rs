use std::sync::Arc;

use super::sources::{Part, Source};
use crate::encode::{TileId, cut};
use crate::serve::bands::bands;
use crate::serve::error::ApiError;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// The bands of the latest forecast, the same cells at every zoom.
pub async fn source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    parameters.read(|_| Ok(()))?;
    let found = bands(app, snapshot).await?;
    let key = found.key.clone();
    let cut = Box::new(move |tile: TileId| {
        Ok(Part { features: cut(found.layer.geometries(), tile), columns: found.layer.columns().to_vec() })
    });
    Ok(Source { key, cut })
}
