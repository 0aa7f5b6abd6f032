use super::intervals::Confidence;
use super::student_t::{t_deviate, two_sided_t_p};

/// Fewer steps than this say nothing of a trend: the dispersion alone takes most of them.
const FEWEST_STEPS: usize = 6;
/// Reweighted least squares needs about six rounds; where it has not settled in fifty the slope runs away.
const ROUNDS: usize = 50;
const SETTLED: f64 = 1e-10;

/// A steady growth or fall of counts, on the scale of factors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoissonTrend {
    /// The rate is this many times as high after one unit of time.
    pub ratio_per_unit: f64,
    /// Ends of its interval.
    pub low: f64,
    pub high: f64,
    /// Two-sided.
    pub p: f64,
    /// Variance over mean, at least 1: how much more the counts scatter than independent incidents would.
    pub dispersion: f64,
}

/// Fits `E[yᵢ] = eᵢ exp(a + b tᵢ)` to counts, with variance `φ E[yᵢ]`, and tests whether `b` is 0.
///
/// `counts` are `y`; `exposures` are `e`, over 0: what the count is in proportion to when nothing changes (days, days times a seasonal
/// factor, the count of everywhere else); `times` are `t`, in the unit that the growth is wanted for. All of one length, in any
/// order. `a` and `b` come by iteratively reweighted least squares (the likeliest under a Poisson distribution); `φ = max(1, X²/(n-2))` with
/// Pearson's X², and the interval and p from Student's t with n - 2 degrees of freedom, since `φ` is itself an estimate.
///
/// `None` with fewer than six steps, without any count, with all times equal, or where the counts have a slope without bound (all in the
/// first step or all in the last). Trusts that steps are independent of each other but for the trend: counts that stay high for months
/// after a rise make p too small. Cost: 50 passes at most, about six as a rule.
///
/// McCullagh, P. and Nelder, J. (1989), Generalized Linear Models, 2nd ed., chapters 2.5 and 6.2, doi:10.1007/978-1-4899-3242-6.
///
/// ```
/// use wherenext::analysis::intervals::Confidence;
/// use wherenext::analysis::poisson_trend;
/// // Doubles every unit, exactly.
/// let trend = poisson_trend(&[1., 2., 4., 8., 16., 32.], &[1.; 6], &[0., 1., 2., 3., 4., 5.], Confidence::P95).unwrap();
/// assert!((trend.ratio_per_unit - 2.0).abs() < 1e-9 && trend.dispersion == 1.0);
/// ```
pub fn poisson_trend(counts: &[f64], exposures: &[f64], times: &[f64], confidence: Confidence) -> Option<PoissonTrend> {
    let n = counts.len();
    if n < FEWEST_STEPS || counts.iter().all(|&count| count == 0.0) {
        return None;
    }
    let middle = times.iter().sum::<f64>() / n as f64;
    let times: Vec<f64> = times.iter().map(|time| time - middle).collect();
    let line = fit(counts, exposures, &times)?;
    let expected = |i: usize| exposures[i] * (line.level + line.slope * times[i]).exp();
    let pearson: f64 = (0..n).map(|i| (counts[i] - expected(i)).powi(2) / expected(i)).sum();
    let degrees = n as f64 - 2.0;
    let dispersion = (pearson / degrees).max(1.0);
    let error = (dispersion * line.variance).sqrt();
    let reach = t_deviate(confidence, degrees) * error;
    Some(PoissonTrend {
        ratio_per_unit: line.slope.exp(),
        low: (line.slope - reach).exp(),
        high: (line.slope + reach).exp(),
        p: two_sided_t_p(line.slope / error, degrees),
        dispersion,
    })
}

struct Line {
    level: f64,
    slope: f64,
    /// Of the slope, for independent incidents.
    variance: f64,
}

/// The likeliest line of the logarithm of the rate. `times` have mean 0.
fn fit(counts: &[f64], exposures: &[f64], times: &[f64]) -> Option<Line> {
    let (all, exposed) = (counts.iter().sum::<f64>(), exposures.iter().sum::<f64>());
    let mut line = Line { level: (all / exposed).ln(), slope: 0.0, variance: 0.0 };
    for _ in 0..ROUNDS {
        let next = improve(&line, counts, exposures, times)?;
        let moved = (next.level - line.level).abs() + (next.slope - line.slope).abs();
        line = next;
        if moved < SETTLED * (1.0 + line.level.abs() + line.slope.abs()) {
            return Some(line);
        }
    }
    None
}

/// One round: the weighted line through `log μ - log e + (y - μ) / μ`, with weights `μ`.
fn improve(line: &Line, counts: &[f64], exposures: &[f64], times: &[f64]) -> Option<Line> {
    let (mut w, mut wt, mut wtt, mut wz, mut wtz) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for ((&count, &exposure), &time) in counts.iter().zip(exposures).zip(times) {
        let log_rate = line.level + line.slope * time;
        let mean = exposure * log_rate.exp();
        // Weight times the adjusted value: kept together, so that a vanishing mean divides nothing.
        let weighted = mean * log_rate + count - mean;
        w += mean;
        wt += mean * time;
        wtt += mean * time * time;
        wz += weighted;
        wtz += weighted * time;
    }
    let determinant = w * wtt - wt * wt;
    let slope = (w * wtz - wt * wz) / determinant;
    let level = (wz - slope * wt) / w;
    let settled = determinant > 0.0 && slope.is_finite() && level.is_finite();
    settled.then(|| Line { level, slope, variance: w / determinant })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_distr::{Distribution, Gamma, Poisson};

    use super::*;
    use crate::analysis::replica_rng;

    fn steps(n: usize) -> Vec<f64> {
        (0..n).map(|step| step as f64 / 12.0).collect()
    }

    /// statsmodels 0.15.0: `GLM(y, X, family=Poisson(), offset=log(e))`, its errors times the root of X²/(n-2), in tests/reference/trends.py.
    #[test]
    fn as_statsmodels() {
        let days = [31., 28., 31., 30., 31., 30., 31., 31., 30., 31., 30., 31.];
        let steady = [12., 15., 9., 18., 22., 17., 25., 21., 30., 24., 28., 35.];
        let wild = [12., 35., 9., 58., 22., 7., 25., 61., 30., 14., 28., 75.];
        for (counts, expected) in [
            (
                steady,
                [
                    2.884_132_029_245_836,
                    1.751_120_220_253_073_6,
                    4.750_226_435_578_22,
                    0.000_804_230_475_059_602_4,
                    1.0,
                ],
            ),
            (
                wild,
                [
                    2.390_711_013_371_99,
                    0.498_048_277_604_588_36,
                    11.475_793_424_981_564,
                    0.243_984_505_968_224_34,
                    14.781_315_737_325_931,
                ],
            ),
        ] {
            let trend = poisson_trend(&counts, &days, &steps(12), Confidence::P95).unwrap();
            let ours = [trend.ratio_per_unit, trend.low, trend.high, trend.p, trend.dispersion];
            for (ours, expected) in ours.into_iter().zip(expected) {
                assert!((ours / expected - 1.0).abs() < 1e-7, "{trend:?}");
            }
        }
    }

    #[test]
    fn nothing_to_fit() {
        assert_eq!(poisson_trend(&[1.; 5], &[1.; 5], &steps(5), Confidence::P95), None);
        assert_eq!(poisson_trend(&[0.; 12], &[1.; 12], &steps(12), Confidence::P95), None);
        assert_eq!(poisson_trend(&[3.; 12], &[1.; 12], &[2.0; 12], Confidence::P95), None);
        let at_the_end: Vec<f64> = (0..12).map(|step| if step == 11 { 9.0 } else { 0.0 }).collect();
        assert_eq!(poisson_trend(&at_the_end, &[1.; 12], &steps(12), Confidence::P95), None);
    }

    /// Without a trend, counts of dispersion 3 are called significant at 5 % about one time in twenty.
    #[test]
    fn as_often_wrong_as_it_says() {
        const SERIES: u64 = 2000;
        let (mean, dispersion) = (20.0_f64, 3.0_f64);
        let rate = Gamma::new(mean / (dispersion - 1.0), dispersion - 1.0).unwrap();
        let times = steps(24);
        let wrong = (0..SERIES).filter(|&replica| {
            let mut rng = replica_rng(3, replica);
            let counts: Vec<f64> =
                times.iter().map(|_| Poisson::new(rate.sample(&mut rng).max(1e-9)).unwrap().sample(&mut rng)).collect();
            poisson_trend(&counts, &[1.0; 24], &times, Confidence::P95).unwrap().p < 0.05
        });
        let wrong_fraction = wrong.count() as f64 / SERIES as f64;
        // Three standard errors are 1.5 percentage points.
        assert!((0.035..0.07).contains(&wrong_fraction), "{wrong_fraction}");
    }

    proptest! {
        /// The order of the steps and the unit of the exposure change nothing.
        #[test]
        fn order_and_unit(counts in prop::collection::vec(0_u32..40, 8..30), unit in 0.1_f64..10.0) {
            prop_assume!(counts.iter().filter(|&&count| count > 0).count() > 2);
            let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
            let (exposures, times) = (vec![1.0; counts.len()], steps(counts.len()));
            let one = poisson_trend(&counts, &exposures, &times, Confidence::P95);
            let back = |values: &[f64]| values.iter().rev().copied().collect::<Vec<_>>();
            let other = poisson_trend(&back(&counts), &vec![unit; counts.len()], &back(&times), Confidence::P95);
            prop_assert_eq!(one.is_some(), other.is_some());
            if let (Some(one), Some(other)) = (one, other) {
                prop_assert!((one.ratio_per_unit / other.ratio_per_unit - 1.0).abs() < 1e-6);
                prop_assert!((one.p - other.p).abs() < 1e-6);
            }
        }
    }
}
