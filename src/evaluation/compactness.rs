use rustc_hash::FxHashMap;

use crate::forecast::Cells;

/// How the chosen cells lie to each other: a patrol walks three patches sooner than thirty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compactness {
    /// Groups of cells that touch, by a side or a corner.
    pub patches: usize,
    /// The part of the chosen cells that touch another one, 0..=1.
    pub touching_fraction: f64,
}

/// Centres this many sides apart or less touch: the diagonal of squares is 1.41 sides, the step between hexagons 1.07; the next
/// cells are 2 and 1.86 away.
const REACH_IN_SPACINGS: f64 = 1.6;

/// Patches of the chosen cells and how many of them touch another; `None` when none is chosen.
///
/// `chosen` holds rows of `cells`, each once. Cost: linear in the chosen. Adepeju, M., Rosser, G. and Cheng, T. (2016), Novel
/// evaluation metrics for sparse spatio-temporal point process hotspot predictions, International Journal of Geographical Information
/// Science 30, 2133-2154, doi:10.1080/13658816.2016.1159684, ask for compactness beside accuracy; their index counts perimeter, which
/// hexagons and squares do not share, so that it is patches here.
pub fn compactness(cells: &Cells, chosen: &[usize]) -> Option<Compactness> {
    if chosen.is_empty() {
        return None;
    }
    let reach = REACH_IN_SPACINGS * cells.spacing_m();
    let box_of = |row: usize| {
        let centre = cells.centres()[row];
        ((centre.x / reach).floor() as i64, (centre.y / reach).floor() as i64)
    };
    let mut boxes: FxHashMap<(i64, i64), Vec<usize>> = FxHashMap::default();
    for (at, &row) in chosen.iter().enumerate() {
        boxes.entry(box_of(row)).or_default().push(at);
    }
    let mut group: Vec<usize> = (0..chosen.len()).collect();
    let mut touches = vec![false; chosen.len()];
    for (at, &row) in chosen.iter().enumerate() {
        let (column, line) = box_of(row);
        let around = (-1..=1).flat_map(|down| (-1..=1).map(move |across| (column + across, line + down)));
        for &other in around.filter_map(|found| boxes.get(&found)).flatten() {
            let (here, there) = (cells.centres()[row], cells.centres()[chosen[other]]);
            if other < at && (here.x - there.x).hypot(here.y - there.y) <= reach {
                (touches[at], touches[other]) = (true, true);
                let (one, two) = (root(&mut group, at), root(&mut group, other));
                group[one.max(two)] = one.min(two);
            }
        }
    }
    let patches = group.iter().enumerate().filter(|(at, parent)| at == *parent).count();
    let touching = touches.iter().filter(|touches| **touches).count();
    Some(Compactness { patches, touching_fraction: touching as f64 / chosen.len() as f64 })
}

/// The lowest member of a group, with the way to it shortened.
fn root(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Planar;

    /// Five by five squares of 100 m; row 5 y + x.
    fn board() -> Cells {
        let centre = |row: usize| Planar { x: 100.0 * (row % 5) as f64, y: 100.0 * (row / 5) as f64 };
        Cells::new((0..25).map(centre).collect(), vec![0.01; 25], 0.25)
    }

    #[test]
    fn patches_by_hand() {
        // A corner touch, a lone cell, and a column of three.
        let found = compactness(&board(), &[0, 6, 20, 4, 9, 14]);
        assert_eq!(found, Some(Compactness { patches: 3, touching_fraction: 5.0 / 6.0 }));
        let order = compactness(&board(), &[14, 4, 6, 9, 20, 0]);
        assert_eq!(order, found, "the order is no matter");
    }

    #[test]
    fn one_patch_and_none() {
        let all: Vec<_> = (0..25).collect();
        assert_eq!(compactness(&board(), &all), Some(Compactness { patches: 1, touching_fraction: 1.0 }));
        assert_eq!(compactness(&board(), &[7]), Some(Compactness { patches: 1, touching_fraction: 0.0 }));
        assert_eq!(compactness(&board(), &[]), None);
    }
}
