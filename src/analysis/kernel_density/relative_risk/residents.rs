use geo::{BoundingRect, MapCoords};
use geo_types::{Coord, MultiPolygon};
use rayon::prelude::*;

use crate::analysis::kernel_density::coverage::Coverage;
use crate::analysis::kernel_density::frame::Frame;
use crate::analysis::kernel_density::gaussian::{CELL_VARIANCE, METRES_PER_KM};
use crate::analysis::kernel_density::smoother::{HALO, Smoother};
use crate::space::{AreaLayer, LngLat, Metres, Planar, Projection};

/// Residents by the cell round each node of a frame.
pub(super) struct Residents {
    by_node: Vec<f64>,
    /// Those in the study area.
    pub total: f64,
}

impl Residents {
    /// Each area's residents spread evenly over it; those at nodes outside `inside` are left out. Areas without a population have none.
    pub fn spread(layer: &AreaLayer, projection: &Projection, inside: &Coverage, frame: &Frame) -> Self {
        let shares: Vec<Vec<(usize, f64)>> = layer
            .areas()
            .par_iter()
            .map(|area| shares(&planar(&area.shape, projection), area.population.unwrap_or(0.0), frame))
            .collect();
        let mut by_node = vec![0.0; frame.n_x() * frame.n_y()];
        for (node, residents) in shares.into_iter().flatten() {
            if inside.share((node % frame.n_x()) as isize, (node / frame.n_x()) as isize) > 0.0 {
                by_node[node] += residents;
            }
        }
        let total = by_node.iter().sum();
        Self { by_node, total }
    }

    /// Residents per km² at the nodes, smoothed with a Gaussian, without edge correction.
    pub fn density(&self, frame: &Frame, bandwidth: Metres) -> Vec<f32> {
        let smoother = Smoother::new(frame, bandwidth);
        let taps = smoother.taps(frame, bandwidth, CELL_VARIANCE, METRES_PER_KM);
        smoother.smooth(&taps, |band, buffer| {
            for (row, values) in smoother.rows(band).zip(buffer.chunks_exact_mut(smoother.stride).skip(HALO)) {
                let Some(row) = row.checked_sub(smoother.margin).filter(|row| *row < frame.n_y()) else { continue };
                let from = &self.by_node[row * frame.n_x()..(row + 1) * frame.n_x()];
                values[smoother.margin..smoother.margin + frame.n_x()].copy_from_slice(from);
            }
            true
        })
    }
}

fn planar(shape: &MultiPolygon<f64>, projection: &Projection) -> MultiPolygon<f64> {
    shape.map_coords(|Coord { x, y }| {
        let place = LngLat::new(x, y).expect("an area's corners were checked when its layer was read");
        let Planar { x, y } = projection.forward(place);
        Coord { x, y }
    })
}

/// The nodes whose cells an area covers, and how many of its residents each has.
fn shares(shape: &MultiPolygon<f64>, residents: f64, frame: &Frame) -> Vec<(usize, f64)> {
    let Some(bounds) = shape.bounding_rect() else { return Vec::new() };
    let node = |of: f64, origin: f64| ((of - origin) / frame.spacing().0).round() as isize;
    let first = [node(bounds.min().x, frame.origin().x) - 1, node(bounds.min().y, frame.origin().y) - 1];
    let last = [node(bounds.max().x, frame.origin().x) + 1, node(bounds.max().y, frame.origin().y) + 1];
    let origin = Planar {
        x: frame.origin().x + first[0] as f64 * frame.spacing().0,
        y: frame.origin().y + first[1] as f64 * frame.spacing().0,
    };
    let nodes = [0, 1].map(|axis| (last[axis] - first[axis] + 1) as usize);
    let own = Frame::new(origin, frame.spacing(), nodes[0], nodes[1]);
    let coverage = Coverage::of(shape, &own);
    let mut found = Vec::new();
    let mut covered = 0.0;
    for j in 0..own.n_y() as isize {
        for i in 0..own.n_x() as isize {
            let share = coverage.share(i, j);
            covered += share;
            let (column, row) = (first[0] + i, first[1] + j);
            let is_in_frame = (0..frame.n_x() as isize).contains(&column) && (0..frame.n_y() as isize).contains(&row);
            if share > 0.0 && is_in_frame {
                found.push((row as usize * frame.n_x() + column as usize, share));
            }
        }
    }
    found.iter_mut().for_each(|(_, share)| *share *= residents / covered);
    found
}
