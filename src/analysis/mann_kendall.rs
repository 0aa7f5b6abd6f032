use multiversion::multiversion;

use super::significance::two_sided_p;

/// Whether a series rises or falls, whatever the shape of its rise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannKendall {
    /// Pairs that rise less pairs that fall.
    pub s: i64,
    /// Variance of `s` in a series without trend, corrected for ties.
    pub variance: f64,
    /// Positive for a rise; 0 where all values are equal.
    pub z: f64,
    /// Two-sided.
    pub p: f64,
    /// Median rise per step of the series, in the unit of the values.
    pub sen_slope: f64,
}

/// Tests a series of values at equal steps for a trend.
///
/// S = Σ sign(xⱼ − xᵢ) over all pairs i < j; its variance without a trend is [n(n−1)(2n+5) − Σ t(t−1)(2t+5)] / 18, t being the
/// sizes of groups of equal values; z = (S ∓ 1) / √variance, moved towards 0 by one for continuity. Sen's slope is the median of
/// (xⱼ − xᵢ) / (j − i).
///
/// `values` are finite, in the order of time. `None` for fewer than two of them. Where all are equal, z is 0 and p is 1. The normal
/// approximation is good from about ten values on. The null hypothesis is that every order of the values was equally likely:
/// a season or a memory from step to step breaks it, and then p is too small.
///
/// Cost: n² pairs, and their slopes in memory.
///
/// Mann (1945), doi:10.2307/1907187; ties: Kendall (1975), Rank Correlation Methods; slope: Sen (1968),
/// doi:10.1080/01621459.1968.10480934.
pub fn mann_kendall(values: &[f64]) -> Option<MannKendall> {
    let sen_slope = sen_slope(values)?;
    let (s, variance) = (rises_less_falls(values), variance(values));
    let z = trend_z(s, variance);
    Some(MannKendall { s, variance, z, p: two_sided_p(z), sen_slope })
}

/// The standard normal deviate of S alone, its variance enlarged by `variance_factor`: for many series whose values depend on each
/// other in a known way. 0 for fewer than two values.
pub(super) fn trend_without_slope(values: &[f64], variance_factor: f64) -> f64 {
    trend_z(rises_less_falls(values), variance(values) * variance_factor)
}

/// Mann and Kendall's S.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn rises_less_falls(values: &[f64]) -> i64 {
    let mut s = 0;
    for (i, &first) in values.iter().enumerate() {
        let later = &values[i + 1..];
        s += later.iter().map(|&value| i64::from(value > first) - i64::from(value < first)).sum::<i64>();
    }
    s
}

/// The variance of S without a trend.
fn variance(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let part = |count: usize| {
        let count = count as f64;
        count * (count - 1.0) * (2.0 * count + 5.0)
    };
    let ties: f64 = sorted.chunk_by(|a, b| a == b).map(|equal| part(equal.len())).sum();
    (part(values.len()) - ties) / 18.0
}

/// The standard normal deviate of S.
fn trend_z(s: i64, variance: f64) -> f64 {
    if variance > 0.0 { (s - s.signum()) as f64 / variance.sqrt() } else { 0.0 }
}

fn sen_slope(values: &[f64]) -> Option<f64> {
    let pairs = (0..values.len()).flat_map(|i| (i + 1..values.len()).map(move |j| (i, j)));
    let mut slopes: Vec<f64> = pairs.map(|(i, j)| (values[j] - values[i]) / (j - i) as f64).collect();
    median(&mut slopes)
}

fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let is_even = values.len().is_multiple_of(2);
    let (below, &mut upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let lower = below.iter().copied().max_by(f64::total_cmp).filter(|_| is_even);
    Some(lower.map_or(upper, |lower| f64::midpoint(lower, upper)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn four_values_by_hand() {
        // Pairs: 1-3 rises, 1-2 rises, 1-4 rises, 3-2 falls, 3-4 rises, 2-4 rises: S = 5 − 1. Variance 4·3·13/18.
        let found = mann_kendall(&[1.0, 3.0, 2.0, 4.0]).unwrap();
        assert_eq!((found.s, found.variance), (4, 26.0 / 3.0));
        assert!((found.z - 3.0 / (26.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        // Slopes 2, 1/2, 1, -1, 1/2, 2.
        assert_eq!(found.sen_slope, 0.75);
    }

    #[test]
    fn as_pymannkendall() {
        // pymannkendall 1.4.3, original_test.
        let rising = [33.0, 29.0, 35.0, 31.0, 31.0, 40.0, 38.0, 33.0, 45.0, 41.0, 41.0, 52.0];
        let falling = [5.5, 4.1, 4.1, 3.9, 4.6, 3.2, 3.9, 2.8, 3.0, 2.8];
        let expected = [
            (41, 209.66666666666666, 2.7624555330967855, 0.005736837561789443, 1.4642857142857144),
            (-32, 122.0, -2.8066081273180745, 0.005006610657445121, -0.21666666666666665),
        ];
        for (values, (s, variance, z, p, slope)) in [&rising[..], &falling[..]].into_iter().zip(expected) {
            let found = mann_kendall(values).unwrap();
            assert_eq!((found.s, found.variance), (s, variance));
            // pymannkendall's p is 2 (1 − Φ(|z|)), which loses digits.
            assert!((found.z - z).abs() < 1e-12 && (found.p - p).abs() < 1e-12, "{found:?}");
            assert!((found.sen_slope - slope).abs() < 1e-12, "{found:?}");
        }
    }

    #[test]
    fn too_short_and_flat() {
        assert_eq!(mann_kendall(&[]), None);
        assert_eq!(mann_kendall(&[1.0]), None);
        let flat = MannKendall { s: 0, variance: 0.0, z: 0.0, p: 1.0, sen_slope: 0.0 };
        assert_eq!(mann_kendall(&[7.0; 9]), Some(flat));
    }

    proptest! {
        #[test]
        fn the_mirror_falls_as_the_series_rises(values in prop::collection::vec(-9_i32..9, 2..40)) {
            let series: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
            let (forward, mirror) = (mann_kendall(&series), series.iter().rev().copied().collect::<Vec<_>>());
            let (forward, backward) = (forward.unwrap(), mann_kendall(&mirror).unwrap());
            prop_assert_eq!(forward.s, -backward.s);
            prop_assert_eq!(forward.p, backward.p);
            prop_assert_eq!(forward.sen_slope, -backward.sen_slope);
            let raised: Vec<f64> = series.iter().map(|value| 3.0 * value + 100.0).collect();
            prop_assert_eq!(mann_kendall(&raised).unwrap().z, forward.z);
        }
    }
}
