//! The two passes of a separable, symmetric convolution, a block of values at a time. Sums run in the same order on every
//! processor, and no product is fused with its addition, so that the same bits come out whichever instructions are at hand.
//!
//! Each function fills one block through a reference, which is what makes the compiler hold the sums in registers.

use multiversion::multiversion;

/// Values computed together: four vectors of 512 bits.
pub(super) const BLOCK: usize = 64;

/// Values that follow each other in a row, on whole cache lines.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Block(pub [f32; BLOCK]);

impl Block {
    pub const ZERO: Self = Self([0.0; BLOCK]);
}

/// `out[i] = Σ taps[k] (from[i + r - k] + from[i + r + k])`, r being the last tap's number.
///
/// The middle value counts twice: its tap must be half of its weight. `from` has at least `BLOCK + 2 r` values.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
pub(super) fn along(from: &[f32], taps: &[f32], out: &mut Block) {
    let reach = taps.len() - 1;
    let from = &from[..BLOCK + 2 * reach];
    let mut sums = [0.0; BLOCK];
    for (k, &tap) in taps.iter().enumerate() {
        let block = |start: usize| from[start..].first_chunk().expect("the slice above is long enough");
        add(block(reach - k), block(reach + k), tap, &mut sums);
    }
    out.0 = sums;
}

/// The same across `2 r + 1` rows.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
pub(super) fn across(from: &[&Block], taps: &[f32], out: &mut Block) {
    let reach = taps.len() - 1;
    let mut sums = [0.0; BLOCK];
    for ((before, after), &tap) in from[..=reach].iter().rev().zip(&from[reach..]).zip(taps) {
        add(&before.0, &after.0, tap, &mut sums);
    }
    out.0 = sums;
}

#[inline(always)]
fn add(before: &[f32; BLOCK], after: &[f32; BLOCK], tap: f32, sums: &mut [f32; BLOCK]) {
    for lane in 0..BLOCK {
        sums[lane] += tap * (before[lane] + after[lane]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAPS: [f32; 3] = [2.0, 3.0, 1.0];

    fn plain(at: impl Fn(isize) -> f32) -> f32 {
        4.0 * at(0) + 3.0 * (at(-1) + at(1)) + at(-2) + at(2)
    }

    fn value(i: usize) -> f32 {
        ((i * 7919) % 101) as f32
    }

    #[test]
    fn both_passes_are_the_plain_sum() {
        let mut out = Block::ZERO;
        let from: Vec<f32> = (0..BLOCK + 4).map(value).collect();
        along(&from, &TAPS, &mut out);
        for i in 0..BLOCK {
            assert_eq!(out.0[i], plain(|k| from[(i as isize + 2 + k) as usize]));
        }
        let rows: Vec<Block> = (0..5).map(|row| Block(std::array::from_fn(|i| value(row * BLOCK + i)))).collect();
        across(&rows.iter().collect::<Vec<_>>(), &TAPS, &mut out);
        for i in 0..BLOCK {
            assert_eq!(out.0[i], plain(|k| rows[(2 + k) as usize].0[i]));
        }
    }
}
