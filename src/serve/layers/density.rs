use geo_types::Rect;
use h3o::Resolution;

use crate::analysis::kernel_density::density_on_cells;
use crate::encode::{Column, EncodeError, Layer};
use crate::serve::results::Density;
use crate::space::cell_polygon;

/// The hexagons of one resolution over `bounds` that hold an incident or reach the lowest class, with count and intensity.
pub fn layer(density: &Density, resolution: Resolution, bounds: Rect<f64>) -> Result<Layer, EncodeError> {
    let chosen = density.chosen();
    let least = density.breaks().map_or(f64::INFINITY, |breaks| breaks[0]);
    let study_area = chosen.index().study_area();
    let cells = density_on_cells(density.lattice(), study_area, chosen.by_cell(resolution), bounds, least);
    Layer::new(
        "density",
        cells.iter().map(|it| Some(cell_polygon(it.cell).into())).collect(),
        vec![
            Column::text("cell", cells.iter().map(|it| it.cell.to_string())),
            Column::integer("count", cells.iter().map(|it| i64::from(it.count))),
            Column::number("intensity", cells.iter().map(|it| shortened(it.intensity))),
        ],
    )
}

/// To four digits: the density is that good, and tiles are a third smaller.
fn shortened(intensity: f64) -> f64 {
    if intensity == 0.0 {
        return 0.0;
    }
    let unit = 10.0_f64.powi(3 - intensity.log10().floor() as i32);
    (intensity * unit).round() / unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_digits() {
        assert_eq!(shortened(1234.567), 1235.0);
        assert_eq!(shortened(0.012_345_6), 0.01235);
        assert_eq!(shortened(0.0), 0.0);
    }
}
