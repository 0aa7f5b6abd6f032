use crate::analysis::emerging::{EmergingCell, EmergingClass, EmergingHotSpots, Trend};
use crate::analysis::hot_spots::Ground;
use crate::encode::{Column, EncodeError, Layer};
use crate::time::{CivilZone, Periods};

/// The cells with their histories: all of them, or those in a class.
pub fn layer(
    found: &EmergingHotSpots,
    ground: &Ground,
    periods: &Periods,
    zone: &CivilZone,
    classes_only: bool,
) -> Result<Layer, EncodeError> {
    let rows: Vec<usize> =
        (0..found.cells.len()).filter(|&row| !classes_only || found.cells[row].class.is_some()).collect();
    let cells = || rows.iter().map(|&row| &found.cells[row]);
    let fraction = |count: usize| count as f64 / found.periods as f64;
    let since = |run: usize| {
        let first = (run > 0).then(|| periods.window(periods.len() - run).start());
        first.map(|second| zone.civil(second).date().to_string())
    };
    Layer::new(
        "emerging-hot-spots",
        rows.iter().map(|&row| Some(ground.grid().polygon(row).into())).collect(),
        vec![
            Column::text("cell", rows.iter().map(|&row| ground.cell_name(row))),
            Column::text("class", cells().map(|cell| cell.class.map_or("none".to_owned(), EmergingClass::slug))),
            Column::number("count", cells().map(|cell| cell.count)),
            Column::number("hot_fraction", cells().map(|cell| fraction(cell.hot_periods))),
            Column::number("cold_fraction", cells().map(|cell| fraction(cell.cold_periods))),
            Column::integer("run_periods", cells().map(|cell| cell.run_periods as i64)),
            Column::text("since", cells().map(|cell| since(cell.run_periods))),
            Column::number("latest_z", cells().map(|cell| cell.latest_z)),
            Column::number("trend_z", cells().map(|cell| cell.trend_z)),
            Column::number("trend_p", cells().map(|cell| cell.trend_p)),
            Column::text("trend", cells().map(|cell| cell.trend.map_or("none", Trend::slug).to_owned())),
            Column::flag("emerging", cells().map(EmergingCell::is_emerging)),
        ],
    )
}
