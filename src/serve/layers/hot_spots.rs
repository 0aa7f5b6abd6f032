use crate::analysis::hot_spots::{Ground, HotSpots, SpotCell, SpotClass};
use crate::encode::{Column, EncodeError, Layer};

/// The cells with their scores: all of them, or those in a class.
pub fn layer(found: &HotSpots, ground: &Ground, classes_only: bool) -> Result<Layer, EncodeError> {
    let is_listed = |cell: &&SpotCell| !classes_only || cell.class != SpotClass::None;
    let cells: Vec<&SpotCell> = found.cells.iter().filter(is_listed).collect();
    let shapes = cells.iter().map(|cell| Some(ground.grid().polygon(cell.row).into())).collect();
    let mut columns = vec![
        Column::text("cell", cells.iter().map(|cell| ground.cell_name(cell.row))),
        Column::text("class", cells.iter().map(|cell| cell.class.slug().to_owned())),
        Column::integer("count", cells.iter().map(|cell| cell.count as i64)),
        Column::integer("neighbourhood", cells.iter().map(|cell| cell.neighbourhood as i64)),
        Column::number("z", cells.iter().map(|cell| cell.z)),
        Column::number("p", cells.iter().map(|cell| cell.p)),
        Column::flag("significant", cells.iter().map(|cell| cell.is_significant)),
    ];
    if found.cells.iter().any(|cell| cell.local_moran.is_some()) {
        columns.push(Column::number("local_moran", cells.iter().map(|cell| cell.local_moran)));
    }
    if found.is_rate {
        let rate = |cell: &&SpotCell| cell.residents.map(|residents| cell.count / residents * 1000.0);
        columns.push(Column::number("residents", cells.iter().map(|cell| cell.residents)));
        columns.push(Column::number("rate_per_1000", cells.iter().map(rate)));
    }
    Layer::new("hot-spots", shapes, columns)
}
