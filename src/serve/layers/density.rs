use geo_types::{Geometry, Rect};
use h3o::Resolution;

use crate::analysis::kernel_density::{Lattice, contours, density_on_cells};
use crate::encode::{Column, EncodeError, Layer};
use crate::serve::densities::Density;
use crate::space::{StudyArea, cell_polygon};

/// The hexagons of one resolution over `bounds` that hold an incident or reach the lowest class, with count and intensity.
pub fn layer(density: &Density, resolution: Resolution, bounds: Rect<f64>) -> Result<Layer, EncodeError> {
    let chosen = density.chosen();
    let least = density.breaks().map_or(f64::INFINITY, |breaks| breaks[0]);
    let study_area = chosen.index().study_area();
    let counted = chosen.by_cell(resolution);
    let cells = density_on_cells(density.lattice(), density.means(), study_area, counted, bounds, least);
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

/// Where a density reaches each of `levels` (per km²) that it reaches at all: the outline of that ground, with the level.
pub fn outlines(lattice: &Lattice, study_area: &StudyArea, levels: &[f64]) -> Result<Layer, EncodeError> {
    let mut found = contours(lattice, study_area, levels);
    found.retain(|contour| !contour.shape.0.is_empty());
    let columns = vec![Column::number("level", found.iter().map(|contour| contour.level))];
    let shapes = found.into_iter().map(|contour| Some(Geometry::MultiPolygon(contour.shape))).collect();
    Layer::new("contours", shapes, columns)
}

/// To four digits: the density is that good, and tiles are a third smaller.
pub fn shortened(intensity: f64) -> f64 {
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
