use jiff::civil::Date;
use rayon::prelude::*;

use super::error::ForecastError;
use super::forecaster::Task;
use super::past::Past;

/// The cells that cover `coverage_fraction` of the ground, those of most risk first: by risk, then by `tie_break`, then by row.
///
/// As many cells as stay within the coverage when each has the mean area (rounded, at least one). Cost: a partial sort.
pub fn top_cells(risk: &[f64], tie_break: &[f64], n: usize) -> Vec<usize> {
    let before = |a: &usize, b: &usize| {
        let by_risk = risk[*b].total_cmp(&risk[*a]);
        by_risk.then_with(|| tie_break[*b].total_cmp(&tie_break[*a])).then(a.cmp(b))
    };
    let mut order = at_least_nth(risk, n);
    let n = n.min(order.len());
    if n < order.len() && n > 0 {
        order.select_nth_unstable_by(n - 1, before);
    }
    order.truncate(n);
    order.sort_unstable_by(before);
    order
}

/// The rows, ascending, whose risk is no less than the `n`-th greatest: few of them on a large grid, and numbers are selected faster than
/// rows are.
fn at_least_nth(risk: &[f64], n: usize) -> Vec<usize> {
    if n == 0 || n >= risk.len() {
        return (0..risk.len()).collect();
    }
    let mut values = risk.to_vec();
    let nth = *values.select_nth_unstable_by(n - 1, |a, b| b.total_cmp(a)).1;
    (0..risk.len()).filter(|&row| risk[row].total_cmp(&nth).is_ge()).collect()
}

/// The part of all incidents (in and out of the cells) that `chosen` cells held; `None` when there was none.
pub fn captured_fraction(chosen: &[usize], counts: &[f64], total: f64) -> Option<f64> {
    (total > 0.0).then(|| chosen.iter().map(|&cell| counts[cell]).sum::<f64>() / total)
}

/// How many cells a coverage is.
pub(super) fn covering_cells(past: Past<'_>, coverage_fraction: f64) -> usize {
    let cells = past.cells();
    let mean_km2 = cells.area_km2().iter().sum::<f64>() / cells.len().max(1) as f64;
    ((coverage_fraction * cells.ground_km2() / mean_km2).round() as usize).clamp(1, cells.len().max(1))
}

/// The candidate that captures most at the task's coverage, summed over earlier origins; the first of equals, and the first of all
/// where there is no earlier origin.
///
/// `risk` gives the candidate's risk `[n_cells]` for a past. On all cores, origin by origin. Cost: candidates × origins × the cost of `risk`.
pub(super) fn most_capturing<T: Copy + Sync>(
    past: Past<'_>,
    task: &Task,
    at_most_origins: usize,
    candidates: &[T],
    risk: impl Fn(T, Past<'_>) -> Result<Vec<f64>, ForecastError> + Sync,
) -> Result<T, ForecastError> {
    let n = covering_cells(past, task.coverage_fraction);
    let at = |origin: &Date| -> Result<Vec<f64>, ForecastError> {
        let earlier = past.at(*origin);
        let Some(truth) = past.counts_in(task.horizon.window(*origin, past.zone())) else {
            return Ok(vec![0.0; candidates.len()]);
        };
        let captured = |candidate: &T| {
            let risk = risk(*candidate, earlier)?;
            Ok(top_cells(&risk, &risk, n).into_iter().map(|cell| truth.counts[cell]).sum())
        };
        candidates.iter().map(captured).collect()
    };
    let origins = past.earlier_origins(task.horizon, at_most_origins);
    let by_origin = origins.par_iter().map(at).collect::<Result<Vec<Vec<f64>>, _>>()?;
    let captured = |candidate: usize| by_origin.iter().map(|captured| captured[candidate]).sum::<f64>();
    let captured: Vec<f64> = (0..candidates.len()).map(captured).collect();
    let best = (0..candidates.len()).rev().max_by(|a, b| captured[*a].total_cmp(&captured[*b]));
    Ok(candidates[best.unwrap_or(0)])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn ties_go_to_the_tie_break_and_then_to_the_lower_row() {
        let risk = [1.0, 3.0, 3.0, 0.0, 3.0];
        assert_eq!(top_cells(&risk, &[0.0, 1.0, 2.0, 9.0, 1.0], 2), [2, 1]);
        assert_eq!(top_cells(&risk, &[0.0; 5], 4), [1, 2, 4, 0]);
        assert_eq!(top_cells(&risk, &risk, 9).len(), 5);
        assert!(top_cells(&risk, &risk, 0).is_empty());
    }

    proptest! {
        #[test]
        fn the_top_is_the_head_of_all_sorted(
            risk in prop::collection::vec((0..6_u8, 0..3_u8), 0..60),
            n in 0..70_usize,
        ) {
            let (risk, tie_break): (Vec<f64>, Vec<f64>) =
                risk.into_iter().map(|(risk, tie)| (f64::from(risk) - 1.0, f64::from(tie))).unzip();
            let mut all: Vec<usize> = (0..risk.len()).collect();
            let key = |row: usize| (-risk[row], -tie_break[row]);
            all.sort_by(|a, b| key(*a).partial_cmp(&key(*b)).unwrap());
            all.truncate(n);
            prop_assert_eq!(top_cells(&risk, &tie_break, n), all);
        }
    }

    #[test]
    fn captured_by_hand() {
        assert_eq!(captured_fraction(&[0, 2], &[2.0, 1.0, 1.0], 8.0), Some(0.375));
        assert_eq!(captured_fraction(&[0], &[0.0], 0.0), None);
    }
}
