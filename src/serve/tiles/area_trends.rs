use std::sync::Arc;

use super::areas::layer_number;
use super::sources::{Part, Source};
use crate::encode::{TileId, cut};
use crate::serve::error::ApiError;
use crate::serve::layers::area_trends::columns;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;
use crate::serve::trends::{Wanted, trend_parameters};

/// The areas of one layer with their growth.
pub async fn source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let (filter, layer, parameters) =
        parameters.read(|take| Ok((take.filter()?, layer_number(snapshot, take)?, trend_parameters(take)?)))?;
    let Some(layer) = layer else {
        return Ok(Source { key: "no layer".to_owned(), cut: Box::new(|_| Ok(Part::default())) });
    };
    let wanted = Wanted { filter, layer, parameters };
    let key = wanted.key();
    let trends = wanted.finish(snapshot, app.workers()).await?;
    let snapshot = Arc::clone(snapshot);
    let cut = Box::new(move |tile: TileId| {
        let features = cut(snapshot.results().area_shapes(layer), tile);
        Ok(Part { features, columns: columns(snapshot.index(), layer, &trends) })
    });
    Ok(Source { key, cut })
}
