use std::ops::Range;

use super::bands::{Bands, Buckets, Fit, Unsorted};
use super::frame::Frame;
use crate::index::{Index, Selection};
use crate::space::Planar;

/// Rows of a chunk of points: a multiple of 64, so that chunks begin at a selection's word.
const CHUNK: usize = 1 << 15;

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

impl<'a> Points<'a> {
    /// The selected incidents of an index.
    pub fn of(index: &'a Index, selection: &'a Selection) -> Self {
        let incidents = index.incidents();
        Self { origin: incidents.origin(), x: incidents.x(), y: incidents.y(), selection: Some(selection) }
    }

    /// The points that count, metres from the origin, in their order.
    pub(super) fn located(&self) -> impl Iterator<Item = (f32, f32)> + '_ {
        let counts = |row: &usize| self.selection.is_none_or(|selection| selection.contains(*row));
        let place = |row: usize| (self.x[row], self.y[row]);
        (0..self.x.len()).filter(counts).map(place).filter(|(x, y)| !x.is_nan() && !y.is_nan())
    }

    /// How many chunks the points make.
    pub(super) fn chunks(&self) -> usize {
        self.x.len().div_ceil(CHUNK)
    }

    /// Sorts the points of some chunks into bands, in spacings from `margin` nodes south-west of the frame's origin, kept when both
    /// coordinates lie above `low` and below `high`.
    pub(super) fn sorted(
        &self,
        chunks: Range<usize>,
        bands: &Bands,
        frame: &Frame,
        margin: usize,
        (low, high): (f32, [f32; 2]),
    ) -> Buckets {
        let (x, y) = frame.coordinates(self.origin);
        let offset = [x, y].map(|at| (at + margin as f64) as f32);
        let fit = Fit { scale: (1.0 / frame.spacing().0) as f32, offset, low, high };
        Buckets::new(bands, &fit, chunks.len(), |chunk, into| self.load(chunks.start + chunk, into))
    }

    fn load(&self, chunk: usize, into: &mut Unsorted) {
        let rows = chunk * CHUNK..self.x.len().min((chunk + 1) * CHUNK);
        let (x, y) = (&self.x[rows.clone()], &self.y[rows.clone()]);
        let Some(selection) = self.selection else {
            into.x.extend_from_slice(x);
            into.y.extend_from_slice(y);
            return;
        };
        let words = &selection.words()[rows.start / 64..rows.end.div_ceil(64)];
        for (at, &word) in words.iter().enumerate() {
            let mut left = word;
            while left != 0 {
                let row = at * 64 + left.trailing_zeros() as usize;
                into.x.push(x[row]);
                into.y.push(y[row]);
                left &= left - 1;
            }
        }
    }
}
