use sha2::{Digest, Sha256};

use super::error::LedgerError;
use crate::forecast::{CellCounts, Ground};
use crate::index::{Filter, Index};
use crate::store::Hash;
use crate::time::TimeWindow;

/// What came to pass in a period, by the middles of the incidents' windows: those with a place that pass `filter`, each counting 1.
pub(super) fn truth(
    index: &Index,
    filter: &Filter,
    ground: &Ground,
    period: TimeWindow,
) -> Result<CellCounts, LedgerError> {
    let incidents = index.incidents();
    let row_of = index.rows_in_grid(ground.grid());
    let mut found = CellCounts { counts: vec![0.0; ground.cells().len()], outside: 0.0 };
    let in_period = |row: &usize| {
        let middle = incidents.when(*row).midpoint();
        period.start() <= middle && middle < period.end() && incidents.is_located(*row)
    };
    for row in index.select(filter)?.rows().filter(in_period) {
        match row_of(row).and_then(|row| ground.cell_of_row(row)) {
            Some(cell) => found.counts[cell] += 1.0,
            None => found.outside += 1.0,
        }
    }
    Ok(found)
}

/// SHA-256 of the counts.
pub(super) fn truth_fingerprint(truth: &CellCounts) -> Hash {
    let mut digest = Sha256::new();
    for (cell, count) in truth.counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
        digest.update((cell as u64).to_le_bytes());
        digest.update(count.to_le_bytes());
    }
    digest.update(truth.outside.to_le_bytes());
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::forecast::{GroundChoice, Provenances, history};
    use crate::index::Selection;
    use crate::index::fixture::{incident, index, place};

    #[test]
    fn the_same_as_the_history_counts() {
        const DAY: i64 = 24 * 60;
        let index = index(&[
            incident(1, Some(place(0.3, 51.7)), 60),
            incident(2, Some(place(0.3, 51.7)), 3 * DAY),
            incident(3, Some(place(0.9, 51.7)), 3 * DAY),
            incident(4, None, 3 * DAY),
            incident(5, Some(place(0.6, 51.8)), 9 * DAY),
        ]);
        let all = Selection::all(5);
        let ground =
            Ground::new(&index, "hex:8".parse().unwrap(), GroundChoice::StudyArea, &all, date(2024, 1, 3)).unwrap();
        let zone = index.incidents().zone();
        let period = TimeWindow::new(zone.day_start(date(2024, 1, 3)), zone.day_start(date(2024, 1, 10))).unwrap();
        let found = truth(&index, &Filter::default(), &ground, period).unwrap();
        let history = history(&index, &all, &ground, Provenances::Count);
        assert_eq!(found, history.counts_in(period));
        assert_eq!((found.total(), found.outside), (2.0, 1.0));
        let other = CellCounts { outside: 0.0, ..found.clone() };
        assert_ne!(truth_fingerprint(&found), truth_fingerprint(&other));
    }
}
