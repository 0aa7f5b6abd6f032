use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::error::StoreError;

/// Texts that many incidents share, each with a number: 0 for the first one met, and so on without gaps.
#[derive(Debug)]
pub(super) struct Dictionary {
    kind: &'static Kind,
    numbers: FxHashMap<Box<str>, u32>,
}

/// Which texts, and how many the in-memory columns can tell apart.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) what: &'static str,
    pub(super) select: &'static str,
    insert: &'static str,
    limit: usize,
}

pub(super) const CATEGORIES: Kind = Kind {
    what: "category",
    select: "SELECT text FROM category ORDER BY id",
    insert: "INSERT INTO category (id, text) VALUES (?1, ?2)",
    limit: u8::MAX as usize,
};
pub(super) const SOURCES: Kind = Kind {
    what: "source",
    select: "SELECT text FROM source ORDER BY id",
    insert: "INSERT INTO source (id, text) VALUES (?1, ?2)",
    limit: u8::MAX as usize,
};
pub(super) const OUTCOMES: Kind = Kind {
    what: "outcome",
    select: "SELECT text FROM outcome_text ORDER BY id",
    insert: "INSERT INTO outcome_text (id, text) VALUES (?1, ?2)",
    limit: u8::MAX as usize,
};
pub(super) const AREA_CODES: Kind = Kind {
    what: "area code",
    select: "SELECT text FROM area_code ORDER BY id",
    insert: "INSERT INTO area_code (id, text) VALUES (?1, ?2)",
    limit: u16::MAX as usize,
};

impl Dictionary {
    pub(super) fn load(connection: &Connection, kind: &'static Kind) -> Result<Self, StoreError> {
        let texts = texts(connection, kind)?;
        let numbers = texts.into_iter().zip(0..).map(|(text, number)| (text.into_boxed_str(), number)).collect();
        Ok(Self { kind, numbers })
    }

    /// The number of `text`; a new text gets the next one.
    pub(super) fn number(&mut self, connection: &Connection, text: &str) -> Result<u32, StoreError> {
        if let Some(&number) = self.numbers.get(text) {
            return Ok(number);
        }
        let (count, limit) = (self.numbers.len(), self.kind.limit);
        if count >= limit {
            let what = self.kind.what;
            return Err(StoreError::TooMany { what, value: text.to_owned(), count: count + 1, limit });
        }
        let number = count as u32;
        connection.prepare_cached(self.kind.insert)?.execute((number, text))?;
        self.numbers.insert(text.into(), number);
        Ok(number)
    }
}

/// All texts of a kind: entry `i` has the number `i`.
pub(super) fn texts(connection: &Connection, kind: &Kind) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(kind.select)?;
    let texts = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(texts)
}
