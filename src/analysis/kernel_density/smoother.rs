use std::ops::Range;

use rayon::prelude::*;

use super::bands::Bands;
use super::convolve::{BLOCK, Block, across, along};
use super::frame::Frame;
use crate::space::Metres;

/// Rows above and below a band that its own points may touch.
pub(super) const HALO: usize = 2;
/// Standard deviations at which the kernel is cut: what is lost is exp(-4.5²/2) = 4e-5 of the peak at most.
const REACH: f64 = 4.5;
/// Output rows that one thread takes at a time.
const ROWS_AT_ONCE: usize = 128;

/// Smooths values on a frame with a Gaussian, reading them from a margin around it as well.
///
/// Values come in double precision, band by band; each band is smoothed along its rows as soon as it is filled, while the cache
/// holds it, and the result then across the rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Smoother {
    n_x: usize,
    n_y: usize,
    reach: usize,
    /// Nodes around the frame.
    pub margin: usize,
    pub width: usize,
    pub height: usize,
    /// Values of a row in a band.
    pub stride: usize,
    pub bands: Bands,
}

impl Smoother {
    pub fn new(frame: &Frame, bandwidth: Metres) -> Self {
        let reach = (REACH * bandwidth.0 / frame.spacing().0).ceil() as usize;
        let margin = reach + 2;
        let (width, height) = (frame.n_x() + 2 * margin, frame.n_y() + 2 * margin);
        // Whole blocks are read, past the last node; an odd number of cache lines, lest rows compete for the same cache sets.
        let stride = (width + BLOCK).next_multiple_of(16) | 16;
        let bands = Bands::new(height, stride * size_of::<f64>(), 1);
        Self { n_x: frame.n_x(), n_y: frame.n_y(), reach, margin, width, height, stride, bands }
    }

    /// Values that a band's buffer holds: its rows, and `HALO` rows before and after.
    pub fn band_len(&self) -> usize {
        (self.bands.height() + 2 * HALO) * self.stride
    }

    /// The rows of a band, counted from the southern margin's first.
    pub fn rows(&self, band: usize) -> Range<usize> {
        band * self.bands.height()..self.height.min((band + 1) * self.bands.height())
    }

    /// The kernel along one axis at 0, 1, .. nodes from its middle, times `unit` metres, the first one halved.
    ///
    /// `spread` is the variance, in squared spacings, that the values have been spread with already.
    pub fn taps(&self, frame: &Frame, bandwidth: Metres, spread: f64, unit: f64) -> Vec<f32> {
        let step = frame.spacing().0;
        let variance = bandwidth.0 * bandwidth.0 - spread * step * step;
        let peak = unit / (std::f64::consts::TAU * variance).sqrt();
        let tap = |node: usize| peak * (-(node as f64 * step).powi(2) / (2.0 * variance)).exp();
        (0..=self.reach).map(|node| if node == 0 { tap(0) / 2.0 } else { tap(node) } as f32).collect()
    }

    /// The smoothed values at the frame's nodes. `fill(band, buffer)` puts a band's values into zeros and says whether there are any.
    pub fn smooth(&self, taps: &[f32], fill: impl Fn(usize, &mut [f64]) -> bool + Sync) -> Vec<f32> {
        let blocks = self.n_x.div_ceil(BLOCK);
        let smoothed = self.along_rows(blocks, taps, fill);
        let mut values = vec![0.0_f32; self.n_x * self.n_y];
        values.par_chunks_mut(ROWS_AT_ONCE * self.n_x).enumerate().for_each(|(part, out)| {
            let first = self.margin - self.reach + part * ROWS_AT_ONCE;
            let rows = first..first + out.len() / self.n_x + 2 * self.reach;
            for block in 0..blocks {
                let column: Vec<&Block> = rows.clone().map(|row| &smoothed[self.place(blocks, block, row)]).collect();
                let mut sums = Block::ZERO;
                for (out, from) in out.chunks_exact_mut(self.n_x).zip(column.windows(2 * self.reach + 1)) {
                    across(from, taps, &mut sums);
                    let out = &mut out[block * BLOCK..];
                    let len = out.len().min(BLOCK);
                    out[..len].copy_from_slice(&sums.0[..len]);
                }
            }
        });
        values
    }

    /// Blocks of rows smoothed along, laid out as [`place`](Self::place) says.
    fn along_rows(&self, blocks: usize, taps: &[f32], fill: impl Fn(usize, &mut [f64]) -> bool + Sync) -> Vec<Block> {
        let height = self.bands.height();
        let first = self.margin - self.reach;
        let scratch = || (vec![0.0_f64; self.band_len()], vec![0.0_f32; self.stride]);
        let mut smoothed = vec![Block::ZERO; self.bands.count() * height * blocks];
        smoothed.par_chunks_mut(height * blocks).enumerate().for_each_init(scratch, |(buffer, line), (band, out)| {
            if !fill(band, buffer) {
                return;
            }
            for (row, from) in buffer.chunks_exact(self.stride).skip(HALO).take(height).enumerate() {
                line.iter_mut().zip(from).for_each(|(to, &from)| *to = from as f32);
                for block in 0..blocks {
                    along(&line[first + block * BLOCK..], taps, &mut out[block * height + row]);
                }
            }
            buffer.fill(0.0);
        });
        smoothed
    }

    /// Bands follow each other; in a band the blocks of a column do, so that the pass across rows reads consecutive memory.
    fn place(&self, blocks: usize, block: usize, row: usize) -> usize {
        let height = self.bands.height();
        (row / height * blocks + block) * height + row % height
    }
}
