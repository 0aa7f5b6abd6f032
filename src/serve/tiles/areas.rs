use std::sync::Arc;

use super::sources::{Part, Source};
use crate::encode::{Column, TileId, cut};
use crate::serve::error::ApiError;
use crate::serve::layers::areas::columns;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// The areas of one layer with their counts.
pub async fn source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let (filter, layer) = parameters.read(|take| Ok((take.filter()?, layer_number(snapshot, take)?)))?;
    let key = format!("{filter}#{layer:?}");
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let snapshot = Arc::clone(snapshot);
    let cut = Box::new(move |tile: TileId| {
        let Some(layer) = layer else { return Ok(Part::default()) };
        Ok(Part { features: cut(snapshot.results().area_shapes(layer), tile), columns: columns(&chosen, layer) })
    });
    Ok(Source { key, cut })
}

/// A point an area of one layer, where its name is written. The filter changes nothing.
pub fn labels(snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let layer = parameters.read(|take| {
        take.filter()?;
        layer_number(snapshot, take)
    })?;
    let snapshot = Arc::clone(snapshot);
    let key = format!("{layer:?}");
    let cut = Box::new(move |tile: TileId| {
        let Some(layer) = layer else { return Ok(Part::default()) };
        let areas = snapshot.index().layers()[layer].areas();
        let columns = vec![
            Column::text("code", areas.iter().map(|area| area.code.clone())),
            Column::text("name", areas.iter().map(|area| area.name.clone())),
        ];
        Ok(Part { features: cut(snapshot.results().label_points(layer), tile), columns })
    });
    Ok(Source { key, cut })
}

/// The number of the layer that is asked for, or of the first; `None` where there is no layer at all.
pub fn layer_number(snapshot: &Snapshot, take: &mut Parameters) -> Result<Option<usize>, ApiError> {
    let index = snapshot.index();
    match take.text("layer")? {
        None => Ok((!index.layers().is_empty()).then_some(0)),
        Some(name) => match index.layer(&name) {
            Some(layer) => Ok(Some(layer)),
            None => Err(ApiError::parameter("layer", format!("layer: there is none called {name:?}"))),
        },
    }
}
