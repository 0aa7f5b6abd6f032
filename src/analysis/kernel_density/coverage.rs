use geo_types::{Coord, LineString, MultiPolygon};

use super::frame::Frame;

/// Which share of the cell round each node of a frame lies in an area, 0..=1, exactly; the cells tile the plane.
#[derive(Clone, Debug)]
pub(super) struct Coverage {
    n_x: usize,
    n_y: usize,
    shares: Vec<f32>,
}

impl Coverage {
    /// `area` on the same flat map as the frame. What of it lies outside the frame's cells is not seen.
    ///
    /// Each side of a ring adds, row by row, the signed area between itself and the eastern border: within the cells that it
    /// crosses in part, east of them in full. Summed from west to east this is the area covered.
    /// Cost: the cells that the outline crosses, and one pass over all.
    pub fn of(area: &MultiPolygon<f64>, frame: &Frame) -> Self {
        let mut steps = Steps { n_x: frame.n_x(), n_y: frame.n_y(), values: vec![0.0; frame.n_x() * frame.n_y()] };
        for polygon in area {
            steps.add_ring(polygon.exterior(), 1.0, frame);
            polygon.interiors().iter().for_each(|ring| steps.add_ring(ring, -1.0, frame));
        }
        let mut shares = vec![0.0; steps.values.len()];
        for (out, row) in shares.chunks_exact_mut(frame.n_x()).zip(steps.values.chunks_exact(frame.n_x())) {
            let mut covered = 0.0_f64;
            for (share, step) in out.iter_mut().zip(row) {
                covered += step;
                // Rounding must leave whole cells whole: what changes from cell to cell is what costs.
                *share = ((covered * 1e6).round() / 1e6).clamp(0.0, 1.0) as f32;
            }
        }
        Self { n_x: frame.n_x(), n_y: frame.n_y(), shares }
    }

    /// The share of the cell round node (i, j); 0 outside the frame.
    pub fn share(&self, i: isize, j: isize) -> f64 {
        match (usize::try_from(i), usize::try_from(j)) {
            (Ok(i), Ok(j)) if i < self.n_x && j < self.n_y => f64::from(self.shares[j * self.n_x + i]),
            _ => 0.0,
        }
    }
}

/// By how much the covered share changes from the cell to the west, one value a cell.
struct Steps {
    n_x: usize,
    n_y: usize,
    values: Vec<f64>,
}

impl Steps {
    /// `sign` is 1 for an outer ring and -1 for a hole, whichever way round they are written.
    fn add_ring(&mut self, ring: &LineString<f64>, sign: f64, frame: &Frame) {
        let twice_area: f64 = ring.lines().map(|line| line.determinant()).sum();
        let sign = if twice_area < 0.0 { -sign } else { sign };
        // Cell (i, j) is [i, i + 1) × [j, j + 1) in these coordinates: its node lies in its middle.
        let place = |at: Coord<f64>| {
            let spacing = frame.spacing().0;
            ((at.x - frame.origin().x) / spacing + 0.5, (at.y - frame.origin().y) / spacing + 0.5)
        };
        for line in ring.lines() {
            self.add_side(place(line.start), place(line.end), sign);
        }
    }

    fn add_side(&mut self, from: (f64, f64), to: (f64, f64), sign: f64) {
        // A ring that runs anticlockwise goes down on its western side: there the area begins.
        let (sign, (x0, y0), (x1, y1)) = if from.1 <= to.1 { (-sign, from, to) } else { (sign, to, from) };
        let (low, high) = (y0.max(0.0), y1.min(self.n_y as f64));
        if low >= high {
            return;
        }
        let slope = (x1 - x0) / (y1 - y0);
        let mut row = low.floor();
        while row < high {
            let (bottom, top) = (low.max(row), high.min(row + 1.0));
            let height = (top - bottom) * sign;
            self.add_piece(row as usize, x0 + (bottom - y0) * slope, x0 + (top - y0) * slope, height);
            row += 1.0;
        }
    }

    /// A piece within one row, from `a` to `b` along x: everything east of it gets `height`.
    fn add_piece(&mut self, row: usize, a: f64, b: f64, height: f64) {
        let (west, east) = (a.min(b).clamp(0.0, self.n_x as f64), a.max(b).clamp(0.0, self.n_x as f64));
        let width = b.max(a) - b.min(a);
        let cells = &mut self.values[row * self.n_x..(row + 1) * self.n_x];
        // What was clamped off in the west covers the whole row.
        let share = |part: f64| if width > 0.0 { height * part / width } else { 0.0 };
        let beyond = if width > 0.0 { share((0.0 - a.min(b)).clamp(0.0, width)) } else { 0.0 };
        if beyond != 0.0 {
            cells[0] += beyond;
        }
        if width == 0.0 {
            step(cells, west, height);
            return;
        }
        let mut at = west;
        while at < east {
            let next = (at.floor() + 1.0).min(east);
            // Over a short piece the mean is what counts: the covered part of the cell is linear in x.
            step(cells, (at + next) / 2.0, share(next - at));
            at = next;
        }
    }
}

/// `height` begins at `x`: the cell that holds it is covered from there on, those east of it in full.
fn step(cells: &mut [f64], x: f64, height: f64) {
    let cell = x.floor().max(0.0) as usize;
    let within = x - cell as f64;
    if cell < cells.len() {
        cells[cell] += height * (1.0 - within);
    }
    if cell + 1 < cells.len() {
        cells[cell + 1] += height * within;
    }
}

#[cfg(test)]
mod tests {
    use geo::Area;
    use geo_types::{Polygon, polygon};

    use super::*;
    use crate::space::{Metres, Planar};

    fn frame() -> Frame {
        Frame::new(Planar { x: 5.0, y: 5.0 }, Metres(10.0), 8, 6)
    }

    #[test]
    fn a_rectangle_by_hand() {
        let area = polygon![(x: 15.0, y: 10.0), (x: 40.0, y: 10.0), (x: 40.0, y: 22.5), (x: 15.0, y: 22.5)];
        let coverage = Coverage::of(&area.into(), &frame());
        let row = |j| (0..6).map(|i| coverage.share(i, j)).collect::<Vec<_>>();
        assert_eq!(row(0), [0.0; 6]);
        assert_eq!(row(1), [0.0, 0.5, 1.0, 1.0, 0.0, 0.0]);
        assert_eq!(row(2), [0.0, 0.125, 0.25, 0.25, 0.0, 0.0]);
        assert_eq!(coverage.share(-1, 0), 0.0);
    }

    #[test]
    fn cells_add_up_to_the_area_whatever_the_shape() {
        let outer = [(12.0, 3.0), (71.0, 17.0), (55.5, 52.0), (30.0, 29.0), (8.0, 49.0)];
        let hole = [(30.0, 15.0), (50.0, 20.0), (45.0, 30.0)];
        for reversed in [false, true] {
            let ring = |corners: &[(f64, f64)]| {
                let mut corners = corners.to_vec();
                if reversed {
                    corners.reverse();
                }
                LineString::from(corners)
            };
            let area = Polygon::new(ring(&outer), vec![ring(&hole)]);
            let coverage = Coverage::of(&area.clone().into(), &frame());
            let sum: f64 = (0..48).map(|k| coverage.share(k % 8, k / 8)).sum();
            assert!((sum * 100.0 - area.unsigned_area()).abs() < 1e-2, "{sum}");
        }
    }

    #[test]
    fn what_reaches_over_the_border_is_cut() {
        let area = polygon![(x: -100.0, y: -100.0), (x: -45.0, y: -100.0), (x: 185.0, y: 200.0), (x: -100.0, y: 200.0)];
        let coverage = Coverage::of(&area.into(), &frame());
        for j in 0..6 {
            let covered: f64 = (0..8).map(|i| coverage.share(i, j)).sum();
            // The eastern side crosses the middle of row j at this x.
            let side = -45.0 + 230.0 / 300.0 * (105.0 + 10.0 * j as f64);
            assert!((covered * 10.0 - side).abs() < 1e-4, "row {j}: {covered}");
        }
    }
}
