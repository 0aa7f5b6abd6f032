use std::f64::consts::PI;

use geo_types::{Coord, Rect};
use thiserror::Error;

/// Tiles beyond this zoom are not made: at the equator one tile unit is already 2 mm.
pub const MAX_ZOOM: u8 = 22;
/// Units along a tile's side, as the vector tile specification suggests.
pub const TILE_EXTENT: u32 = 4096;
/// The web map's square ends where it is as high as wide.
const MAX_LAT: f64 = 85.051_128_779_806_59;

/// One square of the web map (spherical Mercator, EPSG:3857): column `x` from the west, row `y` from the north, at `zoom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileId {
    zoom: u8,
    x: u32,
    y: u32,
}

/// Why three numbers are no tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TileIdError {
    #[error("zoom {0} is not within 0 and {MAX_ZOOM}")]
    Zoom(u8),
    #[error("{axis} {value} is not below {limit}, the number of tiles along a side at zoom {zoom}")]
    Position { axis: char, value: u32, zoom: u8, limit: u32 },
}

impl TileId {
    /// `zoom` at most [`MAX_ZOOM`], `x` and `y` below 2^zoom.
    pub fn new(zoom: u8, x: u32, y: u32) -> Result<Self, TileIdError> {
        if zoom > MAX_ZOOM {
            return Err(TileIdError::Zoom(zoom));
        }
        let limit = 1_u32 << zoom;
        for (axis, value) in [('x', x), ('y', y)] {
            if value >= limit {
                return Err(TileIdError::Position { axis, value, zoom, limit });
            }
        }
        Ok(Self { zoom, x, y })
    }

    /// The tile that a place in degrees lies in; latitudes beyond the web map count as its edge.
    pub fn containing(degrees: Coord<f64>, zoom: u8) -> Result<Self, TileIdError> {
        let tiles = f64::from(1_u32 << zoom.min(MAX_ZOOM));
        let at = world(degrees);
        let position = |fraction: f64| (fraction * tiles).clamp(0.0, tiles - 1.0) as u32;
        Self::new(zoom, position(at.x), position(at.y))
    }

    pub fn zoom(self) -> u8 {
        self.zoom
    }

    pub fn x(self) -> u32 {
        self.x
    }

    pub fn y(self) -> u32 {
        self.y
    }

    /// Degrees to tile units: 0 to [`TILE_EXTENT`] from the west and the north, outside them beyond the tile.
    pub fn units_of(self, degrees: Coord<f64>) -> Coord<f64> {
        self.units_of_world(world(degrees))
    }

    /// [World](world) fractions to tile units.
    pub fn units_of_world(self, world: Coord<f64>) -> Coord<f64> {
        let tiles = f64::from(1_u32 << self.zoom);
        let extent = f64::from(TILE_EXTENT);
        Coord { x: (world.x * tiles - f64::from(self.x)) * extent, y: (world.y * tiles - f64::from(self.y)) * extent }
    }

    /// Tile units to degrees.
    pub fn degrees_of(self, units: Coord<f64>) -> Coord<f64> {
        let tiles = f64::from(1_u32 << self.zoom);
        let extent = f64::from(TILE_EXTENT);
        let (x, y) = ((f64::from(self.x) + units.x / extent) / tiles, (f64::from(self.y) + units.y / extent) / tiles);
        Coord { x: x * 360.0 - 180.0, y: (PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees() }
    }

    /// The box in degrees that holds the tile and `margin_units` around it, cut off at the web map's edge.
    pub fn bounds(self, margin_units: f64) -> Rect<f64> {
        let far = f64::from(TILE_EXTENT) + margin_units;
        let at = |x: f64, y: f64| self.degrees_of(Coord { x, y });
        let (north_west, south_east) = (at(-margin_units, -margin_units), at(far, far));
        Rect::new(
            Coord { x: north_west.x.max(-180.0), y: south_east.y.max(-MAX_LAT) },
            Coord { x: south_east.x.min(180.0), y: north_west.y.min(MAX_LAT) },
        )
    }
}

/// Degrees to fractions of the web map's square: (0, 0) is its north-west corner, (1, 1) the south-east one.
///
/// Source: Snyder J P (1987), Map projections, USGS Professional Paper 1395, equations 7-1 and 7-2, on the sphere.
pub fn world(degrees: Coord<f64>) -> Coord<f64> {
    let lat = degrees.y.clamp(-MAX_LAT, MAX_LAT).to_radians();
    Coord { x: degrees.x / 360.0 + 0.5, y: 0.5 - lat.tan().asinh() / (2.0 * PI) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_tile() {
        // Chelmsford at zoom 10 by the formula of the OpenStreetMap wiki (Slippy map tilenames): x = 513, y = 339.
        let tile = TileId::containing(Coord { x: 0.4685, y: 51.7356 }, 10).unwrap();
        assert_eq!((tile.x(), tile.y()), (513, 339));
        let bounds = tile.bounds(0.0);
        assert!((bounds.min().x - 0.351_562_5).abs() < 1e-9 && (bounds.max().x - 0.703_125).abs() < 1e-9);
    }

    #[test]
    fn the_whole_world() {
        let whole = TileId::new(0, 0, 0).unwrap();
        let bounds = whole.bounds(64.0);
        assert_eq!((bounds.min().x, bounds.max().x), (-180.0, 180.0));
        assert!((bounds.max().y - MAX_LAT).abs() < 1e-9);
        assert_eq!(TileId::containing(Coord { x: 180.0, y: -90.0 }, 3).unwrap(), TileId::new(3, 7, 7).unwrap());
    }

    #[test]
    fn outside() {
        assert_eq!(TileId::new(23, 0, 0), Err(TileIdError::Zoom(23)));
        assert_eq!(TileId::new(2, 4, 0), Err(TileIdError::Position { axis: 'x', value: 4, zoom: 2, limit: 4 }));
        assert!(TileId::new(2, 3, 4).is_err());
    }

    proptest! {
        #[test]
        fn there_and_back(lng in -180.0..180.0_f64, lat in -85.0..85.0_f64, zoom in 0..=MAX_ZOOM) {
            let place = Coord { x: lng, y: lat };
            let tile = TileId::containing(place, zoom).unwrap();
            let units = tile.units_of(place);
            prop_assert!((0.0..=4096.0).contains(&units.x) && (-1e-6..=4096.0).contains(&units.y), "{units:?}");
            let back = tile.degrees_of(units);
            prop_assert!((back.x - lng).abs() < 1e-9 && (back.y - lat).abs() < 1e-9);
        }
    }
}
