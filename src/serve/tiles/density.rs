use std::sync::Arc;

use geo_types::{Coord, Rect};
use h3o::Resolution;

use super::sources::{Part, Source};
use crate::serve::error::ApiError;
use crate::serve::layers::density::layer;
use crate::serve::parameters::KernelChoice;
use crate::serve::query::Parameters;
use crate::serve::snapshot::Snapshot;
use crate::serve::state::App;

/// How far outside a tile hexagons are cut; see [`cut`](crate::encode::cut).
pub const MARGIN_UNITS: f64 = 64.0;

/// Hexagons with their counts and intensities.
pub async fn source(app: &App, snapshot: &Arc<Snapshot>, parameters: Parameters) -> Result<Source, ApiError> {
    let defaults = app.config().density.parameters();
    let (filter, kernel) = parameters.read(|take| Ok((take.filter()?, KernelChoice::read(take, &defaults)?)))?;
    let key = format!("{filter}#{kernel:?}");
    let density = snapshot.results().density(app.workers(), filter, kernel).await?;
    let extent = snapshot.results().extent();
    let cut = Box::new(move |tile: crate::encode::TileId| {
        let Some(bounds) = shared_box(tile.bounds(MARGIN_UNITS), extent) else { return Ok(Part::default()) };
        let layer = layer(&density, resolution_at(tile.zoom()), bounds).map_err(ApiError::internal)?;
        Ok(Part::of(layer, tile))
    });
    Ok(Source { key, cut })
}

/// Hexagons 20 to 50 pixels wide in Britain.
pub fn resolution_at(zoom: u8) -> Resolution {
    match zoom {
        0..=6 => Resolution::Five,
        7 => Resolution::Six,
        8..=9 => Resolution::Seven,
        10..=11 => Resolution::Eight,
        12..=13 => Resolution::Nine,
        _ => Resolution::Ten,
    }
}

pub(super) fn shared_box(a: Rect<f64>, b: Rect<f64>) -> Option<Rect<f64>> {
    let low = Coord { x: a.min().x.max(b.min().x), y: a.min().y.max(b.min().y) };
    let high = Coord { x: a.max().x.min(b.max().x), y: a.max().y.min(b.max().y) };
    (low.x <= high.x && low.y <= high.y).then(|| Rect::new(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes() {
        let (a, b) = (Rect::new((0.0, 0.0), (2.0, 2.0)), Rect::new((1.0, -1.0), (3.0, 1.0)));
        assert_eq!(shared_box(a, b), Some(Rect::new((1.0, 0.0), (2.0, 1.0))));
        assert_eq!(shared_box(a, Rect::new((2.5, 0.0), (3.0, 1.0))), None);
    }
}
