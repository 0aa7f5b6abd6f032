use h3o::CellIndex;
use rustc_hash::FxHashMap;

use super::weights::SpatialWeights;

/// The H3 cells that `steps` steps over sides reach from each of `cells`.
pub(super) fn rings_of_hexagons(cells: &[CellIndex], steps: u32) -> SpatialWeights {
    let rows: FxHashMap<CellIndex, u32> = cells.iter().enumerate().map(|(row, &cell)| (cell, row as u32)).collect();
    SpatialWeights::gather(cells.len(), |row, neighbours| {
        let others = cells[row].grid_disk_safe(steps).filter(|other| *other != cells[row]);
        neighbours.extend(others.filter_map(|other| rows.get(&other).copied()));
    })
}

/// The squares that `steps` steps over sides and corners reach from each square, given by column and line.
pub(super) fn rings_of_squares(squares: &[(i64, i64)], steps: u32) -> SpatialWeights {
    let rows: FxHashMap<(i64, i64), u32> = squares.iter().enumerate().map(|(row, &at)| (at, row as u32)).collect();
    let reach = i64::from(steps);
    SpatialWeights::gather(squares.len(), |row, neighbours| {
        let (column, line) = squares[row];
        for other_line in line - reach..=line + reach {
            let others = (column - reach..=column + reach).map(|other| (other, other_line));
            let others = others.filter(|other| *other != (column, line));
            neighbours.extend(others.filter_map(|other| rows.get(&other).copied()));
        }
    })
}
