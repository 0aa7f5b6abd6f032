use crate::forecast::past::Past;

/// The sum over the past's events of each cell, each multiplied by `weight` of its age in days (from the middle of its window to the
/// origin) and by what it counts as. One pass.
pub(in crate::forecast) fn weighted_counts(past: Past<'_>, weight: impl Fn(f64) -> f64) -> Vec<f64> {
    let (events, origin) = (past.events(), past.origin_day());
    let mut counts = vec![0.0; past.cells().len()];
    for (event, (middle, counted)) in events.middle_day().iter().zip(events.weight()).enumerate() {
        if let Some(cell) = events.cell(event) {
            counts[cell] += counted * weight(origin - middle);
        }
    }
    counts
}
