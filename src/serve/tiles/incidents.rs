use std::sync::Arc;

use super::sources::{Part, Source};
use crate::encode::TileId;
use crate::serve::error::ApiError;
use crate::serve::layers::incidents::layer;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// Clusters of incidents, or each of them.
pub async fn source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let filter = parameters.read(Parameters::filter)?;
    let key = filter.to_string();
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let snapshot = Arc::clone(snapshot);
    let cut = Box::new(move |tile: TileId| {
        let layer = layer(&chosen, snapshot.results().cell_centres(), tile).map_err(ApiError::internal)?;
        Ok(Part::of(layer, tile))
    });
    Ok(Source { key, cut })
}
