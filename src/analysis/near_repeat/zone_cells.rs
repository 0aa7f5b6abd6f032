use std::collections::BTreeMap;

use h3o::{CellIndex, LatLng, Resolution};

use super::zones::Zone;
use crate::analysis::dated::CivilDay;
use crate::space::{Projection, cell_centre};

/// A hexagon under one or more zones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ZoneCell {
    pub cell: CellIndex,
    /// Zones that reach its centre, or that have their own in it.
    pub zones: usize,
    /// The highest of their ratios: ratios of overlapping zones are not multiplied.
    pub ratio: f64,
    /// The latest of their ends.
    pub until: CivilDay,
    /// The row of the newest incident among them.
    pub newest: usize,
}

/// How many rings of cells a zone's radius may span: coarser cells are taken for wider zones.
const MOST_RINGS: f64 = 6.0;
/// Finer than this a cell is smaller than a house.
const FINEST: Resolution = Resolution::Twelve;

/// The cells under `zones` (newest first), in the order of their numbers, of the finest resolution whose cells are no
/// smaller than a sixth of the widest zone. Cost: about a hundred cells a zone.
pub fn zone_cells(zones: &[Zone], projection: &Projection) -> Vec<ZoneCell> {
    let widest_m = zones.iter().map(|zone| zone.radius.0).fold(0.0, f64::max);
    let resolution = resolution_for(widest_m);
    let mut found: BTreeMap<CellIndex, ZoneCell> = BTreeMap::new();
    for zone in zones {
        for cell in cells_of(zone, projection, resolution) {
            let new = ZoneCell { cell, zones: 0, ratio: zone.ratio, until: zone.until, newest: zone.row };
            let entry = found.entry(cell).or_insert(new);
            entry.zones += 1;
            entry.ratio = entry.ratio.max(zone.ratio);
            entry.until = entry.until.max(zone.until);
        }
    }
    found.into_values().collect()
}

fn resolution_for(widest_m: f64) -> Resolution {
    let is_fine = |resolution: &Resolution| widest_m <= MOST_RINGS * spacing_m(*resolution);
    (u8::from(Resolution::Five)..=u8::from(FINEST))
        .rev()
        .filter_map(|resolution| Resolution::try_from(resolution).ok())
        .find(is_fine)
        .unwrap_or(Resolution::Five)
}

/// From the centre of a regular hexagon to that of its neighbour.
fn spacing_m(resolution: Resolution) -> f64 {
    resolution.edge_length_m() * 3.0_f64.sqrt()
}

/// The cell of the incident, and those with their centre in the circle.
fn cells_of(zone: &Zone, projection: &Projection, resolution: Resolution) -> Vec<CellIndex> {
    let place = projection.inverse(zone.at);
    let own = LatLng::new(place.lat(), place.lng()).expect("a place is finite").to_cell(resolution);
    // Cells are up to a fifth smaller than the mean of their resolution.
    let rings = (zone.radius.0 / (0.8 * spacing_m(resolution))).ceil() as u32 + 1;
    let mut cells: Vec<CellIndex> = own.grid_disk(rings);
    cells.retain(|&cell| cell == own || projection.forward(cell_centre(cell)).distance(zone.at) <= zone.radius);
    cells
}
