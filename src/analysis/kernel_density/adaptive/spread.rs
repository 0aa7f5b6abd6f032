use crate::analysis::kernel_density::bands::nearest;
use crate::analysis::kernel_density::frame::Frame;
use crate::analysis::kernel_density::gaussian::spline;
use crate::analysis::kernel_density::smoother::{HALO, Smoother};
use crate::space::Planar;

/// A place in metres from an origin, and how much of it counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighted {
    pub x: f32,
    pub y: f32,
    pub weight: f32,
}

/// Weighted points in spacings, by the band of lattice rows that they are spread over.
pub(super) struct BandedPoints {
    bands: Vec<Vec<Weighted>>,
    stride: usize,
}

impl BandedPoints {
    /// Points too far from the frame to reach its nodes are left out.
    pub fn new(points: impl Iterator<Item = Weighted>, origin: Planar, frame: &Frame, smoother: &Smoother) -> Self {
        let (x, y) = frame.coordinates(origin);
        let offset = [x, y].map(|at| (at + smoother.margin as f64) as f32);
        let scale = (1.0 / frame.spacing().0) as f32;
        let high = [smoother.width as f32 - 1.5, smoother.height as f32 - 1.5];
        let mut bands = vec![Vec::new(); smoother.bands.count()];
        for point in points {
            let (x, y) = (point.x * scale + offset[0], point.y * scale + offset[1]);
            if x > 0.5 && y > 0.5 && x < high[0] && y < high[1] {
                let (first, last) = smoother.bands.of(y);
                let placed = Weighted { x, y, weight: point.weight };
                bands[usize::from(first)..=usize::from(last)].iter_mut().for_each(|band| band.push(placed));
            }
        }
        Self { bands, stride: smoother.stride }
    }

    /// Spreads a band's points over nine nodes each, into a buffer that starts `HALO` rows before row `first_row`; says whether there
    /// are any. The spread is that of [`gaussian_density`](crate::analysis::kernel_density::gaussian::gaussian_density).
    pub fn fill(&self, band: usize, first_row: usize, buffer: &mut [f64]) -> bool {
        for point in &self.bands[band] {
            let (column, row) = (nearest(point.x), nearest(point.y));
            let (along, up) = (spline(point.x - column as f32), spline(point.y - row as f32));
            let first = (row as usize + HALO - first_row - 1) * self.stride + column as usize - 1;
            for (line, up) in up.iter().enumerate() {
                let share = up * f64::from(point.weight);
                let nodes = &mut buffer[first + line * self.stride..][..3];
                nodes.iter_mut().zip(along).for_each(|(node, along)| *node += along * share);
            }
        }
        !self.bands[band].is_empty()
    }
}
