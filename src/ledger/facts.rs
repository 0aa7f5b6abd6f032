use crate::forecast::Past;
use crate::index::CellList;
use crate::space::{Metres, Planar};

/// What had happened in and around each cell by the origin: what a forecast is explained by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellFacts {
    /// Incidents in the cell.
    pub last_28_days: Vec<u32>,
    pub last_365_days: Vec<u32>,
    pub all: Vec<u32>,
    /// Incidents of the last 14 days in the cell or within 200 m of it.
    pub near_14_days: Vec<u32>,
    /// Incidents of the last 365 days within 500 m of the cell, its own left out.
    pub around_365_days: Vec<u32>,
}

const NEAR: Metres = Metres(200.0);
const AROUND: Metres = Metres(500.0);

impl CellFacts {
    /// Counted in a few passes over the incidents, and one over those of the last year near each cell.
    pub fn of(past: Past<'_>) -> Self {
        let cells = past.cells();
        let in_last = |days: f64| in_cells(past, days);
        // A cell's edge is about half its width from its centre.
        let half_m = cells.spacing_m() / 2.0;
        let around = near_cells(past, 365.0, half_m + AROUND.0);
        let last_365_days = in_last(365.0);
        Self {
            last_28_days: in_last(28.0),
            around_365_days: around.iter().zip(&last_365_days).map(|(all, own)| all.saturating_sub(*own)).collect(),
            last_365_days,
            all: in_last(f64::INFINITY),
            near_14_days: near_cells(past, 14.0, half_m + NEAR.0),
        }
    }

    pub(super) fn columns(&self) -> [(&'static str, &[u32]); 5] {
        [
            ("last-28-days", &self.last_28_days),
            ("last-365-days", &self.last_365_days),
            ("all", &self.all),
            ("near-14-days", &self.near_14_days),
            ("around-365-days", &self.around_365_days),
        ]
    }

    pub(super) fn column(&mut self, name: &str) -> Option<&mut Vec<u32>> {
        match name {
            "last-28-days" => Some(&mut self.last_28_days),
            "last-365-days" => Some(&mut self.last_365_days),
            "all" => Some(&mut self.all),
            "near-14-days" => Some(&mut self.near_14_days),
            "around-365-days" => Some(&mut self.around_365_days),
            _ => None,
        }
    }
}

fn in_cells(past: Past<'_>, days: f64) -> Vec<u32> {
    let (events, since) = (past.events(), past.origin_day() - days);
    let mut counts = vec![0; past.cells().len()];
    for (event, middle) in events.middle_day().iter().enumerate() {
        if let Some(cell) = events.cell(event).filter(|_| *middle >= since) {
            counts[cell] += 1;
        }
    }
    counts
}

/// Incidents of the last `days` within `reach_m` of each cell's centre.
fn near_cells(past: Past<'_>, days: f64, reach_m: f64) -> Vec<u32> {
    let (events, since) = (past.events(), past.origin_day() - days);
    let dated = events.at().iter().zip(events.middle_day());
    let places: Vec<Planar> = dated.filter(|(_, middle)| **middle >= since).map(|(at, _)| *at).collect();
    CellList::new(&places, Metres(reach_m)).count_within(past.cells().centres(), Metres(reach_m))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{ORIGIN, history};

    #[test]
    fn counted_by_hand() {
        // Cells of 100 m in a line: 250 m reach two cells either way, 550 m five.
        let events = [(0, -1.0), (0, -20.0), (3, -3.0), (9, -100.0), (9, -400.0)];
        let history = history(10, &events, 500);
        let facts = CellFacts::of(history.before(ORIGIN));
        assert_eq!((facts.last_28_days[0], facts.last_365_days[9], facts.all[9]), (2, 1, 2));
        assert_eq!(facts.near_14_days[..7], [1, 2, 2, 1, 1, 1, 0]);
        assert_eq!((facts.around_365_days[0], facts.around_365_days[3], facts.around_365_days[9]), (1, 2, 0));
    }
}
