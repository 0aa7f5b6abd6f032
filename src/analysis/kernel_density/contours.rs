use contour::ContourBuilder;
use geo::{BooleanOps, MapCoords};
use geo_types::{Coord, MultiPolygon};

use super::lattice::Lattice;
use crate::space::{Planar, StudyArea};

/// Where a density reaches a level.
#[derive(Clone, Debug, PartialEq)]
pub struct Contour {
    /// Incidents per km².
    pub level: f64,
    /// Longitude and latitude: the part of the study area where the density is at least `level`.
    pub shape: MultiPolygon<f64>,
}

/// The parts of the study area where the density reaches each of `levels` (per km²), in their order.
///
/// Outlines run straight between points interpolated linearly along the lattice's lines (marching squares). A level that is never
/// reached has an empty shape. Cost: one pass over the nodes a level, and the cutting to the study area.
pub fn contours(lattice: &Lattice, study_area: &StudyArea, levels: &[f64]) -> Vec<Contour> {
    let frame = lattice.frame();
    let values: Vec<f64> = lattice.values().iter().map(|&value| f64::from(value)).collect();
    let (origin, step) = (frame.origin(), frame.spacing().0);
    let builder = ContourBuilder::new(frame.n_x(), frame.n_y(), true)
        // The builder takes each value as the middle of a cell that begins at the origin.
        .x_origin(origin.x - step / 2.0)
        .y_origin(origin.y - step / 2.0)
        .x_step(step)
        .y_step(step);
    let found = builder.contours(&values, levels).expect("there is one value a node");
    let projection = study_area.projection();
    found
        .into_iter()
        .map(|contour| {
            let (shape, level) = contour.into_inner();
            let inside = shape.intersection(study_area.planar_shape());
            let shape = inside.map_coords(|Coord { x, y }| projection.inverse(Planar { x, y }).coord());
            Contour { level, shape }
        })
        .collect()
}
