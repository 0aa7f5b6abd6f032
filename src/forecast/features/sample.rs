use jiff::civil::Date;
use rand::RngExt;

use super::sweep::Sweep;
use super::training::truth;
use crate::analysis::{Cancelled, Progress, replica_rng};
use crate::forecast::forecaster::Task;
use crate::forecast::past::Past;

/// Cells without incidents that are looked at for each origin, on the average: the rest is told by what they stand for.
const QUIET_CELLS: f64 = 1500.0;

/// A floor for the expected incidents of a cell.
pub(in crate::forecast) const LEAST_EXPECTED: f64 = 1e-9;

/// Cells at earlier origins, those without incidents thinned, for fits that cannot look at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::forecast) struct Sample {
    pub cells: Vec<u32>,
    /// The number of each row's origin in the order of time; ascending.
    pub origins: Vec<u32>,
    /// Row-major: a column's value each, and last the logarithm of what was expected.
    pub rows: Vec<f32>,
    /// Weighted incidents of each row's cell.
    pub counts: Vec<f64>,
    /// What was expected in each row's cell, above 0.
    pub expected: Vec<f64>,
    /// How many cells the row stands for: 1 over the chance that it was taken.
    pub stands_for: Vec<f64>,
}

/// All cells with incidents in `task`'s horizon and some of the others, at each of `origins`, which ascend.
///
/// A quiet cell is taken with chance min(1, 750 (expected / mean expected + 1) / cells), so that hot ones are; sums over the rows times
/// `stands_for` are unbiased for sums over all cells (Horvitz and Thompson 1952, doi:10.1080/01621459.1952.10483446). `expected`, called once an origin, gives
/// what was expected of all cells where the sweep is. Chances are drawn from the task's seed and the number of the origin.
pub(in crate::forecast) fn sample<'a>(
    past: Past<'a>,
    task: &Task,
    mut sweep: Sweep<'a>,
    columns: usize,
    origins: &[Date],
    mut expected: impl FnMut(&Sweep<'a>) -> Vec<f64>,
    progress: &Progress,
) -> Result<Sample, Cancelled> {
    let mut sample = Sample::default();
    let mut row = vec![0.0; columns];
    for (number, origin) in origins.iter().enumerate() {
        progress.check()?;
        sweep.go_to(past.at(*origin));
        let expected = expected(&sweep);
        let mean = expected.iter().sum::<f64>() / expected.len().max(1) as f64;
        let mut happened = truth(past, *origin, task).into_iter().peekable();
        let mut rng = replica_rng(task.seed, number as u64);
        for (cell, expected) in expected.iter().map(|expected| expected.max(LEAST_EXPECTED)).enumerate() {
            let relative = if mean > 0.0 { expected / mean } else { 1.0 };
            let chance = (QUIET_CELLS / 2.0 * (relative + 1.0) / past.cells().len() as f64).min(1.0);
            let taken = rng.random::<f64>() < chance;
            let count = happened.next_if(|(of, _)| *of == cell).map_or(0.0, |(_, count)| count);
            if count > 0.0 || taken {
                sweep.row(cell, &mut row);
                sample.rows.extend(row.iter().map(|value| *value as f32));
                sample.rows.push(expected.ln() as f32);
                sample.cells.push(cell as u32);
                sample.origins.push(number as u32);
                sample.counts.push(count);
                sample.expected.push(expected);
                sample.stands_for.push(if count > 0.0 { 1.0 } else { 1.0 / chance });
            }
        }
    }
    Ok(sample)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::features::columns;
    use crate::forecast::fixture::{ORIGIN, history, task};

    fn draw(seed: u64) -> (Sample, usize) {
        let events: Vec<_> = (1..200).map(|day| ((day * 37 % 6000) as u32, -f64::from(day))).collect();
        let history = history(6000, &events, 200);
        let past = history.before(ORIGIN);
        let columns = columns(past);
        let task = crate::forecast::Task { seed, ..task() };
        let sweep = Sweep::new(past, &columns, task.horizon);
        let origins = past.earlier_origins(task.horizon, 5);
        let alike = |_: &Sweep<'_>| vec![0.001; 6000];
        (sample(past, &task, sweep, columns.len(), &origins, alike, &Progress::new()).unwrap(), columns.len())
    }

    #[test]
    fn stands_for_all_cells_and_holds_all_incidents() {
        let (sample, columns) = draw(1);
        assert_eq!(sample.counts.iter().sum::<f64>(), 35.0, "one a day for five weeks");
        let all: f64 = sample.stands_for.iter().sum();
        // 5 × 6000 cells, a third of them taken: the standard error is 1.2 %.
        assert!((all / 30_000.0 - 1.0).abs() < 0.05, "{all}");
        assert_eq!(sample.rows.len(), sample.counts.len() * (columns + 1));
        let of_each = sample.origins.chunk_by(|one, next| one == next).zip(0..);
        assert_eq!(of_each.filter(|(rows, number)| rows[0] == *number).count(), 5);
    }

    #[test]
    fn the_seed_decides() {
        assert_eq!(draw(1).0, draw(1).0);
        assert_ne!(draw(1).0.cells, draw(2).0.cells);
    }
}
