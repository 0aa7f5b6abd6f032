use crate::analysis::intervals::poisson_tails;

/// Whether as many incidents came as were expected (the N test).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberTest {
    /// δ₁: how probable at least as many incidents are as came.
    pub at_least: f64,
    /// δ₂: how probable at most as many are.
    pub at_most: f64,
}

/// The part left out at each end: 5 % in all (Zechar et al. 2010, their effective level for a two-sided test).
const TAIL: f64 = 0.025;

impl NumberTest {
    /// Neither too many nor too few came, at 5 %.
    pub fn passed(self) -> bool {
        self.at_least >= TAIL && self.at_most >= TAIL
    }
}

/// Both tails of a Poisson count of mean `expected` at `observed` incidents (Zechar et al. 2010, eq. 3 and 4).
///
/// `expected` is at least 0. With 0 expected, `at_least` is 0 for any incident at all.
pub fn number_test(expected: f64, observed: usize) -> NumberTest {
    let (at_least, at_most) = poisson_tails(expected, observed);
    NumberTest { at_least, at_most }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// pycsep 0.8.0, `_number_test_ndarray`: tests/reference/evaluation.py.
    #[test]
    fn as_pycsep() {
        for (expected, observed, at_least, at_most) in [
            (4.0, 7, 0.110_673_978_402_573_65, 0.948_866_384_207_152_7),
            (4.0, 0, 1.0, 0.018_315_638_888_734_182),
            (310.5, 280, 0.962_478_363_408_545_1, 0.042_582_453_033_524_75),
            (15_000.0, 15_299, 0.007_537_309_020_532_956, 0.992_629_753_400_328_4),
        ] {
            let ours = number_test(expected, observed);
            assert!((ours.at_least - at_least).abs() < 1e-9 && (ours.at_most - at_most).abs() < 1e-9, "{ours:?}");
        }
    }

    #[test]
    fn tails_by_hand() {
        let none = number_test(1.0, 0);
        assert_eq!(none.at_least, 1.0);
        assert!((none.at_most - (-1.0_f64).exp()).abs() < 1e-12);
        assert!(none.passed());
        assert!(!number_test(10.0, 0).passed() && !number_test(10.0, 30).passed());
    }

    #[test]
    fn the_tails_share_the_count_itself() {
        for count in 0..12 {
            let NumberTest { at_least, at_most } = number_test(5.5, count);
            let here = (-5.5_f64).exp() * (1..=count).map(|k| 5.5 / k as f64).product::<f64>();
            assert!((at_least + at_most - 1.0 - here).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_expected() {
        assert_eq!(number_test(0.0, 0), NumberTest { at_least: 1.0, at_most: 1.0 });
        assert_eq!(number_test(0.0, 3), NumberTest { at_least: 0.0, at_most: 1.0 });
    }
}
