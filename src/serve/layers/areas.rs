use geo::{Area, InteriorPoint};
use geo_types::{Geometry, MultiPolygon};

use crate::analysis::rate_per_1000;
use crate::encode::Column;
use crate::index::Index;
use crate::serve::results::Chosen;

/// The properties of every area of layer number `layer`, in the layer's order.
pub fn columns(chosen: &Chosen, layer: usize) -> Vec<Column> {
    let areas = chosen.index().layers()[layer].areas();
    let counts = chosen.by_area(layer);
    vec![
        Column::text("code", areas.iter().map(|area| area.code.clone())),
        Column::text("name", areas.iter().map(|area| area.name.clone())),
        Column::number("population", areas.iter().map(|area| area.population)),
        Column::integer("count", counts.iter().map(|&count| count as i64)),
        Column::number("rate_per_1000", rates(chosen, layer)),
    ]
}

/// Incidents per 1,000 residents of every area of layer number `layer`.
pub fn rates(chosen: &Chosen, layer: usize) -> Vec<Option<f64>> {
    let areas = chosen.index().layers()[layer].areas();
    areas.iter().zip(chosen.by_area(layer)).map(|(area, &count)| rate_per_1000(count, area.population)).collect()
}

/// The outlines of layer number `layer`.
pub fn shapes(index: &Index, layer: usize) -> Vec<Option<Geometry<f64>>> {
    index.layers()[layer].areas().iter().map(|area| Some(area.shape.clone().into())).collect()
}

/// Where the names of layer number `layer` are written: a place inside each area's largest part.
pub fn label_points(index: &Index, layer: usize) -> Vec<Option<Geometry<f64>>> {
    let largest = |shape: &MultiPolygon<f64>| {
        let parts = shape.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
        parts.and_then(InteriorPoint::interior_point).map(Geometry::Point)
    };
    index.layers()[layer].areas().iter().map(|area| largest(&area.shape)).collect()
}
