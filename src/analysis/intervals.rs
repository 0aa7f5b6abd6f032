//! Exact intervals of counts, fractions and ratios of counts.
//!
//! "Exact" means that an interval holds the true value at least as often as it says, for any count: it comes from the distribution
//! itself and not from a bell curve, and is a little wider than it need be where counts are small. All take it that incidents come
//! independently of each other; where they come in runs, the truth is less certain than the interval.

use statrs::function::erf::erfc_inv;
use statrs::function::gamma::{gamma_lr, ln_gamma};
use thiserror::Error;

use super::incomplete_beta::incomplete_beta;
use super::monotone_root::monotone_root;

/// How often an interval made this way holds the true value, as a fraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence(f64);

/// A confidence is over 0 and below 1.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[error("a confidence is over 0 and below 1, not {0}")]
pub struct ConfidenceError(f64);

impl Confidence {
    pub const P80: Self = Self(0.80);
    pub const P95: Self = Self(0.95);

    pub fn new(fraction: f64) -> Result<Self, ConfidenceError> {
        if fraction > 0.0 && fraction < 1.0 { Ok(Self(fraction)) } else { Err(ConfidenceError(fraction)) }
    }

    pub fn fraction(self) -> f64 {
        self.0
    }

    /// What is left out at either end.
    pub(super) fn tail(self) -> f64 {
        0.5 * (1.0 - self.0)
    }
}

/// Both ends, in the unit of what they are the interval of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// How many times as high one rate is as another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateRatio {
    /// `None` where the second count is zero.
    pub ratio: Option<f64>,
    pub low: f64,
    /// `None` where the second count is zero: no ratio is too high.
    pub high: Option<f64>,
    /// How probable a difference at least this large is when the rates are equal: twice the smaller tail, at most 1. Below
    /// one minus the confidence exactly when the interval leaves out 1.
    pub p: f64,
}

/// The exact interval of the mean of a Poisson count: `[Γ⁻¹(α/2; x), Γ⁻¹(1-α/2; x+1)]`, where `Γ⁻¹(q; k)` is the quantile of a
/// gamma distribution of shape `k` and `α` one minus the confidence.
///
/// `count` events were seen; the ends are in events, and divide by population or time to make the interval of a rate. A count of zero
/// has the low end 0. Costs about √count steps of 15. Garwood, F. (1936), Fiducial limits for the Poisson distribution,
/// Biometrika 28, 437-442, doi:10.1093/biomet/28.3-4.437.
///
/// ```
/// use wherenext::analysis::intervals::{Confidence, poisson_interval};
/// // scipy 1.17.1: chi2.ppf(.025, 24) / 2 and chi2.isf(.025, 26) / 2.
/// let interval = poisson_interval(12, Confidence::P95);
/// assert!((interval.low - 6.200_575_108_722).abs() < 1e-9 && (interval.high - 20.961_585_048_177).abs() < 1e-9);
/// ```
pub fn poisson_interval(count: usize, confidence: Confidence) -> Interval {
    let count = count as f64;
    Interval {
        low: if count > 0.0 { gamma_quantile(count, confidence.tail()) } else { 0.0 },
        high: gamma_quantile(count + 1.0, 1.0 - confidence.tail()),
    }
}

/// How often a Poisson count of this mean is at least `count`, and at most `count`: both hold the count itself, so that they add up to more
/// than 1.
///
/// P(X ≥ k) = P(k, μ) and P(X ≤ k) = 1 − P(k + 1, μ), with the regularized lower gamma function P(shape, x). `mean` is at least 0; of 0 only
/// the count 0 comes. Costs some tens of steps.
pub fn poisson_tails(mean: f64, count: usize) -> (f64, f64) {
    let count = count as f64;
    let at_least = if count > 0.0 { gamma_distribution(count, mean) } else { 1.0 };
    (at_least, 1.0 - gamma_distribution(count + 1.0, mean))
}

/// The exact interval of a fraction from `successes` of `trials`: `[B⁻¹(α/2; x, n-x+1), B⁻¹(1-α/2; x+1, n-x)]`, where `B⁻¹` is the
/// quantile of a beta distribution.
///
/// The ends are in 0..=1; no successes have the low end 0, nothing but successes the high end 1. `None` without trials, or with more
/// successes than trials. Clopper, C. and Pearson, E. (1934), The use of confidence or fiducial limits illustrated in the
/// case of the binomial, Biometrika 26, 404-413, doi:10.1093/biomet/26.4.404.
pub fn fraction_interval(successes: usize, trials: usize, confidence: Confidence) -> Option<Interval> {
    let failures = trials.checked_sub(successes).filter(|_| trials > 0)?;
    let fraction_of = |odds: f64| odds / (1.0 + odds);
    let (low, high) = odds_limits(successes, failures, confidence);
    Some(Interval { low: fraction_of(low), high: high.map_or(1.0, fraction_of) })
}

/// Wilson's interval of a fraction: the fractions `π` with `|x/n - π| ≤ z √(π(1-π)/n)`.
///
/// Narrower than [`fraction_interval`], right on average and not for every true fraction. `None` as there. Wilson, E. (1927), Probable
/// inference, the law of succession, and statistical inference, JASA 22, 209-212, doi:10.1080/01621459.1927.10502953.
pub fn wilson_interval(successes: usize, trials: usize, confidence: Confidence) -> Option<Interval> {
    trials.checked_sub(successes).filter(|_| trials > 0)?;
    let (trials, fraction) = (trials as f64, successes as f64 / trials as f64);
    let z = normal_deviate(confidence);
    let shrunk = 1.0 + z * z / trials;
    let centre = (fraction + z * z / (2.0 * trials)) / shrunk;
    let half = z / shrunk * (fraction * (1.0 - fraction) / trials + z * z / (4.0 * trials * trials)).sqrt();
    Some(Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) })
}

/// How many standard errors to either side of an estimate a normal interval of this confidence reaches: 1.96 for 95 %.
pub fn normal_deviate(confidence: Confidence) -> f64 {
    std::f64::consts::SQRT_2 * erfc_inv(1.0 - confidence.0)
}

/// The ratio of two Poisson rates, `(a/E_a) / (b/E_b)`, with its exact interval: given `a + b`, `a` is binomial, and the ends are
/// those of its odds, times `E_b/E_a`.
///
/// Counts `a` and `b` over exposures of one unit (days, residents, resident-days), both over 0. `None` where both counts are zero or
/// an exposure is not over 0. Przyborowski, J. and Wilenski, H. (1940), Homogeneity of results in testing samples from
/// Poisson series, Biometrika 31, 313-323, doi:10.1093/biomet/31.3-4.313. The interval is that of R's `poisson.test`; its p differs
/// there (it adds up the less probable outcomes), here it agrees with the interval.
pub fn rate_ratio(a: usize, exposure_a: f64, b: usize, exposure_b: f64, confidence: Confidence) -> Option<RateRatio> {
    let exposed = exposure_a > 0.0 && exposure_b > 0.0;
    if !exposed || a + b == 0 {
        return None;
    }
    let per_odds = exposure_b / exposure_a;
    let (low, high) = odds_limits(a, b, confidence);
    let fraction_a = exposure_a / (exposure_a + exposure_b);
    let fraction_b = exposure_b / (exposure_a + exposure_b);
    let (count_a, count_b) = (a as f64, b as f64);
    let at_least = if a == 0 { 1.0 } else { incomplete_beta(count_a, count_b + 1.0, fraction_a, fraction_b) };
    let at_most = if b == 0 { 1.0 } else { incomplete_beta(count_b, count_a + 1.0, fraction_b, fraction_a) };
    Some(RateRatio {
        ratio: (b > 0).then(|| count_a / count_b * per_odds),
        low: low * per_odds,
        high: high.map(|high| high * per_odds),
        p: (2.0 * at_least.min(at_most)).min(1.0),
    })
}

/// The Clopper-Pearson limits of the odds of a success; no upper one without failures.
fn odds_limits(successes: usize, failures: usize, confidence: Confidence) -> (f64, Option<f64>) {
    let (x, y) = (successes as f64, failures as f64);
    let low = if successes > 0 { beta_odds_quantile(x, y + 1.0, confidence.tail()) } else { 0.0 };
    // The upper limit for successes is the lower one for failures, upside down.
    let high = (failures > 0).then(|| 1.0 / beta_odds_quantile(y, x + 1.0, confidence.tail()));
    (low, high)
}

/// The odds `x/(1-x)` of the beta quantile `x` at `q`, found on the scale of their logarithm.
fn beta_odds_quantile(a: f64, b: f64, q: f64) -> f64 {
    let above = |log_odds: f64| {
        let (x, y) = (1.0 / (1.0 + (-log_odds).exp()), 1.0 / (1.0 + log_odds.exp()));
        incomplete_beta(a, b, x, y) - q
    };
    let spread = (1.0 / a + 1.0 / b).sqrt();
    let log_odds = monotone_root(above, (a / b).ln(), spread)
        .expect("the distribution function of a beta variable rises from 0 to 1, and q lies between");
    log_odds.exp()
}

/// The quantile of a gamma distribution of this shape and scale 1 at `q`, found on the logarithmic scale.
fn gamma_quantile(shape: f64, q: f64) -> f64 {
    let above = |log_x: f64| gamma_distribution(shape, log_x.exp()) - q;
    monotone_root(above, shape.ln(), 1.0 / shape.sqrt())
        .expect("the distribution function of a gamma variable rises from 0 to 1, and q lies between")
        .exp()
}

/// statrs refuses the ends of the range, where the answer is plain.
fn gamma_distribution(shape: f64, x: f64) -> f64 {
    let log_density = shape * x.ln() - x - ln_gamma(shape);
    if x <= 0.0 || (x < shape && log_density < -700.0) {
        0.0
    } else if x.is_infinite() || (x > shape && log_density < -700.0) {
        1.0
    } else {
        gamma_lr(shape, x)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(ours: f64, expected: f64) -> bool {
        (ours - expected).abs() <= 1e-9 * expected.abs().max(1e-3)
    }

    #[test]
    fn by_hand() {
        // No event: e⁻ʰ = α/2. One success of one trial: low is α/2.
        assert!(near(poisson_interval(0, Confidence::P95).high, -(0.025_f64.ln())));
        assert!(near(fraction_interval(1, 1, Confidence::P95).unwrap().low, 0.025));
        // Five against none: (1/2)⁵ in one tail.
        assert!(near(rate_ratio(0, 1.0, 5, 1.0, Confidence::P95).unwrap().p, 2.0 / 32.0));
        assert!(near(normal_deviate(Confidence::P95), 1.959_963_984_540_054));
    }

    // The script for all: tests/reference/trends.py.

    /// scipy 1.17.1: `chi2.ppf(.025, 2 k) / 2`, `chi2.isf(.025, 2 k + 2) / 2`.
    #[test]
    fn poisson_as_scipy() {
        for (count, confidence, low, high) in [
            (1, 0.95, 0.025_317_807_984_289_897, 5.571_643_390_938_898),
            (12, 0.95, 6.200_575_108_722_219, 20.961_585_048_176_97),
            (12, 0.80, 7.829_342_026_256_413_5, 17.781_585_635_961_73),
            (36_519, 0.95, 36_145.400_010_385_07, 36_895.499_419_868_72),
        ] {
            let ours = poisson_interval(count, Confidence::new(confidence).unwrap());
            assert!(near(ours.low, low) && near(ours.high, high), "{count}: {ours:?}");
        }
    }

    /// One expected: none comes with e⁻¹, at most one with 2 e⁻¹.
    #[test]
    fn poisson_tails_by_hand() {
        let e = std::f64::consts::E;
        let (at_least, at_most) = poisson_tails(1.0, 1);
        assert!(near(at_least, 1.0 - 1.0 / e) && near(at_most, 2.0 / e));
        assert_eq!((poisson_tails(0.0, 0), poisson_tails(0.0, 2)), ((1.0, 1.0), (0.0, 1.0)));
    }

    /// scipy 1.17.1: `binomtest(k, n).proportion_ci(0.95, 'exact')` and `'wilson'`.
    #[test]
    fn fractions_as_scipy() {
        for (k, n, exact, wilson) in [
            (0, 10, [0.0, 0.308_497_107_818_762_94], [0.0, 0.277_532_799_862_889_26]),
            (
                3,
                10,
                [0.066_739_511_177_734_47, 0.652_452_850_060_008],
                [0.107_791_267_406_301, 0.603_221_852_538_854_6],
            ),
            (10, 10, [0.691_502_892_181_237_1, 1.0], [0.722_467_200_137_110_7, 1.0]),
            (
                540,
                1200,
                [0.421_587_514_334_736_35, 0.478_658_081_669_384_67],
                [0.422_056_203_158_473_75, 0.478_262_896_901_799_74],
            ),
        ] {
            let ours = fraction_interval(k, n, Confidence::P95).unwrap();
            assert!(near(ours.low, exact[0]) && near(ours.high, exact[1]), "{k} of {n}: {ours:?}");
            let ours = wilson_interval(k, n, Confidence::P95).unwrap();
            assert!(near(ours.low, wilson[0]) && near(ours.high, wilson[1]), "{k} of {n}: {ours:?}");
        }
    }

    /// scipy 1.17.1: the odds of `binomtest(a, a + b, ea / (ea + eb)).proportion_ci(0.95, 'exact')`, times eb / ea; p is twice the
    /// smaller of `binom.cdf` and `binom.sf`.
    #[test]
    fn ratios_as_scipy() {
        for (a, exposure_a, b, exposure_b, low, high, p) in [
            (15, 1.0, 8, 1.0, 0.746_248_944_309_528_5, Some(5.106_363_135_184_256), 0.210_039_615_631_103_52),
            (40, 365.0, 22, 366.0, 1.057_825_092_353_800_2, Some(3.220_846_675_901_833), 0.029_210_950_820_825_435),
            (0, 1.0, 5, 1.0, 0.0, Some(1.091_279_105_182_546), 0.0625),
            (7, 1.0, 0, 1.0, 1.441_308_518_834_969_7, None, 0.015_625),
            (60_391, 365.0, 41_365, 366.0, 1.445_731_072_723_855_3, Some(1.482_417_266_949_047_6), 0.0),
        ] {
            let ours = rate_ratio(a, exposure_a, b, exposure_b, Confidence::P95).unwrap();
            assert!(near(ours.low, low) && near(ours.p, p), "{a} against {b}: {ours:?}");
            assert!(ours.high.is_some() == high.is_some() && near(ours.high.unwrap_or(0.0), high.unwrap_or(0.0)));
        }
    }

    #[test]
    fn nothing_to_say() {
        assert_eq!(rate_ratio(0, 1.0, 0, 1.0, Confidence::P95), None);
        assert_eq!(rate_ratio(3, 0.0, 1, 1.0, Confidence::P95), None);
        assert_eq!(fraction_interval(0, 0, Confidence::P95), None);
        assert_eq!(wilson_interval(2, 1, Confidence::P95), None);
        assert_eq!(Confidence::new(1.0), Err(ConfidenceError(1.0)));
    }

    proptest! {
        /// Turned round, a ratio is one over itself; and p is below 5 % exactly when the interval leaves out 1.
        #[test]
        fn turned_round(a in 0_usize..400, b in 0_usize..400, exposure in 0.2_f64..5.0) {
            prop_assume!(a + b > 0);
            let one = rate_ratio(a, exposure, b, 1.0, Confidence::P95).unwrap();
            let other = rate_ratio(b, 1.0, a, exposure, Confidence::P95).unwrap();
            prop_assert!(near(one.p, other.p));
            prop_assert!(near(one.low, other.high.map_or(0.0, |high| 1.0 / high)));
            let leaves_out_one = one.low > 1.0 || one.high.is_some_and(|high| high < 1.0);
            prop_assert_eq!(leaves_out_one, one.p < 0.05);
        }
    }
}
