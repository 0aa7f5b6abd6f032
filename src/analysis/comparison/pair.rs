use crate::analysis::intervals::{Confidence, RateRatio, rate_ratio};

/// What two counts are measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Incidents a day.
    Rate,
    /// Each as a share of its own total.
    Share,
}

impl Measure {
    pub const ALL: [Self; 2] = [Self::Rate, Self::Share];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Share => "share",
        }
    }
}

/// What each side could have had: days, or all incidents of the side. Both are over 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exposure {
    pub here: f64,
    pub there: f64,
}

impl Exposure {
    /// How many times the first side's exposure is the second's: a count of the second times this compares with one of the first.
    pub fn scale(self) -> f64 {
        self.here / self.there
    }
}

/// Two counts of the same kind, the first held against the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub count: usize,
    pub against: usize,
    /// What the first would be, were its rate the second's: incidents.
    pub expected: f64,
    /// The first less what was expected: incidents.
    pub difference: f64,
    /// The first's rate over the second's with its exact 95 % interval; `None` where both are zero.
    pub ratio: Option<RateRatio>,
}

impl Pair {
    /// expected = against × exposure of the first / exposure of the second; difference = count - expected; ratio by
    /// [`rate_ratio`], exact given that incidents come independently of each other.
    ///
    /// With shares the exposures are themselves counts, and the interval takes them as given. Cost: two root searches.
    pub fn of(count: usize, against: usize, exposure: Exposure) -> Self {
        let expected = against as f64 * exposure.scale();
        Self {
            count,
            against,
            expected,
            difference: count as f64 - expected,
            ratio: rate_ratio(count, exposure.here, against, exposure.there, Confidence::P95),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    #[test]
    fn by_hand() {
        // 30 in 31 days against 20 in 62: 10 expected, three times the rate.
        let pair = Pair::of(30, 20, Exposure { here: 31.0, there: 62.0 });
        assert_eq!((pair.expected, pair.difference), (10.0, 20.0));
        assert!((pair.ratio.unwrap().ratio.unwrap() - 3.0).abs() < 1e-12);
        assert_eq!(Pair::of(0, 0, Exposure { here: 1.0, there: 1.0 }).ratio, None);
        assert_eq!(Pair::of(3, 0, Exposure { here: 1.0, there: 1.0 }).ratio.unwrap().ratio, None);
    }

    /// R's `poisson.test(c(40, 22), c(365, 366))$conf.int`, here by scipy 1.17.1: see `intervals::tests::ratios_as_scipy`.
    #[test]
    fn the_interval_is_the_exact_one() {
        let ratio = Pair::of(40, 22, Exposure { here: 365.0, there: 366.0 }).ratio.unwrap();
        assert!((ratio.low - 1.057_825_092_353_800_2).abs() < 1e-9);
        assert!((ratio.high.unwrap() - 3.220_846_675_901_833).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn exposure_has_no_unit(a in 0..50_usize, b in 1..50_usize, days in 1.0..400.0_f64) {
            let one = Pair::of(a, b, Exposure { here: days, there: 30.0 });
            let other = Pair::of(a, b, Exposure { here: 24.0 * days, there: 720.0 });
            prop_assert!((one.difference - other.difference).abs() < 1e-9);
            prop_assert!((one.ratio.unwrap().low - other.ratio.unwrap().low).abs() < 1e-9);
        }
    }
}
