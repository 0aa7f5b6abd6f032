use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::analysis::intervals::Interval;
use crate::analysis::replica_rng;

/// Resamples of the periods an interval is made from: its ends then repeat to about a hundredth of its width.
const REPLICAS: u64 = 4000;

/// What is left out at either end of an interval of 95 %.
const TAIL: f64 = 0.025;

/// Periods in a block: the cube root of their number, rounded up (Hall, Horowitz and Jing 1995, Biometrika 82, 561-574,
/// doi:10.1093/biomet/82.3.561), and at least `overlapping`, the periods that share days.
pub fn block_length(periods: usize, overlapping: usize) -> usize {
    let root = (periods as f64).cbrt();
    // 27 has the cube root 3, whatever the rounding.
    ((root - 1e-9).ceil() as usize).max(overlapping).clamp(1, periods.max(1))
}

/// The interval of the mean over periods, 95 %, from resampled blocks of consecutive periods.
///
/// `values` are in the order of their periods, one each; `block` of them are drawn together, round the end to the beginning, so that
/// good and bad runs stay whole. `None` with fewer than two. The same `seed` draws the same blocks for every forecaster. Cost:
/// 4,000 × n. Politis, D. and Romano, J. (1992), A circular block-resampling procedure for stationary data, in LePage and Billard
/// (eds), Exploring the Limits of Bootstrap, Wiley, 263-270.
pub fn mean_interval(values: &[f64], block: usize, seed: u64) -> Option<Interval> {
    resampled_means(values, block, seed).map(|means| interval_of(&means))
}

/// The interval of the ratio of two means, 95 %, the same blocks drawn for both: what is hard for one period is hard for both.
///
/// `None` with fewer than two periods, or where the second mean is 0 in a resample.
pub fn ratio_interval(ours: &[f64], theirs: &[f64], block: usize, seed: u64) -> Option<Interval> {
    assert_eq!(ours.len(), theirs.len(), "the same periods");
    ratio_of(&resampled_means(ours, block, seed)?, &resampled_means(theirs, block, seed)?)
}

/// The mean of each resample; `None` with fewer than two periods.
pub(super) fn resampled_means(values: &[f64], block: usize, seed: u64) -> Option<Vec<f64>> {
    let n = values.len();
    let mut drawn = Vec::with_capacity(n);
    let mean = |replica| {
        resample(n, block, &mut replica_rng(seed, replica), &mut drawn);
        drawn.iter().map(|&at| values[at]).sum::<f64>() / n as f64
    };
    (n > 1).then(|| (0..REPLICAS).map(mean).collect())
}

/// From resample to resample, the ratio of two means; `None` where the second is 0 in one.
pub(super) fn ratio_of(ours: &[f64], theirs: &[f64]) -> Option<Interval> {
    let ratio = |(ours, theirs): (&f64, &f64)| (*theirs > 0.0).then(|| ours / theirs);
    Some(interval_of(&ours.iter().zip(theirs).map(ratio).collect::<Option<Vec<f64>>>()?))
}

/// The middle 95 % of resampled values.
pub(super) fn interval_of(resampled: &[f64]) -> Interval {
    let mut sorted = resampled.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    Interval { low: quantile(&sorted, TAIL), high: quantile(&sorted, 1.0 - TAIL) }
}

/// `n` periods in blocks of `block` that begin anywhere.
pub(super) fn resample(n: usize, block: usize, rng: &mut ChaCha8Rng, drawn: &mut Vec<usize>) {
    drawn.clear();
    while drawn.len() < n {
        let start = rng.random_range(0..n);
        let left = n - drawn.len();
        drawn.extend((start..start + block.clamp(1, left)).map(|at| at % n));
    }
}

/// Of sorted values, with lines between them.
fn quantile(sorted: &[f64], fraction: f64) -> f64 {
    let at = fraction * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    below + (above - below) * at.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two periods drawn twice: 0, 1/2 and 1 with probabilities 1/4, 1/2, 1/4, so that the ends are those of the list.
    #[test]
    fn two_periods_by_hand() {
        assert_eq!(mean_interval(&[0.0, 1.0], 1, 1), Some(Interval { low: 0.0, high: 1.0 }));
        assert_eq!(ratio_interval(&[2.0, 4.0], &[1.0, 2.0], 1, 1), Some(Interval { low: 2.0, high: 2.0 }));
    }

    /// arch 8.0.0, `CircularBlockBootstrap(3, …)` with 200,000 resamples, percentiles: tests/reference/evaluation.py. An end of 4,000
    /// resamples has a standard error of about a fiftieth of the width.
    #[test]
    fn as_arch() {
        let ours = [8.1, 7.4, 9.3, 6.8, 8.8, 10.2, 7.7, 6.1, 9.0, 8.4, 7.9, 8.6];
        let theirs = [7.9, 7.6, 8.1, 6.9, 8.0, 9.1, 7.8, 6.4, 8.2, 8.0, 7.1, 8.3];
        let mean = mean_interval(&ours, 3, 1).unwrap();
        assert!((mean.low - 7.8667).abs() < 0.034 && (mean.high - 8.5333).abs() < 0.034, "{mean:?}");
        let ratio = ratio_interval(&ours, &theirs, 3, 1).unwrap();
        assert!((ratio.low - 1.0289).abs() < 0.003 && (ratio.high - 1.0743).abs() < 0.003, "{ratio:?}");
    }

    /// The spread of block means has a formula: the variance of the mean of a circular block, over the number of blocks.
    #[test]
    fn as_wide_as_blocks_make_it() {
        let values: Vec<f64> = (0..60).map(|at| f64::from(at % 12) + f64::from(at * 7 % 5)).collect();
        for block in [1, 3, 6] {
            let means: Vec<f64> =
                (0..60).map(|at| (at..at + block).map(|at| values[at % 60]).sum::<f64>() / block as f64).collect();
            let mean = values.iter().sum::<f64>() / 60.0;
            let variance = means.iter().map(|of| (of - mean).powi(2)).sum::<f64>() / 60.0;
            let half = 1.96 * (variance / (60.0 / block as f64)).sqrt();
            let found = mean_interval(&values, block, 7).unwrap();
            assert!(((found.high - found.low) / (2.0 * half) - 1.0).abs() < 0.08, "{block}: {found:?}, {half}");
            assert!(found.low < mean && mean < found.high);
        }
    }

    #[test]
    fn a_forecast_against_itself_is_level() {
        let values = [3.0, 8.0, 5.0, 1.0, 4.0];
        assert_eq!(ratio_interval(&values, &values, 2, 3), Some(Interval { low: 1.0, high: 1.0 }));
        let alike = mean_interval(&[4.0; 9], 3, 3).unwrap();
        assert_eq!((alike.low, alike.high), (4.0, 4.0));
        assert_eq!(mean_interval(&values, 2, 3), mean_interval(&values, 2, 3));
        assert_ne!(mean_interval(&values, 2, 3), mean_interval(&values, 2, 4));
    }

    #[test]
    fn too_little() {
        assert_eq!(mean_interval(&[], 1, 1), None);
        assert_eq!(mean_interval(&[2.0], 1, 1), None);
        assert_eq!(ratio_interval(&[2.0, 3.0], &[0.0, 1.0], 1, 1), None);
        let lengths = [(0, 1), (1, 1), (3, 1), (12, 1), (27, 1), (52, 1), (104, 1), (52, 9), (3, 9)];
        let blocks: Vec<_> = lengths.iter().map(|&(periods, overlapping)| block_length(periods, overlapping)).collect();
        assert_eq!(blocks, [1, 1, 2, 3, 3, 4, 5, 9, 3]);
    }
}
