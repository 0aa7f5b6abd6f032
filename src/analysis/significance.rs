//! How surprising a number is where chance alone is at work: shared by every test, so that p means the same everywhere.

use std::f64::consts::SQRT_2;

use libm::erfc;
use rayon::slice::ParallelSliceMut;

/// How often chance gives a standard normal deviate at least as far from 0 as `z`, on either side.
///
/// p = erfc(|z| / √2), 0..=1; below about 10⁻³⁰⁰ it is 0.
pub fn two_sided_p(z: f64) -> f64 {
    erfc(z.abs() / SQRT_2)
}

/// How often chance gives a result at least as extreme as the one seen, from `replicas` random ones of which
/// `at_least_as_extreme` were: p = (M + 1) / (R + 1), in (0, 1].
///
/// The result seen counts as one of its own replicas, so that p is never 0 and a test at level α errs at most a part α of the time:
/// Davison and Hinkley (1997), Bootstrap Methods and their Application, doi:10.1017/CBO9780511802843, eq. 4.11.
pub fn pseudo_p(at_least_as_extreme: usize, replicas: usize) -> f64 {
    (at_least_as_extreme as f64 + 1.0) / (replicas as f64 + 1.0)
}

/// The largest of `p_values` that counts as a discovery when no more than a part `rate` of all discoveries are to be false, on
/// average; `None` where none does.
///
/// Of m values in ascending order, the largest p₍ᵢ₎ ≤ i · rate / m: all values up to it are discoveries. It holds for tests that are
/// independent or, like those of neighbouring cells, positively dependent.
///
/// `p_values` are 0..=1 in any order, `rate` is above 0 and below 1. Cost: the values that are at most `rate`, sorted.
///
/// Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x; dependence: Benjamini and Yekutieli (2001),
/// doi:10.1214/aos/1013699998.
pub fn benjamini_hochberg(p_values: &[f64], rate: f64) -> Option<f64> {
    benjamini_hochberg_among(p_values.iter().copied().filter(|&p| p <= rate).collect(), p_values.len(), rate)
}

/// [`benjamini_hochberg`] of `tests` values, of which only those up to `rate` are given.
pub(super) fn benjamini_hochberg_among(mut candidates: Vec<f64>, tests: usize, rate: f64) -> Option<f64> {
    candidates.par_sort_unstable_by(f64::total_cmp);
    let m = tests as f64;
    (1..=candidates.len()).rev().find(|&i| candidates[i - 1] <= i as f64 * rate / m).map(|i| candidates[i - 1])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The fifteen values of Benjamini and Hochberg's own example (1995, section 4).
    const THEIRS: [f64; 15] = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
        1.0000,
    ];

    #[test]
    fn normal_tails() {
        // scipy 1.17.1: 2 * scipy.stats.norm.sf(z). (statrs 0.19.1 has erfc to ten digits only.)
        for (z, p) in [(0.0, 1.0), (0.5, 0.6170750774519738), (1.96, 0.04999579029644087), (6.0, 1.973175290075389e-9)]
        {
            assert!((two_sided_p(z) / p - 1.0).abs() < 1e-12, "{z}: {}", two_sided_p(z));
            assert_eq!(two_sided_p(-z), two_sided_p(z));
        }
        assert!(two_sided_p(100.0) < 1e-300);
    }

    #[test]
    fn no_pseudo_p_is_zero() {
        assert_eq!(pseudo_p(0, 999), 0.001);
        assert_eq!(pseudo_p(999, 999), 1.0);
        assert_eq!(pseudo_p(0, 0), 1.0);
    }

    #[test]
    fn discoveries_of_the_paper() {
        // "we reject the four hypotheses having p-values which are less than or equal to 0.013."
        assert_eq!(benjamini_hochberg(&THEIRS, 0.05), Some(0.0095));
    }

    #[test]
    fn no_values_no_discovery() {
        assert_eq!(benjamini_hochberg(&[], 0.05), None);
        assert_eq!(benjamini_hochberg(&[0.2, 0.9], 0.05), None);
        assert_eq!(benjamini_hochberg(&[0.05], 0.05), Some(0.05));
        assert_eq!(benjamini_hochberg(&[0.04, 0.04], 0.05), Some(0.04));
    }

    proptest! {
        #[test]
        fn order_is_nothing_and_a_stricter_rate_finds_no_more(mut values in prop::collection::vec(0.0..1.0, 1..60)) {
            let loose = benjamini_hochberg(&values, 0.2);
            values.reverse();
            prop_assert_eq!(benjamini_hochberg(&values, 0.2), loose);
            prop_assert!(benjamini_hochberg(&values, 0.05) <= loose);
        }
    }
}
