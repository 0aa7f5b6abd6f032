use super::facts::EquityFacts;
use crate::evaluation::{EquityGround, EquitySums};
use crate::forecast::{Ground, GroundChoice};
use crate::index::Index;
use crate::ledger::place::{cell_keys, cells_fingerprint};
use crate::ledger::words::period_in_words;
use crate::ledger::{Content, Numbers};

/// The part of the cells that counts as flagged.
const FLAGGED_FRACTION: f64 = 0.01;

/// Where a forecast's first cells lie by deprivation, beside the incidents that were recorded before it; `None` where no layer knows any, or
/// the cells are not those of the study area any more.
pub(super) fn equity_of(index: &Index, content: &Content) -> Option<EquityFacts> {
    let (header, numbers) = (&content.header, &content.numbers);
    let selection = index.select(&header.filter).ok()?;
    let grid = header.grid.parse().ok()?;
    let ground = Ground::new(index, grid, GroundChoice::StudyArea, &selection, header.origin).ok()?;
    if cells_fingerprint(&cell_keys(ground.grid())) != header.cells_fingerprint {
        return None;
    }
    let ground = EquityGround::of(index, &ground)?;
    let mut sums = EquitySums::new(&ground);
    sums.add(&first_cells(numbers), numbers.facts.all.iter().map(|&count| f64::from(count)).enumerate());
    Some(EquityFacts {
        is_national: ground.national,
        coverage_fraction: FLAGGED_FRACTION,
        period: period_in_words(header.origin, header.ends),
        shares: sums.shares(),
        layer: ground.layer.clone(),
    })
}

/// The cells with most risk; of equal risk those with more incidents so far, as they are scored.
fn first_cells(numbers: &Numbers) -> Vec<u32> {
    let mut rows: Vec<u32> = (0..numbers.risk.len() as u32).collect();
    rows.sort_by(|&a, &b| {
        let (a, b) = (a as usize, b as usize);
        let by_risk = numbers.risk[b].total_cmp(&numbers.risk[a]);
        by_risk.then_with(|| numbers.facts.all[b].cmp(&numbers.facts.all[a])).then(a.cmp(&b))
    });
    rows.truncate(((FLAGGED_FRACTION * rows.len() as f64).round() as usize).max(1));
    rows
}
