/// How counts scatter about an expected number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Predictive {
    /// Variance = mean.
    Poisson,
    /// Variance = mean + dispersion × mean².
    NegativeBinomial { dispersion: f64 },
}

/// A dispersion below this moves no quantile of a count that cells have.
const LEAST_DISPERSION: f64 = 1e-6;

/// Above this mean the counts are not summed one by one, and the normal curve is as good.
const LARGEST_SUMMED_MEAN: f64 = 400.0;

/// The standard normal's upper decile.
const UPPER_DECILE_Z: f64 = 1.281_551_565_544_600_4;

impl Predictive {
    /// The negative binomial of a dispersion; the Poisson where none was found.
    ///
    /// The dispersion is that of past forecasts: Σ((y − λ)² − y) / Σλ² over cells and earlier periods, the slope of the auxiliary
    /// regression of Cameron and Trivedi (1990, Journal of Econometrics 46, 347-364, doi:10.1016/0304-4076(90)90014-K), weighted by λ².
    pub fn of_dispersion(dispersion: Option<f64>) -> Self {
        match dispersion {
            Some(dispersion) if dispersion > LEAST_DISPERSION => Self::NegativeBinomial { dispersion },
            _ => Self::Poisson,
        }
    }

    pub fn slug(self) -> &'static str {
        match self {
            Self::Poisson => "poisson",
            Self::NegativeBinomial { .. } => "negative-binomial",
        }
    }

    /// The 10th and 90th percentile of a count with this `mean`: at least 80 % of counts lie between them, the ends included.
    ///
    /// Each is the smallest count whose distribution function reaches the level. `mean` is finite and not below 0. Cost: the upper end.
    pub fn interval_80(self, mean: f64) -> (u32, u32) {
        if mean > LARGEST_SUMMED_MEAN {
            let reach = UPPER_DECILE_Z * self.variance(mean).sqrt();
            return ((mean - reach).max(0.0).round() as u32, (mean + reach).round() as u32);
        }
        let mut term = self.none_fraction(mean);
        let mut sum = term;
        let mut count = 0;
        let mut low = None;
        while sum < 0.9 {
            if sum >= 0.1 && low.is_none() {
                low = Some(count);
            }
            term *= self.step(mean, count);
            count += 1;
            // Rounding: the rest of the sum is smaller than a double can tell.
            if term < f64::MIN_POSITIVE && f64::from(count) > mean {
                break;
            }
            sum += term;
        }
        (low.unwrap_or(count), count)
    }

    /// The chance of at least one incident, 0..=1.
    pub fn at_least_one_fraction(self, mean: f64) -> f64 {
        1.0 - self.none_fraction(mean)
    }

    fn variance(self, mean: f64) -> f64 {
        match self {
            Self::Poisson => mean,
            Self::NegativeBinomial { dispersion } => mean + dispersion * mean * mean,
        }
    }

    fn none_fraction(self, mean: f64) -> f64 {
        match self {
            Self::Poisson => (-mean).exp(),
            Self::NegativeBinomial { dispersion } => (-(dispersion * mean).ln_1p() / dispersion).exp(),
        }
    }

    /// The chance of `count` + 1 over that of `count`.
    fn step(self, mean: f64, count: u32) -> f64 {
        let next = f64::from(count) + 1.0;
        match self {
            Self::Poisson => mean / next,
            Self::NegativeBinomial { dispersion } => {
                (mean + dispersion * mean * f64::from(count)) / (next * (1.0 + dispersion * mean))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // e^-0.05 = 0.95: nothing at both ends. e^-0.2 = 0.82, with one incident 0.98.
        assert_eq!(Predictive::Poisson.interval_80(0.05), (0, 0));
        assert_eq!(Predictive::Poisson.interval_80(0.2), (0, 1));
        assert_eq!(Predictive::Poisson.interval_80(0.0), (0, 0));
        assert!((Predictive::Poisson.at_least_one_fraction(1.0) - 0.632_120_558_8).abs() < 1e-9);
        let geometric = Predictive::NegativeBinomial { dispersion: 1.0 };
        assert!((geometric.at_least_one_fraction(3.0) - 0.75).abs() < 1e-12);
    }

    /// scipy 1.17.1: `scipy.stats.poisson.ppf([.1, .9], mu)` and `nbinom.ppf([.1, .9], 1 / a, 1 / (1 + a * mu))`.
    #[test]
    fn as_scipy_has_them() {
        let found = |dispersion: Option<f64>, mean| Predictive::of_dispersion(dispersion).interval_80(mean);
        assert_eq!(found(None, 1.84), (0, 4));
        assert_eq!(found(None, 12.5), (8, 17));
        assert_eq!(found(None, 300.0), (278, 322));
        assert_eq!(found(Some(0.3), 1.84), (0, 4));
        assert_eq!(found(Some(0.5), 12.5), (3, 25));
        assert_eq!(found(Some(2.0), 5.0), (0, 14));
    }

    #[test]
    fn more_dispersion_is_never_narrower_and_large_means_go_on() {
        for mean in [0.3, 2.0, 30.0, 399.0] {
            let (low, high) = Predictive::of_dispersion(Some(0.01)).interval_80(mean);
            let (lower, higher) = Predictive::of_dispersion(Some(0.5)).interval_80(mean);
            assert!(lower <= low && higher >= high.saturating_sub(1), "{mean}");
        }
        let (summed, normal) = (Predictive::Poisson.interval_80(400.0), Predictive::Poisson.interval_80(400.1));
        assert!(summed.0.abs_diff(normal.0) <= 1 && summed.1.abs_diff(normal.1) <= 1);
    }

    #[test]
    fn next_to_no_dispersion_is_poisson() {
        assert_eq!(Predictive::of_dispersion(Some(-0.2)), Predictive::Poisson);
        assert_eq!(Predictive::of_dispersion(None).slug(), "poisson");
    }
}
