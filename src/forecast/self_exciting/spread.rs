use super::waiting::Spans;

/// How what an incident triggers is spread over space. A pair's weight is `factor(apart) exp(−exponent(apart))`, which sums to 1 over all
/// places within reach.
pub(super) trait Spread: Copy + std::fmt::Debug + Send + Sync {
    fn factor(self, apart: f64) -> f64;

    fn exponent(self, apart: f64) -> f64;

    /// What the best spread depends on: its mean over the triggered incidents is all that [`Spread::fitted`] needs.
    fn statistic(apart: f64) -> f64;

    fn fitted(self, mean_statistic: f64) -> Self;

    /// The parameter on a scale without bounds, and back.
    fn free(self) -> f64;

    fn with_free(self, free: f64) -> Self;
}

/// A Gaussian of both axes, cut at a distance; `apart` is half the square of the distance, m².
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gaussian {
    /// 1 / variance, per m².
    precision: f64,
    /// Half the square of the distance that it is cut at, m².
    end: f64,
    /// As narrow as it may become, per m².
    most_precision: f64,
    peak: f64,
}

impl Gaussian {
    /// `least_sd_m` is as narrow as it may become: 0 for no limit.
    pub fn new(sd_m: f64, reach_m: f64, least_sd_m: f64) -> Self {
        let any = Self {
            precision: 0.0,
            end: 0.5 * reach_m * reach_m,
            most_precision: 1.0 / (least_sd_m * least_sd_m),
            peak: 0.0,
        };
        any.with_precision(1.0 / (sd_m * sd_m))
    }

    fn with_precision(self, precision: f64) -> Self {
        let precision = precision.min(self.most_precision);
        let peak = precision / std::f64::consts::TAU / -(-precision * self.end).exp_m1();
        Self { precision, peak, ..self }
    }

    pub fn sd_m(self) -> f64 {
        self.precision.sqrt().recip()
    }
}

impl Spread for Gaussian {
    fn factor(self, _: f64) -> f64 {
        self.peak
    }

    fn exponent(self, apart: f64) -> f64 {
        self.precision * apart
    }

    fn statistic(apart: f64) -> f64 {
        apart
    }

    /// Half the squared distance of a Gaussian pair is exponential, its rate the precision.
    fn fitted(self, mean_statistic: f64) -> Self {
        self.with_precision(Spans::one(self.end).rate_of_mean(mean_statistic))
    }

    fn free(self) -> f64 {
        self.precision.ln()
    }

    fn with_free(self, free: f64) -> Self {
        self.with_precision(free.exp())
    }
}

/// A share in the cell itself, the rest evenly in the cells around; `apart` is 0 in the same cell, else 1 / (number of cells around the
/// earlier one).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rings {
    pub own_fraction: f64,
}

impl Spread for Rings {
    fn factor(self, apart: f64) -> f64 {
        if apart == 0.0 { self.own_fraction } else { (1.0 - self.own_fraction) * apart }
    }

    fn exponent(self, _: f64) -> f64 {
        0.0
    }

    fn statistic(apart: f64) -> f64 {
        if apart == 0.0 { 1.0 } else { 0.0 }
    }

    fn fitted(self, mean_statistic: f64) -> Self {
        // Neither may become impossible for good.
        Self { own_fraction: mean_statistic.clamp(1e-6, 1.0 - 1e-6) }
    }

    fn free(self) -> f64 {
        (self.own_fraction / (1.0 - self.own_fraction)).ln()
    }

    fn with_free(self, free: f64) -> Self {
        Self { own_fraction: 1.0 / (1.0 + (-free).exp()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sum_to_one_within_reach() {
        let gaussian = Gaussian::new(150.0, 400.0, 0.0);
        // Rings of a metre: ∫ 2πr f(r) dr.
        let ring = |r: f64| std::f64::consts::TAU * r * gaussian.factor(0.0) * (-gaussian.exponent(0.5 * r * r)).exp();
        let all: f64 = (0..400).map(|r| ring(f64::from(r) + 0.5)).sum();
        assert!((all - 1.0).abs() < 1e-5, "{all}");
        let rings = Rings { own_fraction: 0.7 };
        assert!((rings.factor(0.0) + 6.0 * rings.factor(1.0 / 6.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn free_scales_go_and_come_back() {
        let gaussian = Gaussian::new(150.0, 400.0, 0.0);
        assert!((gaussian.with_free(gaussian.free()).sd_m() - 150.0).abs() < 1e-9);
        let rings = Rings { own_fraction: 0.7 };
        assert!((rings.with_free(rings.free()).own_fraction - 0.7).abs() < 1e-12);
        assert_eq!(rings.fitted(0.25).own_fraction, 0.25);
    }
}
