use statrs::function::gamma::ln_gamma;

use super::intervals::{Confidence, RateRatio};
use super::monotone_root::monotone_root;

/// How many times as much one count has grown as another: `(a/b) / (c/d)`, with its exact conditional interval.
///
/// `a` and `c` are counts now, `b` and `d` the same before; the lengths of the two windows cancel. Given the margins of the table, `a` has
/// Fisher's noncentral hypergeometric distribution, whose one parameter is the ratio of ratios: the interval holds the parameters
/// for which neither tail beyond `a` is below half of what the confidence leaves. p is twice the smaller tail at 1, at most 1.
///
/// `ratio` is the plain one, `None` where `b` or `c` is zero; the ends are exact even then, `high` is `None` where no ratio is too
/// high. `None` where a margin is zero, since then nothing can be compared. The interval is that of R's `fisher.test`, whose estimate is
/// another (the likeliest parameter). Cost: a pass over the smaller margin for each of about 40 parameters tried.
///
/// Cornfield, J. (1956), A statistical problem arising from retrospective studies, Proc. Third Berkeley Symposium 4, 135-148;
/// Fisher, R. (1935), The logic of inductive inference, JRSS 98, 39-82, doi:10.2307/2342435.
pub fn odds_ratio(a: usize, b: usize, c: usize, d: usize, confidence: Confidence) -> Option<RateRatio> {
    if a + b == 0 || c + d == 0 || a + c == 0 || b + d == 0 {
        return None;
    }
    let table = Table::of(a, b, c, d);
    let tail = confidence.tail();
    let (at_least, at_most) = (table.at_least(0.0), table.at_most(0.0));
    let start = ((a as f64 + 0.5) * (d as f64 + 0.5) / ((b as f64 + 0.5) * (c as f64 + 0.5))).ln();
    let low = (a > table.first).then(|| monotone_root(|log| table.at_least(log) - tail, start, 0.5));
    let high = (a < table.last()).then(|| monotone_root(|log| tail - table.at_most(log), start, 0.5));
    let reached = |log: Option<f64>| log.expect("a tail runs from 0 to 1 as the parameter grows").exp();
    Some(RateRatio {
        ratio: (b > 0 && c > 0).then(|| (a as f64 / b as f64) / (c as f64 / d as f64)),
        low: low.map_or(0.0, reached),
        high: high.map(reached),
        p: (2.0 * at_least.min(at_most)).min(1.0),
    })
}

/// What the first cell can be given the margins, and the logarithm of each weight where the ratio is 1.
struct Table {
    /// The smallest that the first cell can be.
    first: usize,
    log_weights: Vec<f64>,
    /// Where in `log_weights` the cell seen is.
    seen: usize,
}

impl Table {
    fn of(a: usize, b: usize, c: usize, d: usize) -> Self {
        let (row, other_row, column) = (a + b, c + d, a + c);
        let (first, last) = (column.saturating_sub(other_row), row.min(column));
        let log_weights = (first..=last).map(|x| log_choose(row, x) + log_choose(other_row, column - x)).collect();
        Self { first, log_weights, seen: a - first }
    }

    fn last(&self) -> usize {
        self.first + self.log_weights.len() - 1
    }

    /// How probable the cell seen or a larger one is, where the logarithm of the ratio is `log`.
    fn at_least(&self, log: f64) -> f64 {
        self.share(log, |at| at >= self.seen)
    }

    fn at_most(&self, log: f64) -> f64 {
        self.share(log, |at| at <= self.seen)
    }

    fn share(&self, log: f64, inside: impl Fn(usize) -> bool) -> f64 {
        let weight = |at: usize| self.log_weights[at] + at as f64 * log;
        let top = (0..self.log_weights.len()).map(weight).fold(f64::NEG_INFINITY, f64::max);
        let (mut part, mut whole) = (0.0, 0.0);
        for at in 0..self.log_weights.len() {
            let share = (weight(at) - top).exp();
            whole += share;
            part += if inside(at) { share } else { 0.0 };
        }
        part / whole
    }
}

/// The logarithm of the number of ways to choose `k` of `n`.
fn log_choose(n: usize, k: usize) -> f64 {
    let log_factorial = |n: usize| ln_gamma(n as f64 + 1.0);
    log_factorial(n) - log_factorial(k) - log_factorial(n - k)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn by_hand() {
        // Margins 1, 1, 1, 1: the cell is 1 with probability r / (1 + r). At least 1 with 0.025: r = 1/39.
        let found = odds_ratio(1, 0, 0, 1, Confidence::P95).unwrap();
        assert!((found.low - 1.0 / 39.0).abs() < 1e-12);
        assert_eq!((found.ratio, found.high, found.p), (None, None, 1.0));
    }

    /// scipy 1.17.1: `scipy.stats.contingency.odds_ratio(table, kind="conditional").confidence_interval(0.95)`.
    #[test]
    fn as_scipy() {
        for ([a, b, c, d], low, high) in [
            ([15, 8, 300, 320], 0.781_786_822_940_554_8, Some(5.523_807_923_961_753)),
            ([0, 5, 300, 320], 0.0, Some(1.175_536_987_277_07)),
            ([5, 0, 300, 320], 0.967_682_298_806_104_5, None),
            ([420, 310, 30_000, 33_000], 1.282_707_488_094_818_8, Some(1.732_997_590_456_286_2)),
        ] {
            let found = odds_ratio(a, b, c, d, Confidence::P95).unwrap();
            assert!((found.low - low).abs() < 1e-8, "{a} {b} {c} {d}: {found:?}");
            assert_eq!(found.high.is_some(), high.is_some());
            assert!((found.high.unwrap_or(0.0) - high.unwrap_or(0.0)).abs() < 1e-7, "{a} {b} {c} {d}: {found:?}");
        }
    }

    #[test]
    fn nothing_to_compare() {
        assert_eq!(odds_ratio(0, 0, 3, 4, Confidence::P95), None);
        assert_eq!(odds_ratio(0, 2, 0, 4, Confidence::P95), None);
        assert_eq!(odds_ratio(3, 2, 0, 0, Confidence::P95), None);
    }

    proptest! {
        /// The two windows exchanged turn the ratio round.
        #[test]
        fn turned_round(a in 1_usize..60, b in 1_usize..60, c in 1_usize..900, d in 1_usize..900) {
            let one = odds_ratio(a, b, c, d, Confidence::P80).unwrap();
            let other = odds_ratio(b, a, d, c, Confidence::P80).unwrap();
            prop_assert!((one.low * other.high.unwrap() - 1.0).abs() < 1e-9);
            prop_assert!((one.p - other.p).abs() < 1e-9);
            prop_assert!(one.low <= one.ratio.unwrap() && one.ratio.unwrap() <= one.high.unwrap());
        }
    }
}
