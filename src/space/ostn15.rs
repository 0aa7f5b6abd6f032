//! ETRS89 longitude and latitude to the British National Grid (EPSG:27700) and back, by Ordnance Survey's OSTN15.
//!
//! A transverse Mercator projection on GRS 80, to which a shift is added that is interpolated bilinearly from a table of
//! 701 × 1,251 nodes, one kilometre apart. Within the table Ordnance Survey's 40 test points come out within 6 mm. Outside it the
//! shift of its nearest edge is used: continuous and invertible, but several metres off the grid that a map would be drawn on.
//!
//! WGS 84 and ETRS89 are taken to be one, as everywhere in mapping: they drift apart by 2.5 cm a year, 0.9 m in 2025.
//!
//! Source: Ordnance Survey, Transformations and OSGM15 User Guide (2020), sections 2 and 3, whose iteration the inverse follows.

use std::io::Read;
use std::sync::LazyLock;

use flate2::read::DeflateDecoder;

use super::ellipsoid::GRS_80;
use super::transverse_mercator::TransverseMercator;

const COLUMNS: usize = 701;
const ROWS: usize = 1251;
const NODE_SPACING_M: f64 = 1000.0;

/// Least shift of each plane in millimetres, which the packed values are relative to (printed by data/ostn15/pack.py).
const LEAST_EAST_MM: f64 = 82_140.0;
const LEAST_NORTH_MM: f64 = -84_180.0;

/// The shifts change by at most 0.25 mm a metre: a step of the inverse that moves the point by this much leaves under 1 µm.
const LAST_STEP_M: f64 = 0.004;

/// The first guess is at most 40 m off, the first step leaves 10 mm, the second 2.5 µm; the second is mostly the last.
const MAX_STEPS: usize = 3;

static OSTN15: LazyLock<Ostn15> = LazyLock::new(Ostn15::unpack);

/// The projection and its table of shifts.
pub(super) struct Ostn15 {
    projection: TransverseMercator,
    /// East and north shift of each node, millimetres above the least; west to east, then south to north.
    shifts: Vec<[u16; 2]>,
}

impl Ostn15 {
    /// The table, unpacked at the first call of the process (about 15 ms).
    pub(super) fn get() -> &'static Self {
        &OSTN15
    }

    fn unpack() -> Self {
        let mut bytes = Vec::with_capacity(4 * COLUMNS * ROWS);
        DeflateDecoder::new(&include_bytes!("../../data/ostn15/shifts.deflate")[..])
            .read_to_end(&mut bytes)
            .expect("the table is compiled in, and a test unpacks it");
        let (low, high) = bytes.split_at(2 * COLUMNS * ROWS);
        let mut shifts = vec![[0_u16; 2]; COLUMNS * ROWS];
        for plane in 0..2 {
            for i in 0..COLUMNS * ROWS {
                let at = plane * COLUMNS * ROWS + i;
                let folded = u16::from_le_bytes([low[at], high[at]]);
                let difference = (folded >> 1) ^ 0_u16.wrapping_sub(folded & 1);
                shifts[i][plane] = difference.wrapping_add(predicted(&shifts, i, plane));
            }
        }
        // Projection of the National Grid: EPSG 7405's "British National Grid" (EPSG method 9807) on GRS 80.
        let projection = TransverseMercator::new(&GRS_80, (-2.0, 49.0), 0.999_601_271_7, (400_000.0, -100_000.0));
        Self { projection, shifts }
    }

    /// Easting and northing in metres of a longitude and latitude in degrees.
    pub(super) fn forward(&self, lng: f64, lat: f64) -> (f64, f64) {
        let (x, y) = self.projection.forward(lng, lat);
        let (east, north) = self.shift(x, y);
        (x + east, y + north)
    }

    /// Longitude and latitude in degrees of an easting and northing in metres.
    pub(super) fn inverse(&self, easting: f64, northing: f64) -> (f64, f64) {
        // The middle of the shifts' ranges.
        let (mut x, mut y) = (easting - 97.0, northing + 64.0);
        for _ in 0..MAX_STEPS {
            let (east, north) = self.shift(x, y);
            let before = (x, y);
            (x, y) = (easting - east, northing - north);
            if (x - before.0).abs() + (y - before.1).abs() < LAST_STEP_M {
                break;
            }
        }
        self.projection.inverse(x, y)
    }

    /// Whether the table covers a longitude and latitude in degrees: 700 × 1,250 km round Great Britain.
    pub(super) fn covers(&self, lng: f64, lat: f64) -> bool {
        // The projection is one to one only on this side of the globe.
        if !(-30.0..=30.0).contains(&lng) {
            return false;
        }
        let (x, y) = self.projection.forward(lng, lat);
        (0.0..=NODE_SPACING_M * (COLUMNS - 1) as f64).contains(&x)
            && (0.0..=NODE_SPACING_M * (ROWS - 1) as f64).contains(&y)
    }

    /// East and north shift in metres at a point of the projection, that of the nearest edge outside the table.
    fn shift(&self, x: f64, y: f64) -> (f64, f64) {
        let (column, t) = node_and_fraction(x, COLUMNS);
        let (row, u) = node_and_fraction(y, ROWS);
        let south = row * COLUMNS + column;
        let north = south + COLUMNS;
        let interpolate = |plane: usize| {
            let at = |node: usize| f64::from(self.shifts[node][plane]);
            let below = at(south) + t * (at(south + 1) - at(south));
            let above = at(north) + t * (at(north + 1) - at(north));
            below + u * (above - below)
        };
        ((LEAST_EAST_MM + interpolate(0)) / 1000.0, (LEAST_NORTH_MM + interpolate(1)) / 1000.0)
    }
}

/// West + south - south-west: what pack.py took each value's difference from.
fn predicted(shifts: &[[u16; 2]], i: usize, plane: usize) -> u16 {
    let has_west = !i.is_multiple_of(COLUMNS);
    let west = if has_west { shifts[i - 1][plane] } else { 0 };
    let south = if i >= COLUMNS { shifts[i - COLUMNS][plane] } else { 0 };
    let south_west = if has_west && i >= COLUMNS { shifts[i - COLUMNS - 1][plane] } else { 0 };
    west.wrapping_add(south).wrapping_sub(south_west)
}

/// The node at or below a distance from the table's edge, and how far from it to the next, 0..=1.
fn node_and_fraction(distance: f64, n_nodes: usize) -> (usize, f64) {
    let last = n_nodes - 2;
    // max and min, unlike clamp, turn NaN into a bound.
    let nodes = (distance / NODE_SPACING_M).max(0.0).min((last + 1) as f64);
    let node = (nodes as usize).min(last);
    (node, nodes - node as f64)
}
