use std::sync::Arc;

use super::address::TiledLayer;
use super::{
    area_trends, areas, comparison, density, emerging, hot_spots, incidents, relative_risk, repeat_locations, risk,
    risk_bands,
};
use crate::encode::{Column, Layer, TileFeature, TileId, cut};
use crate::serve::clearance::under;
use crate::serve::error::ApiError;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// What a layer's tiles are cut from: computed and ready, so that a tile is a matter of milliseconds.
pub struct Source {
    /// Everything that its tiles depend on but the snapshot, in canonical form.
    pub key: String,
    /// Cuts one tile.
    pub cut: Box<dyn FnOnce(TileId) -> Result<Part, ApiError> + Send>,
}

/// A layer's part in one tile.
#[derive(Debug, Default)]
pub struct Part {
    pub features: Vec<TileFeature>,
    pub columns: Vec<Column>,
}

impl Source {
    /// Reads the parameters of `layer` and computes what its tiles need.
    pub async fn prepare(
        app: &App,
        snapshot: &Arc<Snapshot>,
        layer: TiledLayer,
        parameters: Parameters,
    ) -> Result<Self, ApiError> {
        if let Some(agreement) = snapshot.agreement() {
            under(agreement, layer.audience())?;
        }
        match layer {
            TiledLayer::Comparison => comparison::source(app, snapshot, parameters).await,
            TiledLayer::Density => density::source(app, snapshot, parameters).await,
            TiledLayer::EmergingHotSpots => emerging::source(app, snapshot, parameters).await,
            TiledLayer::HotSpots => hot_spots::source(app, snapshot, parameters).await,
            TiledLayer::Incidents => incidents::source(app, snapshot, parameters).await,
            TiledLayer::RelativeRisk => relative_risk::source(app, snapshot, parameters).await,
            TiledLayer::RepeatLocations => repeat_locations::source(app, snapshot, parameters).await,
            TiledLayer::Risk => risk::source(app, snapshot, parameters).await,
            TiledLayer::RiskBands => risk_bands::source(app, snapshot, parameters).await,
            TiledLayer::Areas => areas::source(app, snapshot, parameters).await,
            TiledLayer::AreasLabels => areas::labels(snapshot, parameters),
            TiledLayer::AreaTrends => area_trends::source(app, snapshot, parameters).await,
        }
    }
}

impl Part {
    pub fn of(layer: Layer, tile: TileId) -> Self {
        Self { features: cut(layer.geometries(), tile), columns: layer.into_columns() }
    }
}
