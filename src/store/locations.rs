use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::error::StoreError;
use crate::incident::{Location, LocationText};

/// No UTF-8 text holds this byte, so it parts key from text without doubt.
const BETWEEN: u8 = 0xff;

/// The numbers of all locations by key and text.
#[derive(Debug, Default)]
pub(super) struct Locations {
    numbers: FxHashMap<Box<[u8]>, u32>,
    buffer: Vec<u8>,
}

impl Locations {
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        let mut locations = Self::default();
        for (LocationText { key, text }, number) in texts(connection)?.into_iter().zip(0..) {
            locations.join(&key, &text);
            locations.numbers.insert(locations.buffer.as_slice().into(), number);
        }
        Ok(locations)
    }

    pub(super) fn number(&mut self, connection: &Connection, location: &Location<'_>) -> Result<u32, StoreError> {
        self.join(&location.key, &location.text);
        if let Some(&number) = self.numbers.get(self.buffer.as_slice()) {
            return Ok(number);
        }
        let number = self.numbers.len() as u32;
        let mut insert = connection.prepare_cached("INSERT INTO location (id, key, text) VALUES (?1, ?2, ?3)")?;
        insert.execute((number, &location.key, &location.text))?;
        self.numbers.insert(self.buffer.as_slice().into(), number);
        Ok(number)
    }

    fn join(&mut self, key: &str, text: &str) {
        self.buffer.clear();
        self.buffer.extend_from_slice(key.as_bytes());
        self.buffer.push(BETWEEN);
        self.buffer.extend_from_slice(text.as_bytes());
    }
}

/// All locations: entry `i` has the number `i`.
pub(super) fn texts(connection: &Connection) -> Result<Vec<LocationText>, StoreError> {
    let mut statement = connection.prepare("SELECT key, text FROM location ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut texts = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column| -> rusqlite::Result<Box<str>> { Ok(row.get_ref(column)?.as_str()?.into()) };
        texts.push(LocationText { key: text(0)?, text: text(1)? });
    }
    Ok(texts)
}
