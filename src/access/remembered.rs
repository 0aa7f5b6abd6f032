use std::fmt;

use quick_cache::sync::Cache;

use crate::store::TokenDigest;

/// How long an answer of the store is good for: what another process revokes ends within two seconds.
const GOOD_S: i64 = 1;
/// Sessions and keys in use at once, far above what one service has.
const CAPACITY: usize = 10_000;

/// Whose token it was a moment ago, so that a map's hundred tiles ask the store once. Unknown tokens are not remembered: a flood of them
/// would push out the others.
pub(super) struct Remembered<T> {
    found: Cache<TokenDigest, Found<T>>,
}

#[derive(Clone)]
struct Found<T> {
    whose: T,
    asked_s: i64,
}

impl<T: Clone> Remembered<T> {
    pub(super) fn new() -> Self {
        Self { found: Cache::new(CAPACITY) }
    }

    pub(super) fn get(&self, digest: &TokenDigest, now_s: i64) -> Option<T> {
        let found = self.found.get(digest)?;
        // A clock that was set back makes an answer look older or newer than it is: ask again.
        (0..=GOOD_S).contains(&(now_s - found.asked_s)).then_some(found.whose)
    }

    pub(super) fn put(&self, digest: TokenDigest, whose: T, now_s: i64) {
        self.found.insert(digest, Found { whose, asked_s: now_s });
    }

    pub(super) fn forget(&self, digest: &TokenDigest) {
        self.found.remove(digest);
    }

    pub(super) fn forget_all(&self) {
        self.found.clear();
    }
}

impl<T> fmt::Debug for Remembered<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Remembered")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn for_a_moment() {
        let remembered = Remembered::new();
        remembered.put([1; 32], "ann", 100);
        assert_eq!(remembered.get(&[1; 32], 101), Some("ann"));
        assert_eq!(remembered.get(&[1; 32], 102), None);
        assert_eq!(remembered.get(&[1; 32], 99), None, "the clock was set back");
        assert_eq!(remembered.get(&[2; 32], 100), None);
        remembered.forget(&[1; 32]);
        assert_eq!(remembered.get(&[1; 32], 100), None);
    }
}
