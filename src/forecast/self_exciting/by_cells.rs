use super::pairs::{Pairs, within_days};
use super::setting::{Process, REACH};
use super::spread::{Rings, Spread};
use super::timed::Timed;
use crate::forecast::cells::Cells;
use crate::forecast::kernels::own_by_age;
use crate::forecast::past::Past;
use crate::forecast::shrinkage::{Credibility, Neighbourhood};
use crate::index::CellList;
use crate::space::Metres;

/// Cells: the background a count of each cell, drawn towards its neighbourhood; what is triggered falls in the same cell or in those that
/// touch it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::forecast) struct ByCells;

/// Cells whose centres are at most so many spacings apart touch: the corners of squares (1.42) and the sides of hexagons (1.07) do.
const TOUCHING: f64 = 1.5;
const START_OWN_FRACTION: f64 = 0.5;

impl Process for ByCells {
    const NAME: &'static str = "self-exciting-cells";
    const DESCRIPTION: &'static str = "A background rate of each cell and what each incident triggers in it and the cells around, fitted by maximum likelihood.";
    const SCALE: &'static str = "neighbourhood_cells";
    const SCALES: [f64; 4] = [1.0, 2.0, 4.0, 8.0];
    const USUAL_SCALE: f64 = 4.0;

    type Spread = Rings;

    fn start(_: f64) -> Rings {
        Rings { own_fraction: START_OWN_FRACTION }
    }

    fn spread_parameter(spread: Rings) -> (&'static str, f64) {
        ("triggered_own_cell_fraction", spread.own_fraction)
    }

    /// Outside all cells there is no background.
    fn timed(past: Past<'_>) -> Timed {
        Timed::of_events(past, |event| past.events().cell(event).is_some())
    }

    fn pairs(past: Past<'_>, timed: &Timed) -> Pairs {
        let around = cells_around(past.cells());
        let cell: Vec<usize> = cells_of(past, timed);
        let mut members = vec![Vec::new(); past.cells().len()];
        for (event, &cell) in cell.iter().enumerate() {
            members[cell].push(event as u32);
        }
        Pairs::new(timed.len(), |event, found| {
            let (here, now) = (cell[event], timed.day[event]);
            let own = (&members[here], 0.0);
            let rings =
                around[here].iter().map(|&ring| (&members[ring as usize], 1.0 / around[ring as usize].len() as f64));
            for (members, apart) in std::iter::once(own).chain(rings) {
                let earlier = within_days(members, &timed.day, now, REACH.days);
                found.extend(earlier.iter().map(|&earlier| (earlier, now - timed.day[earlier as usize], apart)));
            }
        })
    }

    fn shape(past: Past<'_>, timed: &Timed, fractions: &[f64], scale: f64) -> Vec<f64> {
        let cell = cells_of(past, timed);
        let mut counts = vec![0.0; past.cells().len()];
        cell.iter().zip(fractions).for_each(|(&cell, fraction)| counts[cell] += fraction);
        let credibility = credibility(past.cells(), &counts, 1.0, scale);
        let all = counts.iter().sum::<f64>() * timed.covered_days;
        let at = |(&cell, fraction): (&usize, &f64)| credibility.without(cell, counts[cell], *fraction) / all;
        cell.iter().zip(fractions).map(at).collect()
    }

    fn background(past: Past<'_>, weights: &[f64], noise: f64, scale: f64) -> Vec<f64> {
        let counts = counts(past, weights);
        let credibility = credibility(past.cells(), &counts, noise, scale);
        counts.iter().enumerate().map(|(cell, count)| credibility.shrunk(cell, *count)).collect()
    }

    fn own_background(past: Past<'_>, weights: &[f64], noise: f64, scale: f64) -> (Vec<f64>, Vec<f64>) {
        let credibility = credibility(past.cells(), &counts(past, weights), noise, scale);
        own_by_age(past, |event, cell| credibility.own_fraction(cell) * past.events().weight()[event] * weights[event])
    }

    fn triggered(past: Past<'_>, weights: &[f64], spread: Rings) -> Vec<f64> {
        let around = cells_around(past.cells());
        let own = counts(past, weights);
        let mut triggered = vec![0.0; own.len()];
        for (cell, count) in own.iter().enumerate().filter(|(_, count)| **count > 0.0) {
            triggered[cell] += count * spread.factor(0.0);
            for &ring in &around[cell] {
                triggered[ring as usize] += count * spread.factor(1.0 / around[cell].len() as f64);
            }
        }
        triggered
    }
}

fn counts(past: Past<'_>, weights: &[f64]) -> Vec<f64> {
    let events = past.events();
    let mut counts = vec![0.0; past.cells().len()];
    for (event, weight) in weights.iter().enumerate() {
        if let Some(cell) = events.cell(event) {
            counts[cell] += weight * events.weight()[event];
        }
    }
    counts
}

fn credibility(cells: &Cells, counts: &[f64], noise: f64, spread_cells: f64) -> Credibility {
    Neighbourhood::new(cells, spread_cells * cells.spacing_m()).credibility(counts, noise)
}

fn cells_of(past: Past<'_>, timed: &Timed) -> Vec<usize> {
    let cell = |&event: &u32| past.events().cell(event as usize).expect("incidents outside all cells take no part");
    timed.event.iter().map(cell).collect()
}

/// The cells that touch each cell.
fn cells_around(cells: &Cells) -> Vec<Vec<u32>> {
    let touching_m = TOUCHING * cells.spacing_m();
    let list = CellList::new(cells.centres(), Metres(touching_m));
    let around = |(cell, &here): (usize, &crate::space::Planar)| {
        let near = list.around(here).flat_map(|run| list.positions(&run)).map(|position| list.source()[position]);
        let touches =
            |other: &u32| *other as usize != cell && cells.centres()[*other as usize].distance(here).0 <= touching_m;
        near.filter(touches).collect()
    };
    cells.centres().iter().enumerate().map(around).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{ORIGIN, history};

    #[test]
    fn what_triggers_stays_in_the_cells_by_hand() {
        let history = history(4, &[(0, -5.0), (2, -3.0), (2, -1.0)], 100);
        let past = history.before(ORIGIN);
        let found = ByCells::triggered(past, &[1.0, 1.0, 2.0], Rings { own_fraction: 0.6 });
        // Cell 0 has one neighbour, cell 2 has two.
        let expected = [0.6, 0.4 + 3.0 * 0.2, 3.0 * 0.6, 3.0 * 0.2];
        assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12), "{found:?}");
    }

    #[test]
    fn pairs_lie_in_a_cell_or_beside_it() {
        let history = history(4, &[(0, -5.0), (1, -4.0), (3, -3.5), (1, -1.0), (1, -90.0)], 100);
        let past = history.before(ORIGIN);
        let timed = ByCells::timed(past);
        let pairs = ByCells::pairs(past, &timed);
        let found: Vec<_> =
            (0..pairs.len()).map(|pair| (timed.day[pairs.earlier[pair] as usize], pairs.apart[pair])).collect();
        let expected = [(95.0, 1.0), (96.0, 0.0), (95.0, 1.0)];
        assert_eq!(found.len(), 3, "{found:?}");
        for ((day, apart), (expected_day, expected_apart)) in found.iter().zip(expected) {
            assert!((day - expected_day).abs() < 1e-6 && *apart == expected_apart, "{found:?}");
        }
    }
}
