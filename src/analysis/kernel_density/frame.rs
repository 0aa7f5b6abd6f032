use super::parameters::KernelDensityError;
use crate::space::{Metres, Planar};

/// 256 MB of values.
const MOST_NODES: usize = 1 << 26;
/// Lattice coordinates are in single precision: here they are rounded by 0.002 of a spacing.
const MOST_NODES_A_SIDE: usize = 1 << 15;
/// Nodes beyond the covered box on each side, so that every place in it can be interpolated.
const MARGIN: f64 = 2.0;

/// Where a lattice's nodes are: node (i, j) lies `i` spacings east and `j` spacings north of the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    origin: Planar,
    spacing: Metres,
    n_x: usize,
    n_y: usize,
}

impl Frame {
    /// `spacing` must be positive; a frame has at least four nodes an axis, the fewest that can be interpolated among.
    pub fn new(origin: Planar, spacing: Metres, n_x: usize, n_y: usize) -> Self {
        Self { origin, spacing, n_x: n_x.max(4), n_y: n_y.max(4) }
    }

    /// The frame of `spacing` over the box from `low` to `high`, with two nodes to spare on each side.
    ///
    /// Nodes lie on whole multiples of the spacing, so that the same place falls on the same part of a cell whatever the box.
    pub fn covering(low: Planar, high: Planar, spacing: Metres) -> Self {
        let step = spacing.0;
        let first = |at: f64| (at / step).floor() - MARGIN;
        let count = |from: f64, to: f64| ((to / step).ceil() + MARGIN - first(from) + 1.0) as usize;
        let origin = Planar { x: first(low.x) * step, y: first(low.y) * step };
        Self::new(origin, spacing, count(low.x, high.x), count(low.y, high.y))
    }

    /// Node (0, 0), the south-western one.
    pub fn origin(&self) -> Planar {
        self.origin
    }

    /// Between neighbouring nodes, on both axes.
    pub fn spacing(&self) -> Metres {
        self.spacing
    }

    /// Nodes from west to east.
    pub fn n_x(&self) -> usize {
        self.n_x
    }

    /// Nodes from south to north.
    pub fn n_y(&self) -> usize {
        self.n_y
    }

    /// Where node (i, j) lies.
    pub fn node(&self, i: usize, j: usize) -> Planar {
        Planar { x: self.origin.x + i as f64 * self.spacing.0, y: self.origin.y + j as f64 * self.spacing.0 }
    }

    /// Whether a lattice on this frame can be held; `bandwidth_m` is the one that asks for it.
    pub(super) fn check_size(&self, bandwidth_m: f64) -> Result<(), KernelDensityError> {
        let (n_x, n_y) = (self.n_x, self.n_y);
        if n_x.max(n_y) > MOST_NODES_A_SIDE || n_x * n_y > MOST_NODES {
            return Err(KernelDensityError::TooFine { bandwidth_m, n_x, n_y });
        }
        Ok(())
    }

    /// `place` in spacings from the origin.
    pub(super) fn coordinates(&self, place: Planar) -> (f64, f64) {
        ((place.x - self.origin.x) / self.spacing.0, (place.y - self.origin.y) / self.spacing.0)
    }
}
