use geo::BoundingRect;
use geo_types::Rect;

use crate::analysis::comparison::PlaceComparison;
use crate::analysis::intervals::RateRatio;
use crate::encode::{Column, EncodeError, Layer};
use crate::serve::comparison::ComparedCells;
use crate::space::cell_polygon;

/// The compared hexagons whose centres lie in `bounds` or less than a hexagon outside.
pub fn layer(compared: &ComparedCells, bounds: Rect<f64>) -> Result<Layer, EncodeError> {
    // Hexagons of one resolution differ in size by a few per cent over a county.
    let reach = compared.cells.first().and_then(|&cell| cell_polygon(cell).bounding_rect());
    let (wide, high) = reach.map_or((0.0, 0.0), |reach| (reach.width(), reach.height()));
    let (west, south) = (bounds.min().x - wide, bounds.min().y - high);
    let (east, north) = (bounds.max().x + wide, bounds.max().y + high);
    let near = |row: &usize| {
        let at = compared.centres[*row];
        (west..=east).contains(&at.x) && (south..=north).contains(&at.y)
    };
    let rows: Vec<usize> = (0..compared.cells.len()).filter(near).collect();
    let places = || rows.iter().map(|&row| &compared.places[row]);
    let ratios = |value: fn(RateRatio) -> Option<f64>| {
        places().map(|place| place.pair.ratio.and_then(value)).collect::<Vec<Option<f64>>>()
    };
    Layer::new(
        "comparison",
        rows.iter().map(|&row| Some(cell_polygon(compared.cells[row]).into())).collect(),
        vec![
            Column::text("cell", rows.iter().map(|&row| compared.cells[row].to_string())),
            Column::integer("count", places().map(|place| place.pair.count as i64)),
            Column::integer("against", places().map(|place| place.pair.against as i64)),
            Column::number("expected", places().map(|place| place.pair.expected)),
            Column::number("difference", places().map(|place| place.pair.difference)),
            Column::number("ratio", ratios(|ratio| ratio.ratio)),
            Column::number("low", ratios(|ratio| Some(ratio.low))),
            Column::number("high", ratios(|ratio| ratio.high)),
            Column::number("p", ratios(|ratio| Some(ratio.p))),
            Column::text("class", places().map(|place: &PlaceComparison| place.class.slug().to_owned())),
            Column::flag("significant", places().map(|place| place.significant)),
        ],
    )
}
