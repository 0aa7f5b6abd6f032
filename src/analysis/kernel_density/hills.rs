use multiversion::multiversion;

use super::bands::Bands;
use super::frame::Frame;
use crate::space::Metres;

/// Hills added in single precision before the sums move to double: 4096 additions lose 1.2e-4 at most.
const HILLS_PER_FLUSH: usize = 4096;
/// A vector of 512 bits.
const LANES: usize = 16;

/// The hill `(1 - d²)²`, d in radii, and how it lies in a row of sums, which has a margin so that no hill is cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hill {
    /// In spacings.
    pub radius: f32,
    /// Whole spacings that it reaches from the node nearest to it.
    pub reach: usize,
    /// Nodes of a row that a hill is added to, beyond its own foot nothing.
    width: usize,
    /// Sums before the frame's first node.
    pub margin: usize,
    stride: usize,
}

/// The sums of hills in one band of rows.
#[derive(Debug)]
pub(super) struct HillSums<'a> {
    hill: &'a Hill,
    first_row: f32,
    part: Vec<f32>,
    pending: usize,
    whole: Vec<f64>,
}

impl Hill {
    pub fn new(frame: &Frame, radius: Metres) -> Self {
        let radius = radius.0 / frame.spacing().0;
        let reach = radius.ceil() as usize + 1;
        let width = (2 * reach + 1).next_multiple_of(LANES);
        let margin = reach + width;
        let stride = (frame.n_x() + 2 * margin).next_multiple_of(LANES) | LANES;
        Self { radius: radius as f32, reach, width, margin, stride }
    }

    pub fn bands(&self, frame: &Frame) -> Bands {
        Bands::new(frame.n_y(), self.stride * size_of::<f64>(), self.reach)
    }
}

impl<'a> HillSums<'a> {
    pub fn new(hill: &'a Hill, rows: usize) -> Self {
        let nodes = rows * hill.stride;
        Self { hill, first_row: 0.0, part: vec![0.0; nodes], pending: 0, whole: vec![0.0; nodes] }
    }

    /// Starts a band whose lowest row is the frame's row `first_row`.
    pub fn begin(&mut self, first_row: usize) {
        self.first_row = first_row as f32;
        self.whole.fill(0.0);
    }

    /// Adds a hill at each point, as high as its weight; what falls outside the band is left out.
    pub fn add<P: HillPoint>(&mut self, points: &[P]) {
        for points in points.chunks(HILLS_PER_FLUSH) {
            if self.pending + points.len() > HILLS_PER_FLUSH {
                self.flush();
            }
            self.pending += points.len();
            add_hills(points, self.hill, self.first_row, &mut self.part);
        }
    }

    fn flush(&mut self) {
        for (whole, part) in self.whole.iter_mut().zip(&mut self.part) {
            *whole += f64::from(std::mem::take(part));
        }
        self.pending = 0;
    }

    /// The band's rows; node `i` of the frame is at `margin + i`.
    pub fn rows(&mut self) -> impl Iterator<Item = &[f64]> {
        self.flush();
        self.whole.chunks_exact(self.hill.stride)
    }
}

/// Where a hill stands, in spacings, and how high it is.
pub(super) trait HillPoint: Copy {
    fn x_y_weight(self) -> [f32; 3];
}

impl HillPoint for [f32; 2] {
    #[inline(always)]
    fn x_y_weight(self) -> [f32; 3] {
        [self[0], self[1], 1.0]
    }
}

impl HillPoint for [f32; 3] {
    #[inline(always)]
    fn x_y_weight(self) -> [f32; 3] {
        self
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn add_hills<P: HillPoint>(points: &[P], hill: &Hill, first_row: f32, sums: &mut [f32]) {
    let last_row = (sums.len() / hill.stride - 1) as f32;
    let per_radius2 = 1.0 / (hill.radius * hill.radius);
    let mut along = vec![0.0_f32; hill.width];
    for point in points {
        let [x, y, weight] = point.x_y_weight();
        let first = (x - hill.radius).ceil();
        for (k, along) in along.iter_mut().enumerate() {
            let dx = first + k as f32 - x;
            *along = dx * dx * per_radius2;
        }
        let column = (first + hill.margin as f32) as usize;
        let y = y - first_row;
        let mut row = (y - hill.radius).ceil().max(0.0);
        let top = (y + hill.radius).floor().min(last_row);
        while row <= top {
            let left = 1.0 - (row - y) * (row - y) * per_radius2;
            let nodes = &mut sums[row as usize * hill.stride + column..][..hill.width];
            for (node, along) in nodes.iter_mut().zip(&along) {
                let height = (left - along).max(0.0);
                *node += weight * height * height;
            }
            row += 1.0;
        }
    }
}
