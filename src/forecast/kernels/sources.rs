use rayon::prelude::*;

use crate::forecast::part::Part;
use crate::forecast::past::Past;
use crate::index::CellList;
use crate::space::Metres;

/// Incidents of the cell this young are recent.
const RECENT_DAYS: f64 = 28.0;
/// Incidents of other cells this young and this near are near repeats (Bowers and Johnson 2004, doi:10.1057/palgrave.sj.8340176).
const NEAR_REPEAT_DAYS: f64 = 14.0;
const NEAR_REPEAT_M: f64 = 400.0;
/// An incident that is known no better than this cannot be called recent to the week.
const KNOWN_DAYS: f32 = 7.0;

/// What incidents in the cell itself add to its risk: those of the last 28 days, and older ones. `of_own` gives it for an event and its
/// cell.
pub(in crate::forecast) fn own_by_age(past: Past<'_>, of_own: impl Fn(usize, usize) -> f64) -> (Vec<f64>, Vec<f64>) {
    let (events, origin) = (past.events(), past.origin_day());
    let (mut recent, mut long) = (vec![0.0; past.cells().len()], vec![0.0; past.cells().len()]);
    for (event, middle) in events.middle_day().iter().enumerate() {
        if let Some(cell) = events.cell(event) {
            let into = if origin - middle <= RECENT_DAYS { &mut recent } else { &mut long };
            into[cell] += of_own(event, cell);
        }
    }
    (recent, long)
}

/// Splits a risk that single incidents make up: those of the cell by their age, young ones close by, and the rest, which is the
/// neighbourhood. `of(event, cell)` is what an event adds to a cell; the parts add up to `risk`.
pub(in crate::forecast) fn parts_by_source(
    past: Past<'_>,
    risk: &[f64],
    of: impl Fn(usize, usize) -> f64 + Sync,
) -> Vec<(Part, Vec<f64>)> {
    let (mut recent, mut long) = own_by_age(past, &of);
    let mut near = near_repeats(past, &of);
    let mut rest = vec![0.0; risk.len()];
    let parts = recent.iter_mut().zip(&mut long).zip(&mut near).zip(&mut rest);
    for ((((recent, long), near), rest), risk) in parts.zip(risk) {
        let named = *recent + *long + *near;
        // The risk is read from a lattice, which is a thousandth off: no part may be below nothing for that.
        let scale = if named > *risk { risk / named } else { 1.0 };
        for part in [&mut *recent, long, near] {
            *part *= scale;
        }
        *rest = (risk - (*recent + *long + *near)).max(0.0);
    }
    vec![
        (Part::RecentIncidents, recent),
        (Part::LongMemory, long),
        (Part::NearRepeats, near),
        (Part::Neighbourhood, rest),
    ]
}

fn near_repeats(past: Past<'_>, of: impl Fn(usize, usize) -> f64 + Sync) -> Vec<f64> {
    let (events, origin, centres) = (past.events(), past.origin_day(), past.cells().centres());
    let days = events.middle_day().iter().zip(events.window_days()).enumerate();
    let is_near = |middle: f64, window: f32| window <= KNOWN_DAYS && origin - middle <= NEAR_REPEAT_DAYS;
    let young: Vec<usize> =
        days.filter(|(_, (middle, window))| is_near(**middle, **window)).map(|(event, _)| event).collect();
    let list = CellList::new(centres, Metres(NEAR_REPEAT_M));
    let added = |&event: &usize| {
        let at = events.at()[event];
        let cells =
            list.around(at).flat_map(|run| list.positions(&run)).map(|position| list.source()[position] as usize);
        let is_close =
            |cell: &usize| events.cell(event) != Some(*cell) && centres[*cell].distance(at).0 <= NEAR_REPEAT_M;
        cells.filter(is_close).map(|cell| (cell, of(event, cell))).collect::<Vec<_>>()
    };
    let mut near = vec![0.0; centres.len()];
    for (cell, value) in young.par_iter().map(added).collect::<Vec<_>>().into_iter().flatten() {
        near[cell] += value;
    }
    near
}
