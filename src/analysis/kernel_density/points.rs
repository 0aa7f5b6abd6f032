use super::frame::Frame;
use crate::index::Selection;
use crate::space::Planar;

/// Rows of a chunk of points: a multiple of 64, so that chunks begin at a selection's word.
const CHUNK: usize = 1 << 16;

/// Where the incidents are: columns of metres from an origin. Rows that are not a number (no place) are skipped.
#[derive(Clone, Copy, Debug)]
pub struct Points<'a> {
    /// What `x` and `y` are measured from.
    pub origin: Planar,
    /// Metres east.
    pub x: &'a [f32],
    /// Metres north; as many as `x`.
    pub y: &'a [f32],
    /// Which rows count; all of them when absent.
    pub selection: Option<&'a Selection>,
}

impl Points<'_> {
    pub(super) fn chunks(&self) -> usize {
        self.x.len().div_ceil(CHUNK)
    }

    /// The points of a chunk in spacings from a frame's origin, in row order, kept when both lie above `low` and below `high`.
    pub(super) fn in_frame(
        &self,
        chunk: usize,
        frame: &Frame,
        shift: f32,
        low: [f32; 2],
        high: [f32; 2],
    ) -> Vec<[f32; 2]> {
        let rows = chunk * CHUNK..self.x.len().min((chunk + 1) * CHUNK);
        let (x, y) = (&self.x[rows.clone()], &self.y[rows.clone()]);
        let scale = (1.0 / frame.spacing().0) as f32;
        let (x0, y0) = frame.coordinates(self.origin);
        let (x0, y0) = (x0 as f32 + shift, y0 as f32 + shift);
        let mut points = Vec::with_capacity(x.len());
        let mut keep = |at: usize| {
            let point = [x[at] * scale + x0, y[at] * scale + y0];
            if point[0] > low[0] && point[0] < high[0] && point[1] > low[1] && point[1] < high[1] {
                points.push(point);
            }
        };
        match self.selection {
            None => (0..x.len()).for_each(keep),
            Some(selection) => {
                let words = &selection.words()[rows.start / 64..rows.end.div_ceil(64)];
                for (at, &word) in words.iter().enumerate() {
                    let mut left = word;
                    while left != 0 {
                        keep(at * 64 + left.trailing_zeros() as usize);
                        left &= left - 1;
                    }
                }
            }
        }
        points
    }
}
