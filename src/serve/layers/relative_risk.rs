use geo_types::{Geometry, Rect};
use h3o::Resolution;

use super::density::shortened;
use crate::analysis::kernel_density::{CellRisk, RelativeRisk, risk_on_cells, tolerance_contours};
use crate::encode::{Column, EncodeError, Layer};
use crate::serve::risks::Risk;
use crate::space::{StudyArea, cell_polygon};

/// The hexagons of one resolution over `bounds` where something can be said: the ratio, and p where it stands out.
pub fn layer(risk: &Risk, resolution: Resolution, bounds: Rect<f64>) -> Result<Layer, EncodeError> {
    let chosen = risk.chosen();
    let counted = chosen.by_cell(resolution);
    cells(&risk_on_cells(risk.risk(), risk.means(), chosen.index().study_area(), counted, bounds))
}

/// These hexagons as a layer.
pub fn cells(cells: &[CellRisk]) -> Result<Layer, EncodeError> {
    let standing_out = |it: &CellRisk| it.standing_out;
    Layer::new(
        "relative-risk",
        cells.iter().map(|it| Some(cell_polygon(it.cell).into())).collect(),
        vec![
            Column::text("cell", cells.iter().map(|it| it.cell.to_string())),
            Column::integer("count", cells.iter().map(|it| i64::from(it.count))),
            Column::number("ratio", cells.iter().map(|it| shortened(it.ratio))),
            Column::number("log_ratio", cells.iter().map(|it| (it.ratio > 0.0).then(|| log_of(it.ratio)))),
            Column::number("p", cells.iter().map(|it| standing_out(it).map(|(p, _)| shortened(p)))),
            Column::text("side", cells.iter().map(|it| standing_out(it).map(|(_, side)| side.slug().to_owned()))),
        ],
    )
}

/// To three decimals.
fn log_of(ratio: f64) -> f64 {
    (ratio.ln() * 1e3).round() / 1e3
}

/// The tolerance contours at each of `levels` (two-sided p).
pub fn contours(risk: &RelativeRisk, study_area: &StudyArea, levels: &[f64]) -> Result<Layer, EncodeError> {
    let found = tolerance_contours(risk, study_area, levels);
    let columns = vec![
        Column::text("side", found.iter().map(|contour| contour.side.slug().to_owned())),
        Column::number("p", found.iter().map(|contour| contour.p)),
    ];
    let shapes = found.into_iter().map(|contour| Some(Geometry::MultiPolygon(contour.shape))).collect();
    Layer::new("tolerance-contours", shapes, columns)
}
