use rustc_hash::FxHashMap;

/// Remembers what a file's words came to: columns of a few dozen different values are read once each.
#[derive(Debug)]
pub struct Memo<T> {
    known: FxHashMap<Box<str>, T>,
}

/// Beyond this many different words the column holds free text: what is remembered is forgotten rather than kept for ever.
const MOST: usize = 4096;

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { known: FxHashMap::default() }
    }
}

impl<T: Copy> Memo<T> {
    /// What `word` means; `read` is asked when it is met for the first time. Errors are not remembered.
    pub fn get<E>(&mut self, word: &str, read: impl FnOnce(&str) -> Result<T, E>) -> Result<T, E> {
        if let Some(&known) = self.known.get(word) {
            return Ok(known);
        }
        let meaning = read(word)?;
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(word.into(), meaning);
        Ok(meaning)
    }
}
