use rand::Rng;
use rand::RngExt as _;

/// Possible futures of one series: `[paths × months]`, in incidents a month.
#[derive(Clone, Debug)]
pub struct Paths {
    months: usize,
    values: Vec<f64>,
}

/// What is to be expected of one number: its median, and the intervals that hold it in 80 and 95 of 100 futures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    pub median: f64,
    pub low_80: f64,
    pub high_80: f64,
    pub low_95: f64,
    pub high_95: f64,
}

impl Paths {
    /// `values` holds the months of the first future, then those of the second, and so on.
    pub fn new(months: usize, values: Vec<f64>) -> Self {
        Self { months, values }
    }

    /// What is to be expected of a month, counted from 0.
    pub fn month(&self, month: usize) -> Outlook {
        Outlook::of(self.values.chunks(self.months).map(|path| path[month]).collect())
    }

    /// What is to be expected of the sum of some months, and of `known` that has been counted already.
    pub fn sum(&self, months: std::ops::Range<usize>, known: f64) -> Outlook {
        let sums = self.values.chunks(self.months).map(|path| known + path[months.clone()].iter().sum::<f64>());
        Outlook::of(sums.collect())
    }
}

impl Outlook {
    fn of(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        Self {
            median: quantile(&values, 0.5),
            low_80: quantile(&values, 0.1),
            high_80: quantile(&values, 0.9),
            low_95: quantile(&values, 0.025),
            high_95: quantile(&values, 0.975),
        }
    }
}

/// The quantile of ascending values, between neighbours in proportion (Hyndman and Fan's seventh, doi:10.1080/00031305.1996.10473566);
/// 0 of none.
fn quantile(sorted: &[f64], fraction: f64) -> f64 {
    let at = fraction * sorted.len().saturating_sub(1) as f64;
    let (below, part) = (at.floor() as usize, at.fract());
    let value = |at: usize| sorted.get(at).copied().unwrap_or_default();
    if part == 0.0 { value(below) } else { value(below) + part * (value(below + 1) - value(below)) }
}

/// One of some values at random; 0 of none.
pub(super) fn draw(values: &[f64], rng: &mut impl Rng) -> f64 {
    if values.is_empty() { 0.0 } else { values[rng.random_range(0..values.len())] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_by_hand() {
        let paths = Paths::new(2, (0..=100).flat_map(|path| [f64::from(path), 1.0]).collect());
        let expected = Outlook { median: 50.0, low_80: 10.0, high_80: 90.0, low_95: 2.5, high_95: 97.5 };
        assert_eq!(paths.month(0), expected);
        assert_eq!(paths.sum(0..2, 5.0).median, 56.0);
        assert_eq!(quantile(&[], 0.5), 0.0);
    }
}
