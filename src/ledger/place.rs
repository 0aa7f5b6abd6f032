use sha2::{Digest, Sha256};

use super::words::hex;
use crate::space::Grid;

/// Names of a grid's cells: an H3 index, or a square's column and line, 32 bits each.
pub(super) fn cell_keys(grid: &Grid) -> Vec<u64> {
    match grid {
        Grid::Hex(hexagons) => hexagons.cells().iter().map(|&cell| cell.into()).collect(),
        Grid::Square(squares) => {
            let key =
                |(column, line): (i64, i64)| u64::from(column as i32 as u32) << 32 | u64::from(line as i32 as u32);
            squares.columns_and_lines().into_iter().map(key).collect()
        }
    }
}

pub(super) fn cells_fingerprint(keys: &[u64]) -> String {
    let mut digest = Sha256::new();
    keys.iter().for_each(|key| digest.update(key.to_le_bytes()));
    hex(&digest.finalize().into())
}

/// The cells by their risk, most first.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranks {
    /// Rows, most risk first; of equal risk the lower row.
    pub order: Vec<u32>,
    /// The place of each row in that order, from 1; cells of equal risk share the first of their places.
    pub rank: Vec<u32>,
}

impl Ranks {
    pub fn of(risk: &[f32]) -> Self {
        let mut order: Vec<u32> = (0..risk.len() as u32).collect();
        order.sort_by(|a, b| risk[*b as usize].total_cmp(&risk[*a as usize]).then(a.cmp(b)));
        let mut rank = vec![0; risk.len()];
        let mut shared = 0;
        for (place, &row) in (1..).zip(&order) {
            let before = (place > 1).then(|| order[place as usize - 2]);
            if before.is_none_or(|before| risk[before as usize] > risk[row as usize]) {
                shared = place;
            }
            rank[row as usize] = shared;
        }
        Self { order, rank }
    }

    /// The part of all cells that rank as high as this one, 0..=1.
    pub fn top_fraction(&self, row: usize) -> f64 {
        f64::from(self.rank[row]) / self.rank.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_share_a_rank() {
        let ranks = Ranks::of(&[0.0, 3.0, 1.0, 3.0, 0.0]);
        assert_eq!(ranks.order, [1, 3, 2, 0, 4]);
        assert_eq!(ranks.rank, [4, 1, 3, 1, 4]);
        assert_eq!(ranks.top_fraction(2), 0.6);
        assert!(Ranks::of(&[]).order.is_empty());
    }
}
