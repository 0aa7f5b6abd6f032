use serde::{Deserialize, Serialize};

use crate::analysis::intervals::{Confidence, Interval, poisson_interval};

/// Expected incidents a cell at which a class of the calibration table ends, the last class having no end. Fixed, so that tables of
/// forecasters, periods and places can be laid side by side.
const ENDS: [f64; 16] =
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, f64::INFINITY];

/// What came where so much was expected: one line for each class of risk, from low to high, sums over cells and periods.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    classes: Vec<Sums>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Sums {
    cells: u64,
    expected: f64,
    observed: f64,
}

/// One line of the table: cells whose risk was at least `from` and below `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibrationClass {
    pub from: f64,
    /// `None`: no end.
    pub to: Option<f64>,
    /// Cells times periods.
    pub cells: u64,
    pub expected: f64,
    pub observed: f64,
    /// What came to one that was expected; `None` where nothing was.
    pub ratio: Option<f64>,
    /// The exact interval of the ratio, 95 %, as if incidents were independent.
    pub interval: Option<Interval>,
}

impl Calibration {
    /// Of one period: `risk` and `counts` are `[n_cells]`. A perfect forecast has every ratio within chance of 1.
    pub fn of(risk: &[f64], counts: &[f64]) -> Self {
        let mut classes = vec![Sums::default(); ENDS.len()];
        for (risk, count) in risk.iter().zip(counts) {
            let class = &mut classes[ENDS.partition_point(|end| end <= risk).min(ENDS.len() - 1)];
            class.cells += 1;
            class.expected += risk;
            class.observed += count;
        }
        Self { classes }
    }

    /// Several periods as one.
    pub fn total<'a>(periods: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut classes = vec![Sums::default(); ENDS.len()];
        for period in periods {
            for (class, more) in classes.iter_mut().zip(&period.classes) {
                class.cells += more.cells;
                class.expected += more.expected;
                class.observed += more.observed;
            }
        }
        Self { classes }
    }

    /// The classes that hold a cell, from low risk to high.
    pub fn table(&self) -> Vec<CalibrationClass> {
        let starts = std::iter::once(0.0).chain(ENDS);
        let lines = starts.zip(ENDS).zip(&self.classes).filter(|(_, sums)| sums.cells > 0);
        lines.map(|((from, to), sums)| line(from, to, sums)).collect()
    }
}

fn line(from: f64, to: f64, sums: &Sums) -> CalibrationClass {
    let per_expected = |of: f64| of / sums.expected;
    let is_expected = sums.expected > 0.0;
    let interval = is_expected.then(|| {
        let count = poisson_interval(sums.observed as usize, Confidence::P95);
        Interval { low: per_expected(count.low), high: per_expected(count.high) }
    });
    CalibrationClass {
        from,
        to: to.is_finite().then_some(to),
        cells: sums.cells,
        expected: sums.expected,
        observed: sums.observed,
        ratio: is_expected.then(|| per_expected(sums.observed)),
        interval,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let table = Calibration::of(&[0.0, 0.1, 0.15, 70.0], &[0.0, 1.0, 0.0, 80.0]).table();
        let lines: Vec<_> = table.iter().map(|line| (line.from, line.to, line.cells, line.observed)).collect();
        assert_eq!(lines, [(0.0, Some(0.001), 1, 0.0), (0.1, Some(0.2), 2, 1.0), (50.0, None, 1, 80.0)]);
        assert_eq!((table[0].ratio, table[0].interval), (None, None));
        assert!((table[1].ratio.unwrap() - 4.0).abs() < 1e-12);
        // Garwood's interval of one event, 0.0253 to 5.57 (see `analysis::intervals`), over 0.25.
        assert!((table[1].interval.unwrap().low - 0.101_271_231_937).abs() < 1e-9);
    }

    #[test]
    fn halves_add_up_to_the_whole() {
        let (risk, counts) = ([0.3, 0.02, 4.0, 0.6], [1.0, 0.0, 3.0, 2.0]);
        let whole = Calibration::of(&risk, &counts);
        let halves = [Calibration::of(&risk[..2], &counts[..2]), Calibration::of(&risk[2..], &counts[2..])];
        assert_eq!(Calibration::total(&halves), whole);
    }

    #[test]
    fn nothing_has_no_line() {
        assert!(Calibration::of(&[], &[]).table().is_empty());
        assert!(Calibration::total([]).table().is_empty());
    }
}
