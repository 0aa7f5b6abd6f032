//! Hexagonal lattices on a plane, each turned and seven times as fine as the one before, as H3 nests them.
//!
//! A cell is a pair of whole numbers along two axes 120 degrees apart. Of the seven cells that one of the coarser lattice stands for,
//! H3 numbers the middle one 0 and those round it 1 to 6.

/// A cell of a lattice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LatticeCell {
    pub(super) i: i32,
    pub(super) j: i32,
}

impl LatticeCell {
    /// The cell that a point lies in, or `None` within `margin` (distances between centres) of its edge.
    pub(super) fn around(i: f64, j: f64, margin: f64) -> Option<Self> {
        let (mut near_i, mut near_j) = (nearest(i), nearest(j));
        // The third axis is the difference; when the three do not agree after rounding, the one that moved most was wrong.
        let near_k = nearest(j - i);
        if near_k != near_j - near_i {
            let moved = ((near_i - i).abs(), (near_j - j).abs(), (near_k - (j - i)).abs());
            if moved.0 > moved.1 && moved.0 > moved.2 {
                near_i = near_j - near_k;
            } else if moved.1 > moved.2 {
                near_j = near_i + near_k;
            }
        }
        let (di, dj) = (i - near_i, j - near_j);
        // Twice the distance from the centre towards each pair of sides, which lie at half a unit.
        let out = (2.0 * di - dj).abs().max((2.0 * dj - di).abs()).max((di + dj).abs());
        (out < 1.0 - 2.0 * margin).then_some(Self { i: near_i as i32, j: near_j as i32 })
    }

    /// The cell of the next coarser lattice that this one is counted to, and its number there; `is_class3` is the class of this one's
    /// resolution, which says to which side the lattices are turned.
    pub(super) fn parent(self, is_class3: bool) -> (Self, u8) {
        let Self { i, j } = self;
        let (up, middle) = if is_class3 {
            let up = Self { i: rounded_seventh(3 * i - j), j: rounded_seventh(i + 2 * j) };
            (up, Self { i: 2 * up.i + up.j, j: 3 * up.j - up.i })
        } else {
            let up = Self { i: rounded_seventh(2 * i + j), j: rounded_seventh(3 * j - i) };
            (up, Self { i: 3 * up.i - up.j, j: up.i + 2 * up.j })
        };
        (up, NUMBERS[(3 * (i - middle.i) + (j - middle.j) + 4) as usize])
    }
}

/// Numbers of the cells round a middle one by their steps along i and j, -1 to 1 each; (-1, 1) and (1, -1) are no neighbours.
const NUMBERS: [u8; 9] = [1, 3, 0, 5, 0, 2, 0, 4, 6];

/// The numbers of cells after turns of the plane by 60 degrees anticlockwise.
const TURNED: [[u8; 7]; 6] = {
    let once = [0, 5, 3, 1, 6, 4, 2];
    let mut turned = [[0, 1, 2, 3, 4, 5, 6]; 6];
    let mut turns = 1;
    while turns < 6 {
        let mut number = 0;
        while number < 7 {
            turned[turns][number] = once[turned[turns - 1][number] as usize];
            number += 1;
        }
        turns += 1;
    }
    turned
};

/// A cell's number when the lattice is turned by `turns` times 60 degrees.
pub(super) fn turned(number: u8, turns: u8) -> u8 {
    TURNED[turns as usize][number as usize]
}

/// To the nearest whole number, without a call into the mathematical library: a double this large has no fraction.
fn nearest(x: f64) -> f64 {
    const NO_FRACTION: f64 = 6_755_399_441_055_744.0;
    (x + NO_FRACTION) - NO_FRACTION
}

/// n / 7 to the nearest whole number; there are no ties.
fn rounded_seventh(n: i32) -> i32 {
    (n + 3).div_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_fall_in_the_cell_with_the_nearest_centre() {
        for a in -40..40 {
            for b in -40..40 {
                // Steps that never meet an edge.
                let (i, j) = (f64::from(a) * 0.053_071_8, f64::from(b) * 0.059_211_1);
                let distance = |cell: LatticeCell| {
                    let (di, dj) = (i - f64::from(cell.i), j - f64::from(cell.j));
                    di * di + dj * dj - di * dj
                };
                let cells = (-4..=4).flat_map(|i| (-4..=4).map(move |j| LatticeCell { i, j }));
                let closest = cells.min_by(|&a, &b| distance(a).total_cmp(&distance(b))).unwrap();
                assert_eq!(LatticeCell::around(i, j, 1e-9), Some(closest), "{i} {j}");
            }
        }
    }

    #[test]
    fn points_on_an_edge_are_left_undecided() {
        assert_eq!(LatticeCell::around(0.5, 0.0, 1e-9), None);
        assert_eq!(LatticeCell::around(0.499, 0.0, 1e-9), Some(LatticeCell { i: 0, j: 0 }));
        assert_eq!(LatticeCell::around(0.499, 0.0, 1e-2), None);
    }

    #[test]
    fn seven_children_have_seven_numbers() {
        for is_class3 in [false, true] {
            let mut numbers = std::collections::BTreeMap::<(i32, i32), Vec<u8>>::new();
            for i in -20..=20 {
                for j in -20..=20 {
                    let (up, number) = LatticeCell { i, j }.parent(is_class3);
                    numbers.entry((up.i, up.j)).or_default().push(number);
                }
            }
            let middle = numbers.get_mut(&(0, 0)).unwrap();
            middle.sort_unstable();
            assert_eq!(*middle, [0, 1, 2, 3, 4, 5, 6]);
        }
    }
}
