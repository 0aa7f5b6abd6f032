use std::sync::Arc;

use jiff::civil::{Date, date};

use super::cells::Cells;
use super::events::{Event, Events};
use super::forecaster::Task;
use super::history::History;
use super::horizon::Horizon;
use crate::incident::Provenance;
use crate::space::Planar;
use crate::time::{CivilZone, TimeWindow};

pub(crate) const ORIGIN: Date = date(2024, 1, 1);

const DAY_S: f64 = 86_400.0;

pub(crate) fn zone() -> CivilZone {
    CivilZone::named("UTC").expect("the zone database has it")
}

/// A week ahead, covering half of the ground.
pub(crate) fn task() -> Task {
    Task { horizon: Horizon::Days(7), coverage_fraction: 0.5, seed: 1 }
}

/// Cells of 100 m in a line; events as (cell, days after the origin), a minute long, in the middle of their cells; the data begin
/// `covered_days` before the origin and end as long after it.
pub(crate) fn history(n_cells: usize, events: &[(u32, f64)], covered_days: i64) -> History {
    let events: Vec<_> = events.iter().map(|&(cell, day)| (cell, day, 1.0)).collect();
    weighted_history(n_cells, &events, covered_days)
}

/// The same with what each event counts as.
pub(crate) fn weighted_history(n_cells: usize, events: &[(u32, f64, f64)], covered_days: i64) -> History {
    let zone = zone();
    let centres: Vec<_> = (0..n_cells).map(|cell| Planar { x: 100.0 * cell as f64 + 50.0, y: 50.0 }).collect();
    let origin_s = zone.day_start(ORIGIN);
    let event = |&(cell, day, weight): &(u32, f64, f64)| {
        let middle = origin_s + (day * DAY_S) as i64;
        Event {
            when: TimeWindow::new(middle - 30, middle + 30).expect("a minute"),
            at: centres[cell as usize],
            cell: Some(cell),
            provenance: Provenance::PublicReport,
            weight,
        }
    };
    let target = Events::new(events.iter().map(event).collect(), &zone);
    let reach_s = covered_days * DAY_S as i64;
    let covered = vec![TimeWindow::new(origin_s - reach_s, origin_s + reach_s).expect("it has days")];
    let cells = Cells::new(centres.clone(), vec![0.01; n_cells], 0.01 * n_cells as f64);
    History::new(Arc::new(cells), zone, target, covered)
}
