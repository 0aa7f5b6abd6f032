use std::sync::Arc;

use super::density::resolution_at;
use super::sources::{Part, Source};
use crate::encode::{TileId, cut};
use crate::serve::error::ApiError;
use crate::serve::forecasts::{SurfaceChoice, drawn_risk};
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// The cells that a forecast puts first, added up to coarser ones at low zooms.
pub async fn source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let (name, choice) = parameters.read(|take| Ok((take.text("forecast")?, SurfaceChoice::read(take)?)))?;
    let id = snapshot.forecasts().named(name.as_deref().unwrap_or("latest"))?.id;
    let shift = choice.shift.as_ref().map_or("", |shift| &shift.id);
    let key = format!("{id}#{:?}#{shift}", choice.shown);
    let risk = drawn_risk(app, snapshot, id, choice).await?;
    let cut = Box::new(move |tile: TileId| {
        let layer = risk.layer(resolution_at(tile.zoom())).map_err(ApiError::internal)?;
        Ok(Part { features: cut(layer.geometries(), tile), columns: layer.columns().to_vec() })
    });
    Ok(Source { key, cut })
}
