use rayon::prelude::*;

/// Rows handled together by parallel passes. Fixed, so that sums come out the same for any number of threads.
pub(super) const ROWS_PER_CHUNK: usize = 1 << 16;
const WORDS_PER_CHUNK: usize = ROWS_PER_CHUNK / 64;

/// A subset of an index's rows: one bit a row, ascending row order.
///
/// It belongs to the [`Index`](super::Index) that made it; row `i` is that index's row `i`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    words: Vec<u64>,
    rows: usize,
    len: usize,
    hours_unknown: usize,
}

impl Selection {
    /// All of `rows` rows.
    pub fn all(rows: usize) -> Self {
        let mut words = vec![u64::MAX; rows.div_ceil(64)];
        if let Some(last) = words.last_mut().filter(|_| !rows.is_multiple_of(64)) {
            *last = (1 << (rows % 64)) - 1;
        }
        Self { words, rows, len: rows, hours_unknown: 0 }
    }

    /// The rows of `chosen`, in any order, among `rows` rows; each must be below `rows`.
    pub fn of_rows(rows: usize, chosen: impl IntoIterator<Item = usize>) -> Self {
        let mut words = vec![0_u64; rows.div_ceil(64)];
        for row in chosen {
            words[row / 64] |= 1 << (row % 64);
        }
        Self { words, rows, len: 0, hours_unknown: 0 }.counted()
    }

    /// How many rows are selected.
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many rows an hours or days filter left out only because their hour is not known (windows of more than a day).
    pub fn hours_unknown(&self) -> usize {
        self.hours_unknown
    }

    pub fn contains(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    /// The selected rows, ascending.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        rows_of(&self.words, 0)
    }

    /// The rows that both select.
    pub fn and(&self, other: &Self) -> Self {
        let words = self.words.iter().zip(&other.words).map(|(a, b)| a & b).collect();
        Self { words, ..*self }.counted()
    }

    /// One bit a row, 64 rows a word, the lowest bit first.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Keeps the rows for which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(usize) -> bool + Sync) {
        let rows = self.rows;
        self.words.par_chunks_mut(WORDS_PER_CHUNK).enumerate().for_each(|(chunk, words)| {
            let first = chunk * ROWS_PER_CHUNK;
            for (at, word) in words.iter_mut().enumerate().filter(|(_, word)| **word != 0) {
                let base = first + at * 64;
                let kept = (base..rows.min(base + 64)).rev().fold(0_u64, |bits, row| bits << 1 | u64::from(keep(row)));
                *word &= kept;
            }
        });
        self.len = count(&self.words);
    }

    pub(super) fn set_hours_unknown(&mut self, count: usize) {
        self.hours_unknown = count;
    }

    /// The selected rows of each chunk of rows given to `work`, the answers in row order.
    pub(super) fn map_chunks<T: Send>(&self, work: impl Fn(&mut dyn Iterator<Item = usize>) -> T + Sync) -> Vec<T> {
        self.words
            .par_chunks(WORDS_PER_CHUNK)
            .enumerate()
            .map(|(chunk, words)| work(&mut rows_of(words, chunk * ROWS_PER_CHUNK)))
            .collect()
    }

    fn counted(mut self) -> Self {
        self.len = count(&self.words);
        self
    }
}

fn count(words: &[u64]) -> usize {
    words.iter().map(|word| word.count_ones() as usize).sum()
}

fn rows_of(words: &[u64], first: usize) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(move |(at, &word)| {
        let mut left = word;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            Some(first + at * 64 + bit)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_none_and_some() {
        for rows in [0, 1, 63, 64, 65, 200_000] {
            assert_eq!(Selection::all(rows).len(), rows);
            assert_eq!(Selection::all(rows).rows().count(), rows);
        }
        let mut selection = Selection::all(200_001);
        selection.retain(|row| row % 3 == 0);
        assert_eq!(selection.len(), 66_667);
        assert!(selection.contains(200_001 - 3) && !selection.contains(1));
        assert!(selection.rows().eq((0..200_001).step_by(3)));
        assert_eq!(selection, Selection::of_rows(200_001, (0..200_001).rev().filter(|row| row % 3 == 0)));
    }

    #[test]
    fn both() {
        let a = Selection::of_rows(100, [1, 5, 70]);
        let b = Selection::of_rows(100, [5, 70, 99]);
        assert!(a.and(&b).rows().eq([5, 70]));
    }
}
