use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

/// What a file's own words mean: exact words first, then the longest beginning that fits. Letter case does not matter.
#[derive(Clone, Debug)]
pub struct Lookup<T> {
    exact: FxHashMap<String, T>,
    /// Beginnings, longest first.
    beginnings: Vec<(String, T)>,
}

impl<T> Lookup<T> {
    /// Keys that end in `*` are beginnings. `read` turns a written value into what it means.
    pub fn new<W, E>(written: &BTreeMap<String, W>, read: impl Fn(&str, &W) -> Result<T, E>) -> Result<Self, E> {
        let mut exact = FxHashMap::default();
        let mut beginnings = Vec::new();
        for (word, value) in written {
            let meaning = read(word, value)?;
            match word.strip_suffix('*') {
                Some(beginning) => beginnings.push((beginning.to_lowercase(), meaning)),
                None => {
                    exact.insert(word.trim().to_lowercase(), meaning);
                }
            }
        }
        beginnings.sort_by_key(|(beginning, _)| std::cmp::Reverse(beginning.len()));
        Ok(Self { exact, beginnings })
    }

    pub fn get(&self, word: &str) -> Option<&T> {
        if self.is_empty() {
            return None;
        }
        let word = word.to_lowercase();
        self.exact.get(&word).or_else(|| {
            self.beginnings.iter().find(|(beginning, _)| word.starts_with(beginning)).map(|(_, meaning)| meaning)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.beginnings.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_before_the_longest_beginning() {
        let written = [("ASB/*", 1), ("ASB/Pers*", 2), ("asb/personal", 3)].map(|(word, n)| (word.to_owned(), n));
        let lookup = Lookup::new(&written.into(), |_, &n| Ok::<_, ()>(n)).unwrap();
        assert_eq!(lookup.get("ASB/Personal"), Some(&3));
        assert_eq!(lookup.get("asb/PERSISTENT"), Some(&2));
        assert_eq!(lookup.get("asb/noise"), Some(&1));
        assert_eq!(lookup.get("crime"), None);
    }
}
