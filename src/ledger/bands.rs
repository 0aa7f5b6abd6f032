use std::collections::BTreeMap;

use geo_types::Polygon;
use h3o::{CellIndex, Resolution};

use super::view::View;
use crate::space::{LngLat, cell_centre, cell_polygon};

/// The parts of the area that are told apart.
pub const BAND_FRACTIONS: [f64; 3] = [0.01, 0.05, 0.2];

/// A cell among the first by a forecast's risk per km², without any number of it.
#[derive(Clone, Debug, PartialEq)]
pub struct BandCell {
    /// An H3 index, or a square's column and line.
    pub name: String,
    pub centre: LngLat,
    pub polygon: Polygon<f64>,
    /// The first of [`BAND_FRACTIONS`] of the area that it belongs to.
    pub band: f64,
}

struct Candidate {
    cell: Cell,
    expected: f64,
    area_km2: f64,
}

#[derive(Clone, Copy)]
enum Cell {
    /// Of the forecast, by its row.
    Own(usize),
    AddedUp(CellIndex),
}

/// The cells that hold the first fifth of the area, by bands, in the order of their names: an order by risk would be a number of it.
///
/// Risk is added up to H3 cells of `resolution`, or coarser where squares do not fit into it; a forecast on coarser cells keeps its own.
/// A cell belongs to a band when the area of all cells before it, and its own, is no more than that part of the whole; the first cell
/// always does.
pub fn bands(view: &View, resolution: Resolution) -> Vec<BandCell> {
    let mut candidates = candidates(view, resolution);
    let all_km2: f64 = candidates.iter().map(|it| it.area_km2).sum();
    candidates.retain(|it| it.expected > 0.0);
    candidates.sort_by(|a, b| (b.expected / b.area_km2).total_cmp(&(a.expected / a.area_km2)));
    let mut before_km2 = 0.0;
    let mut found = Vec::new();
    for candidate in &candidates {
        let part = (before_km2 + candidate.area_km2) / all_km2;
        let band = BAND_FRACTIONS.into_iter().find(|band| part <= *band || before_km2 == 0.0);
        let Some(band) = band else { break };
        before_km2 += candidate.area_km2;
        found.push(drawn(view, candidate.cell, band));
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn candidates(view: &View, resolution: Resolution) -> Vec<Candidate> {
    let expected = |row: usize| f64::from(view.content().numbers.risk[row]);
    let coarser = std::iter::successors(Some(resolution), |it| it.pred());
    let fitting = coarser.into_iter().find(|it| !view.is_empty() && view.coarser(0, *it).is_some());
    let Some(fitting) = fitting.filter(|_| !view.is_coarser_than(resolution)) else {
        let own = |row| Candidate { cell: Cell::Own(row), expected: expected(row), area_km2: view.area_km2(row) };
        return (0..view.len()).map(own).collect();
    };
    let mut sums: BTreeMap<CellIndex, f64> = BTreeMap::new();
    for row in 0..view.len() {
        if let Some(cell) = view.coarser(row, fitting) {
            *sums.entry(cell).or_default() += expected(row);
        }
    }
    let of = |(cell, expected): (CellIndex, f64)| Candidate {
        cell: Cell::AddedUp(cell),
        expected,
        area_km2: cell.area_km2(),
    };
    sums.into_iter().map(of).collect()
}

fn drawn(view: &View, cell: Cell, band: f64) -> BandCell {
    match cell {
        Cell::Own(row) => BandCell { name: view.name(row), centre: view.centre(row), polygon: view.polygon(row), band },
        Cell::AddedUp(cell) => {
            BandCell { name: cell.to_string(), centre: cell_centre(cell), polygon: cell_polygon(cell), band }
        }
    }
}
