use geo_types::{Coord, Point};
use rustc_hash::FxHashMap;

use crate::encode::{Column, EncodeError, Layer, TileId, cluster, world};
use crate::index::{BoundingBox, FINEST};
use crate::serve::results::Chosen;
use crate::space::{LngLat, cell_centre};

/// From this zoom on each incident is a point of its own.
const SINGLE_ZOOM: u8 = 14;
/// From this zoom on clusters are made of incidents, before it of cells of 130 m: a tenth of a cluster's width or less.
const PLACES_ZOOM: u8 = 12;

/// The incidents of a tile: each at high zooms, clusters at low ones.
pub fn layer(chosen: &Chosen, centres: &[Coord<f64>], tile: TileId) -> Result<Layer, EncodeError> {
    match tile.zoom() {
        SINGLE_ZOOM.. => singles(chosen, tile),
        PLACES_ZOOM.. => clusters_of_places(chosen, tile),
        _ => clusters_of_cells(chosen, centres, tile),
    }
}

/// The middles of the finest cells that hold an incident, in the index's order, as fractions of the web map.
pub fn cell_centres(index: &crate::index::Index) -> Vec<Coord<f64>> {
    let cells = index.cells().at(FINEST).unwrap_or_default();
    cells.iter().map(|&cell| world(cell_centre(cell).coord())).collect()
}

/// Each incident, with how many of the chosen ones lie on exactly its point: a map point may hold a hundred.
fn singles(chosen: &Chosen, tile: TileId) -> Result<Layer, EncodeError> {
    let incidents = chosen.index().incidents();
    let rows = rows_in(chosen, tile);
    let place = |&row: &usize| incidents.place(row).map(|place| Point::from(place.coord()).into());
    let mut stacks: FxHashMap<_, i64> = FxHashMap::default();
    for &row in &rows {
        *stacks.entry(incidents.place_key(row)).or_default() += 1;
    }
    Layer::new(
        "incidents",
        rows.iter().map(place).collect(),
        vec![
            Column::integer("id", rows.iter().map(|&row| i64::from(incidents.ids()[row]))),
            Column::text("category", rows.iter().map(|&row| incidents.category(row).to_string())),
            Column::integer("count", rows.iter().map(|&row| stacks.get(&incidents.place_key(row)).copied())),
        ],
    )
}

fn clusters_of_places(chosen: &Chosen, tile: TileId) -> Result<Layer, EncodeError> {
    let incidents = chosen.index().incidents();
    let rows = rows_in(chosen, tile);
    let places = rows.iter().filter_map(|&row| incidents.place(row).map(|place| (world(place.coord()), 1)));
    let found = cluster(places, tile);
    let single = found.iter().map(|it| (it.count == 1).then(|| i64::from(incidents.ids()[rows[it.first]])));
    Layer::new(
        "incidents",
        found.iter().map(|it| Some(Point::from(it.degrees).into())).collect(),
        vec![Column::integer("count", found.iter().map(|it| it.count as i64)), Column::integer("id", single)],
    )
}

fn clusters_of_cells(chosen: &Chosen, centres: &[Coord<f64>], tile: TileId) -> Result<Layer, EncodeError> {
    let counts = chosen.by_cell(FINEST).counts;
    let found = cluster(centres.iter().copied().zip(counts.iter().copied()), tile);
    Layer::new(
        "incidents",
        found.iter().map(|it| Some(Point::from(it.degrees).into())).collect(),
        vec![Column::integer("count", found.iter().map(|it| it.count as i64))],
    )
}

/// The chosen incidents in the tile, ascending.
fn rows_in(chosen: &Chosen, tile: TileId) -> Vec<usize> {
    let bounds = tile.bounds(0.0);
    let corner = |at: Coord<f64>| LngLat::new(at.x, at.y).ok();
    let bbox = corner(bounds.min()).zip(corner(bounds.max())).and_then(|(low, high)| BoundingBox::new(low, high));
    let mut rows = bbox.map(|bbox| chosen.index().in_box(bbox)).unwrap_or_default();
    rows.retain(|&row| chosen.selection().contains(row));
    rows
}
