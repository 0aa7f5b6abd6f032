use std::ops::Range;

use rayon::prelude::*;

use crate::index::CellList;
use crate::space::{Metres, Planar};

/// Up to where an incident can trigger another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    pub days: f64,
    pub space: Metres,
}

/// Every pair of an incident and an earlier one within reach, grouped by the later one.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    /// Where each later incident's pairs begin, and their number.
    start: Vec<usize>,
    pub earlier: Vec<u32>,
    /// Days between the two, above 0.
    pub days: Vec<f64>,
    /// What the spread in space depends on: half the square of the distance in m², or what a cell's ring is.
    pub apart: Vec<f64>,
}

/// One pair: the earlier incident, the days between, how they lie to each other.
pub(super) type Pair = (u32, f64, f64);

impl Pairs {
    /// `of(event)` gives the pairs of each later incident.
    pub fn new(n_events: usize, of: impl Fn(usize, &mut Vec<Pair>) + Sync) -> Self {
        let each = (0..n_events).into_par_iter().with_min_len(64).map(|event| {
            let mut found = Vec::new();
            of(event, &mut found);
            found
        });
        let found: Vec<Vec<Pair>> = each.collect();
        let mut pairs = Self { start: vec![0], ..Self::default() };
        for (earlier, days, apart) in found.iter().flat_map(|found| found.iter().copied()) {
            pairs.earlier.push(earlier);
            pairs.days.push(days);
            pairs.apart.push(apart);
        }
        let ends = found.iter().scan(0, |end, found| {
            *end += found.len();
            Some(*end)
        });
        pairs.start.extend(ends);
        pairs
    }

    /// Pairs of incidents within reach of each other; `day` ascends. `apart` is half the squared distance, m².
    ///
    /// Cost: for each incident the cells of the reach's side around it, a search by day in each, and its pairs.
    pub fn within(at: &[Planar], day: &[f64], reach: Reach) -> Self {
        let list = CellList::new(at, reach.space);
        let half_square = 0.5 * reach.space.0 * reach.space.0;
        Self::new(at.len(), |event, found| {
            let here = at[event];
            for cell in list.around(here).flatten() {
                // A cell's points keep their order, which is by day.
                let members = &list.source()[list.positions(&(cell..cell + 1))];
                for &earlier in within_days(members, day, day[event], reach.days) {
                    let there = at[earlier as usize];
                    let apart = 0.5 * ((there.x - here.x).powi(2) + (there.y - here.y).powi(2));
                    if apart <= half_square {
                        found.push((earlier, day[event] - day[earlier as usize], apart));
                    }
                }
            }
        })
    }

    pub fn len(&self) -> usize {
        self.earlier.len()
    }

    pub fn of(&self, event: usize) -> Range<usize> {
        self.start[event]..self.start[event + 1]
    }
}

/// Those of `members`, which ascend by day, that lie before `now` by no more than `reach_days`.
pub(super) fn within_days<'a>(members: &'a [u32], day: &[f64], now: f64, reach_days: f64) -> &'a [u32] {
    let first = members.partition_point(|&event| day[event as usize] < now - reach_days);
    let end = members.partition_point(|&event| day[event as usize] < now);
    &members[first..end.max(first)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_those_of_every_two() {
        let at: Vec<_> =
            (0..300).map(|i| Planar { x: f64::from(i * 197 % 1000), y: f64::from(i * 313 % 900) }).collect();
        let day: Vec<f64> = (0..300).map(|i| f64::from(i / 3)).collect();
        let reach = Reach { days: 20.0, space: Metres(120.0) };
        let pairs = Pairs::within(&at, &day, reach);
        let mut n = 0;
        for later in 0..300 {
            let near = |earlier: &usize| {
                let days = day[later] - day[*earlier];
                days > 0.0 && days <= 20.0 && at[later].distance(at[*earlier]).0 <= 120.0
            };
            let expected: Vec<usize> = (0..300).filter(near).collect();
            let mut found: Vec<usize> = pairs.of(later).map(|pair| pairs.earlier[pair] as usize).collect();
            found.sort_unstable();
            assert_eq!(found, expected);
            n += expected.len();
        }
        assert!(n > 100 && pairs.len() == n);
    }
}
