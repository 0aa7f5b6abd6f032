//! The two passes of a separable, symmetric convolution. Sums run in the same order on every processor, and no product is
//! fused with its addition, so that the same bits come out whichever instructions are at hand.

use multiversion::multiversion;

/// Values computed together: four vectors of 512 bits.
const BLOCK: usize = 64;

/// `out[i] = taps[0] from[i + r] + Σ taps[k] (from[i + r - k] + from[i + r + k])`, r being the last tap's number.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
pub(super) fn rows(from: &[f32], taps: &[f32], out: &mut [f32]) {
    let reach = taps.len() - 1;
    for (block, out) in out.chunks_mut(BLOCK).enumerate() {
        let from = &from[block * BLOCK..];
        weigh(|k| (&from[reach - k..], &from[reach + k..]), taps, out);
    }
}

/// The same down the columns: `out` has rows of `width`, `from` has rows of `stride` and starts `r` rows before the first.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
pub(super) fn columns(from: &[f32], stride: usize, taps: &[f32], out: &mut [f32], width: usize) {
    let reach = taps.len() - 1;
    for first in (0..width).step_by(BLOCK) {
        let last = width.min(first + BLOCK);
        for (row, out) in out.chunks_exact_mut(width).enumerate() {
            let middle = (row + reach) * stride + first;
            weigh(|k| (&from[middle - k * stride..], &from[middle + k * stride..]), taps, &mut out[first..last]);
        }
    }
}

/// The weighted sums of one block: `pair(k)` are the values `k` before and `k` after.
#[inline(always)]
fn weigh<'a>(pair: impl Fn(usize) -> (&'a [f32], &'a [f32]), taps: &[f32], out: &mut [f32]) {
    if out.len() == BLOCK {
        let mut sums = [0.0_f32; BLOCK];
        let (middle, _) = pair(0);
        sums.iter_mut().zip(&middle[..BLOCK]).for_each(|(sum, value)| *sum = taps[0] * value);
        for (k, &tap) in taps.iter().enumerate().skip(1) {
            let (before, after) = pair(k);
            let (before, after) = (&before[..BLOCK], &after[..BLOCK]);
            for lane in 0..BLOCK {
                sums[lane] += tap * (before[lane] + after[lane]);
            }
        }
        out.copy_from_slice(&sums);
    } else {
        for (lane, out) in out.iter_mut().enumerate() {
            *out = taps[0] * pair(0).0[lane];
            for (k, &tap) in taps.iter().enumerate().skip(1) {
                let (before, after) = pair(k);
                *out += tap * (before[lane] + after[lane]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(count: usize) -> Vec<f32> {
        (0..count).map(|i| ((i * 7919) % 101) as f32).collect()
    }

    #[test]
    fn both_passes_are_the_plain_sum() {
        let taps = [4.0, 2.0, 1.0];
        let plain = |at: &dyn Fn(isize) -> f32| 4.0 * at(0) + 2.0 * (at(-1) + at(1)) + at(-2) + at(2);
        let (width, height) = (150, 6);
        let from = values(width + 4);
        let mut out = vec![0.0; width];
        rows(&from, &taps, &mut out);
        for (i, &value) in out.iter().enumerate() {
            assert_eq!(value, plain(&|k| from[(i as isize + 2 + k) as usize]));
        }
        let stride = 160;
        let from = values(stride * (height + 4));
        let mut out = vec![0.0; width * height];
        columns(&from, stride, &taps, &mut out, width);
        for (at, &value) in out.iter().enumerate() {
            let (i, j) = (at % width, at / width);
            assert_eq!(value, plain(&|k| from[(j as isize + 2 + k) as usize * stride + i]));
        }
    }
}
