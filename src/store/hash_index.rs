use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

/// Row numbers by the hash of what the rows hold: 12 bytes a row and no text.
///
/// Two different things can share a hash, so a candidate counts only once the caller has compared the row itself.
#[derive(Debug, Default)]
pub(super) struct HashIndex {
    first: FxHashMap<u64, u32>,
    /// Rows whose hash was taken already.
    more: FxHashMap<u64, Vec<u32>>,
}

impl HashIndex {
    pub(super) fn insert(&mut self, hash: u64, row: u32) {
        if *self.first.entry(hash).or_insert(row) != row {
            self.more.entry(hash).or_default().push(row);
        }
    }

    /// In the order they were inserted.
    pub(super) fn candidates(&self, hash: u64) -> impl Iterator<Item = u32> {
        let more = self.more.get(&hash).map_or(&[][..], Vec::as_slice);
        self.first.get(&hash).into_iter().chain(more).copied()
    }
}

pub(super) fn hash_of(thing: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    thing.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_share_a_hash_are_all_candidates() {
        let mut index = HashIndex::default();
        for row in [7, 9, 8] {
            index.insert(1, row);
        }
        assert_eq!(index.candidates(1).collect::<Vec<_>>(), [7, 9, 8]);
        assert_eq!(index.candidates(2).count(), 0);
    }
}
