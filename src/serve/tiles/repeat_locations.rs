use std::sync::Arc;

use super::sources::{Part, Source};
use crate::encode::{TileId, cut};
use crate::serve::error::ApiError;
use crate::serve::query::Parameters;
use crate::serve::repeats::same_location;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// How many locations are drawn unless told otherwise, and at most.
const DEFAULT_LIMIT: usize = 1000;
const MOST: usize = 10_000;

/// The first so many locations as points.
pub async fn source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let (filter, (by, min_count), limit) = parameters.read(|take| {
        let limit = take.number("limit", 1..=MOST)?.unwrap_or(DEFAULT_LIMIT);
        Ok((take.filter()?, same_location(take)?, limit))
    })?;
    let key = format!("{filter}#{by:?}#{min_count}#{limit}");
    let points = snapshot.results().repeat_points(app.workers(), filter, by, min_count, limit).await?;
    let cut = Box::new(move |tile: TileId| {
        Ok(Part { features: cut(points.geometries(), tile), columns: points.columns().to_vec() })
    });
    Ok(Source { key, cut })
}
