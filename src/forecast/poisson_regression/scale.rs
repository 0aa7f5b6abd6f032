/// A part of a column's mean over the cells that is added before the logarithm, so that nothing is not minus infinity.
const FLOOR_FRACTION: f64 = 0.1;

/// A deviation below this is rounding: the column is the same everywhere.
const LEAST_DEVIATION: f64 = 1e-6;

/// How a column's logarithm enters: (logarithm − mean) / deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    mean: f64,
    deviation: f64,
}

impl Scale {
    /// Of a column of which nothing was learned.
    pub(super) const UNKNOWN: Self = Self { mean: 0.0, deviation: 1.0 };

    /// ln(value / mean of all cells + 0.1): the same where every cell has twice as much.
    pub(super) fn logarithm(value: f64, sum: f64, n_cells: f64) -> f64 {
        let relative = if sum > 0.0 { value.max(0.0) * n_cells / sum } else { 0.0 };
        (relative + FLOOR_FRACTION).ln()
    }

    /// Of logarithms, each with how many cells it stands for.
    pub(super) fn of(logarithms: impl Iterator<Item = (f64, f64)> + Clone) -> Self {
        let cells: f64 = logarithms.clone().map(|(_, cells)| cells).sum();
        let mean_of = |of: &dyn Fn(f64) -> f64| {
            logarithms.clone().map(|(value, cells)| of(value) * cells).sum::<f64>() / cells.max(f64::MIN_POSITIVE)
        };
        let mean = mean_of(&|value| value);
        let deviation = mean_of(&|value| (value - mean).powi(2)).sqrt();
        Self { mean, deviation: if deviation > LEAST_DEVIATION { deviation } else { 1.0 } }
    }

    pub(super) fn standard(self, logarithm: f64) -> f64 {
        (logarithm - self.mean) / self.deviation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        assert_eq!(Scale::logarithm(3.0, 12.0, 4.0), 1.1_f64.ln());
        assert_eq!(Scale::logarithm(6.0, 24.0, 4.0), 1.1_f64.ln(), "twice as much everywhere");
        // Three cells of 1 and one of 5: mean 2, variance 3.
        let scale = Scale::of([(1.0, 3.0), (5.0, 1.0)].into_iter());
        assert!((scale.standard(5.0) - 3.0_f64.sqrt()).abs() < 1e-12, "{scale:?}");
    }

    #[test]
    fn nothing_and_alike() {
        assert_eq!(Scale::logarithm(0.0, 0.0, 4.0), 0.1_f64.ln());
        assert_eq!(Scale::of([(2.0, 1.0), (2.0, 5.0)].into_iter()).standard(2.0), 0.0);
        assert_eq!(Scale::of(std::iter::empty()), Scale::UNKNOWN);
    }
}
