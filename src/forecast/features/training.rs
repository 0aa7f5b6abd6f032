use jiff::civil::Date;

use super::column::Column;
use super::sweep::Sweep;
use crate::analysis::{Cancelled, Progress};
use crate::forecast::events::civil_day;
use crate::forecast::forecaster::Task;
use crate::forecast::past::Past;

/// What was known at an earlier origin of the cells where something then happened, and what did.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::forecast) struct Example {
    /// Weighted incidents of each such cell.
    pub counts: Vec<f64>,
    /// Row-major, one row a cell, one entry a column.
    pub rows: Vec<f32>,
    /// Each column over all cells.
    pub sums: Vec<f64>,
}

/// An example for each of `origins`, which ascend.
pub(in crate::forecast) fn examples(
    past: Past<'_>,
    task: &Task,
    columns: &[Column],
    origins: &[Date],
    progress: &Progress,
) -> Result<Vec<Example>, Cancelled> {
    let mut sweep = Sweep::new(past, columns, task.horizon);
    let mut row = vec![0.0; columns.len()];
    let mut found = Vec::with_capacity(origins.len());
    for origin in origins {
        progress.advance(1)?;
        sweep.go_to(past.at(*origin));
        let happened = truth(past, *origin, task);
        let mut rows = Vec::with_capacity(happened.len() * columns.len());
        for (cell, _) in &happened {
            sweep.row(*cell, &mut row);
            rows.extend(row.iter().map(|value| *value as f32));
        }
        found.push(Example { counts: happened.iter().map(|(_, count)| *count).collect(), rows, sums: sweep.sums() });
    }
    Ok(found)
}

/// The cells, ascending, where something happened in the horizon after `origin`, and the weights of what did. Only of what was over by the
/// past's own origin.
pub(in crate::forecast) fn truth(past: Past<'_>, origin: Date, task: &Task) -> Vec<(usize, f64)> {
    let window = task.horizon.window(origin, past.zone());
    let (first, end) = (civil_day(window.start(), past.zone()), civil_day(window.end(), past.zone()));
    let events = past.events();
    let start = events.end_s().partition_point(|&end_s| end_s <= window.start());
    let inside = (start..events.len()).filter(|&event| {
        let middle = events.middle_day()[event];
        middle >= first && middle < end
    });
    let mut cells: Vec<(usize, f64)> =
        inside.filter_map(|event| Some((events.cell(event)?, events.weight()[event]))).collect();
    cells.sort_by_key(|(cell, _)| *cell);
    cells.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    cells.retain(|(_, count)| *count > 0.0);
    cells
}
