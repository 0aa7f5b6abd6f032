use std::borrow::Cow;
use std::fmt;

use rusqlite::Connection;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::error::StoreError;
use super::row::damaged;

/// Names and values.
type Attributes = Vec<(Cow<'static, str>, Cow<'static, str>)>;

/// A source's other columns as one JSON object, in their order. A name that comes twice is written twice and read twice.
pub(super) fn write(attributes: &[(Cow<'_, str>, Cow<'_, str>)], json: &mut Vec<u8>) {
    json.clear();
    for (name, value) in attributes {
        json.push(if json.is_empty() { b'{' } else { b',' });
        write_text(name, json);
        json.push(b':');
        write_text(value, json);
    }
    if !json.is_empty() {
        json.push(b'}');
    }
}

fn write_text(text: &str, json: &mut Vec<u8>) {
    serde_json::to_writer(json, text).expect("a Vec takes every write, and a text is always JSON");
}

/// What [`write()`] wrote.
pub(super) fn read(json: &str) -> Result<Attributes, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let pairs = reader.deserialize_map(Pairs)?;
    reader.end()?;
    Ok(pairs)
}

/// One column of every incident that has it, ascending by number.
pub(super) fn column(connection: &Connection, name: &str) -> Result<Vec<(u32, String)>, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT id, attributes FROM incident WHERE attributes IS NOT NULL ORDER BY id")?;
    let mut rows = select.query([])?;
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        let json = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let pairs = read(json).map_err(|_| damaged(row, "attributes", json))?;
        if let Some((_, value)) = pairs.into_iter().find(|(known, _)| known == name) {
            values.push((row.get(0)?, value.into_owned()));
        }
    }
    Ok(values)
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Attributes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, String>()? {
            pairs.push((name.into(), value.into()));
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let pairs = [("Falls within", "Essex \"Police\""), ("note", "line\nline, é\u{7f}"), ("note", "")];
        let pairs = pairs.map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value)));
        let mut json = vec![b'x'];
        write(&pairs, &mut json);
        assert_eq!(read(std::str::from_utf8(&json).unwrap()).unwrap(), pairs);
        write(&[], &mut json);
        assert!(json.is_empty());
        assert!(read("[1]").is_err() && read("{\"a\":1}").is_err() && read("{}x").is_err());
    }
}
