use jiff::civil::Date;
use rand::RngExt;

use super::sweep::Sweep;
use super::training::truth;
use crate::analysis::{Cancelled, Progress, replica_rng};
use crate::forecast::forecaster::Task;
use crate::forecast::past::Past;

/// Cells without incidents that are looked at for each origin, on the average: the rest is told by what they stand for.
const QUIET_CELLS: f64 = 2000.0;

/// A floor for the expected incidents of a cell.
pub(in crate::forecast) const LEAST_EXPECTED: f64 = 1e-9;

/// Cells at earlier origins, those without incidents thinned, for fits that cannot look at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::forecast) struct Sample {
    /// Row-major: a column's value each, and last the logarithm of what was expected.
    pub rows: Vec<f32>,
    /// Weighted incidents of each row's cell.
    pub counts: Vec<f64>,
    /// What was expected in each row's cell, above 0.
    pub expected: Vec<f64>,
    /// How many cells the row stands for: 1 over the chance that it was taken.
    pub stands_for: Vec<f64>,
}

/// All cells with incidents and some of the others, at each of `origins`, which ascend.
///
/// A quiet cell is taken with chance min(1, 1000 (expected / mean expected + 1) / cells), so that hot ones are; sums over the rows times
/// `stands_for` are unbiased for sums over all cells (Horvitz and Thompson 1952, doi:10.1080/01621459.1952.10483446). `expected` gives what was
/// expected of all cells where the sweep is. Chances are drawn from the task's seed and the number of the origin.
pub(in crate::forecast) fn sample<'a>(
    past: Past<'a>,
    task: &Task,
    mut sweep: Sweep<'a>,
    columns: usize,
    origins: &[Date],
    expected: impl Fn(&Sweep<'a>) -> Vec<f64>,
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
                sample.counts.push(count);
                sample.expected.push(expected);
                sample.stands_for.push(if count > 0.0 { 1.0 } else { 1.0 / chance });
            }
        }
    }
    Ok(sample)
}
