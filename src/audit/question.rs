use std::ops::RangeInclusive;

use h3o::{CellIndex, Resolution};

use super::entry::number_of;
use super::error::AuditError;
use crate::store::{AuditFilter, AuditPage, AuditStore};

/// Whose, where and when; what is left empty matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// A user's name, or a key's label.
    pub person: Option<String>,
    /// A key's number.
    pub key: Option<i64>,
    /// Looks at this cell, at a cell in it, or at a cell around it.
    pub place: Option<CellIndex>,
    /// Milliseconds since 1970-01-01T00:00Z, at or after.
    pub from_ms: Option<i64>,
    /// Before.
    pub to_ms: Option<i64>,
}

/// The latest `limit` entries that answer a question, the latest first, with the number of all.
pub fn find(store: &AuditStore, question: &Question, limit: usize) -> Result<AuditPage, AuditError> {
    let Question { person, key, place, from_ms, to_ms } = question;
    let filter = AuditFilter {
        actor: person.clone(),
        proof: key.map(|id| format!("key {id}")),
        subject: None,
        from_ms: *from_ms,
        to_ms: *to_ms,
        places: place.map(around_and_within),
    };
    Ok(store.find(&filter, limit)?)
}

/// The numbers of the cells that hold a cell, of itself, and of those in it: at each resolution, the cells within one are numbered
/// in one run, except that a pentagon's run has gaps, which no cell fills.
fn around_and_within(cell: CellIndex) -> Vec<RangeInclusive<i64>> {
    Resolution::range(Resolution::Zero, Resolution::Fifteen)
        .filter_map(|resolution| {
            if resolution <= cell.resolution() {
                let around = number_of(cell.parent(resolution)?);
                return Some(around..=around);
            }
            let count = cell.children_count(resolution);
            let first = cell.child_at(0, resolution)?;
            let last = cell.child_at(count - 1, resolution)?;
            Some(number_of(first)..=number_of(last))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use h3o::LatLng;

    use super::*;

    #[test]
    fn cells_around_and_within_and_no_others() {
        let chelmsford = LatLng::new(51.7356, 0.4685).unwrap();
        let cell = chelmsford.to_cell(Resolution::Eight);
        let ranges = around_and_within(cell);
        let holds = |other: CellIndex| ranges.iter().any(|range| range.contains(&number_of(other)));
        assert!(Resolution::range(Resolution::Zero, Resolution::Fifteen).all(|at| holds(chelmsford.to_cell(at))));
        assert!(cell.children(Resolution::Ten).all(holds));
        let others = cell.grid_disk::<Vec<_>>(1).into_iter().filter(|other| *other != cell);
        assert!(others.flat_map(|other| other.children(Resolution::Ten).chain([other])).all(|other| !holds(other)));
    }
}
