/// How much better a higher rate inside a cylinder explains the cases than one rate everywhere: the logarithm of the generalised
/// likelihood ratio.
///
/// With c cases inside and μ expected, of C in all: c ln(c / μ) + (C - c) ln((C - c) / (C - μ)) when c > μ, else 0. Under
/// permutation μ = (cases in the circle) × (cases on the days) / C; `product` is that product before the division, a whole number.
///
/// Source: Kulldorff M, Heffernan R, Hartman J, Assunção R, Mostashari F (2005), A space-time permutation scan statistic for disease
/// outbreak detection, PLoS Medicine 2(3) e59, doi:10.1371/journal.pmed.0020059.
pub(super) fn log_likelihood_ratio(cases: u32, product: u64, total: u32) -> f64 {
    let (cases, total) = (f64::from(cases), f64::from(total));
    let expected = product as f64 / total;
    if cases <= expected {
        return 0.0;
    }
    let outside = total - cases;
    let of_outside = if outside > 0.0 { outside * (outside / (total - expected)).ln() } else { 0.0 };
    cases * (cases / expected).ln() + of_outside
}

/// Numbers of cases from this on are always computed.
const TABULATED: usize = 256;

/// The best statistic so far, and for each number of cases a product of margins from which on it is not beaten.
///
/// The statistic falls as the product grows, so that one cylinder that fails rules out all with as many cases and a larger product:
/// comparing two whole numbers replaces two logarithms for nearly every cylinder, and the maximum stays exact.
pub(super) struct Record {
    total: u32,
    best: f64,
    fails_from: [u64; TABULATED],
}

impl Record {
    /// Everything above 0 beats nothing.
    pub(super) fn new(total: u32) -> Self {
        Self { total, best: 0.0, fails_from: [u64::MAX; TABULATED] }
    }

    /// The statistic, when it is above the best.
    pub(super) fn beaten_by(&mut self, cases: u32, product: u64) -> Option<f64> {
        let mut fails_from = self.fails_from.get_mut(cases as usize);
        if fails_from.as_ref().is_some_and(|from| product >= **from) {
            return None;
        }
        let statistic = log_likelihood_ratio(cases, product, self.total);
        if statistic > self.best {
            return Some(statistic);
        }
        if let Some(from) = &mut fails_from {
            **from = product;
        }
        None
    }

    pub(super) fn set(&mut self, best: f64) {
        self.best = best;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // SaTScan 10.3 on its New York example: 4 cases of 194 where 0.67 are expected, statistic 3.845418.
        assert!((log_likelihood_ratio(4, 130, 194) - 3.845_418).abs() < 5e-7);
        assert_eq!(log_likelihood_ratio(2, 2 * 50, 50), 0.0);
        assert!((log_likelihood_ratio(10, 10 * 5, 10) - 10.0 * 2.0_f64.ln()).abs() < 1e-12, "every case inside");
    }

    #[test]
    fn what_is_ruled_out_would_not_have_won() {
        let mut record = Record::new(500);
        for best in [0.0, 1.5, 7.25] {
            record.set(best);
            for at in 0..40_000_u64 {
                // Cases and products in a scattered order.
                let (cases, product) = (2 + (at * 7 % 40) as u32, 1 + at * 7_919 % 5_000);
                let statistic = log_likelihood_ratio(cases, product, 500);
                assert_eq!(record.beaten_by(cases, product), (statistic > best).then_some(statistic));
            }
        }
        assert!(record.beaten_by(300, 1).is_some(), "beyond the table it is computed");
    }
}
