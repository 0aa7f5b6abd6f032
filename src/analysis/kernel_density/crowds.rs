use super::frame::Frame;
use super::hills::Hill;

/// Squares along a lattice spacing in which points are put together. At a spacing of a twentieth of the radius the points of a
/// square then change a hill by 2e-4 of its height when they are spread over it, and by 6e-4 when they sit in its corners.
const SQUARES: usize = 2;
/// Points are put together where there are more than this part of the squares.
const LEAST_SHARE: usize = 16;

/// The points of one band put together by small squares: each square's number at its mean place, so that a crowd costs one hill.
pub(super) struct Crowds {
    columns: usize,
    rows: usize,
    /// Squares west of the frame's first node.
    margin: f32,
    squares: Vec<[f32; 3]>,
    /// Squares that hold points, in the order that they were first met.
    met: Vec<u32>,
    points: Vec<[f32; 3]>,
}

impl Crowds {
    /// For bands of `rows` lattice rows.
    pub fn new(frame: &Frame, hill: &Hill, rows: usize) -> Self {
        let beyond = hill.reach + 1;
        let columns = (frame.n_x() + 2 * beyond) * SQUARES;
        let rows = (rows + 2 * beyond) * SQUARES;
        let squares = vec![[0.0; 3]; columns * rows];
        Self { columns, rows, margin: beyond as f32, squares, met: Vec::new(), points: Vec::new() }
    }

    /// Whether so many points are better put together.
    pub fn is_worth(&self, points: usize) -> bool {
        points * LEAST_SHARE > self.squares.len()
    }

    /// Counts points of the band whose lowest row is `first_row`.
    pub fn add(&mut self, points: &[[f32; 2]], first_row: usize) {
        let low = first_row as f32 - self.margin;
        for &[x, y] in points {
            // In squares from the band's corner; a band's points reach it, so they lie within its margins.
            let (across, up) = ((x + self.margin) * SQUARES as f32, (y - low) * SQUARES as f32);
            let (column, row) = ((across as usize).min(self.columns - 1), (up as usize).min(self.rows - 1));
            let place = row * self.columns + column;
            let square = &mut self.squares[place];
            if square[2] == 0.0 {
                self.met.push(place as u32);
            }
            // From the square's corner, where single precision loses nothing.
            square[0] += across - column as f32;
            square[1] += up - row as f32;
            square[2] += 1.0;
        }
    }

    /// What was counted, as x, y (spacings) and number, and begins anew.
    pub fn take(&mut self, first_row: usize) -> &[[f32; 3]] {
        let low = first_row as f32 - self.margin;
        self.points.clear();
        for &place in &self.met {
            let (row, column) = (place as usize / self.columns, place as usize % self.columns);
            let [x, y, number] = std::mem::take(&mut self.squares[place as usize]);
            let across = (column as f32 + x / number) / SQUARES as f32 - self.margin;
            let up = (row as f32 + y / number) / SQUARES as f32 + low;
            self.points.push([across, up, number]);
        }
        self.met.clear();
        &self.points
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::{Metres, Planar};

    #[test]
    fn a_square_is_its_number_and_mean() {
        let frame = Frame::new(Planar { x: 0.0, y: 0.0 }, Metres(10.0), 20, 20);
        let hill = Hill::new(&frame, Metres(30.0));
        let mut crowds = Crowds::new(&frame, &hill, 8);
        crowds.add(&[[3.1, 9.6], [3.3, 9.8], [-2.0, 14.0], [3.2, 9.7]], 8);
        let found = crowds.take(8).to_vec();
        assert_eq!(found.len(), 2);
        for (found, expected) in found.iter().flatten().zip([3.2, 9.7, 3.0, -2.0, 14.0, 1.0]) {
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
        assert!(crowds.take(8).is_empty());
        assert!(!crowds.is_worth(10) && crowds.is_worth(10_000));
    }
}
