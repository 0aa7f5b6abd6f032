use std::borrow::Cow;
use std::fmt::Write;

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};

/// Shorter hexadecimal is kept as it is: there is nothing to gain.
const SHORTEST_HEX: usize = 16;

/// A source's own number for an incident, as the database keeps it.
///
/// data.police.uk's are 64 hexadecimal digits and take more room than all else in the row; as bytes they take half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ExternalId<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl<'a> ExternalId<'a> {
    /// `buffer` receives the bytes where the text is hexadecimal.
    pub(super) fn encode(text: &'a str, buffer: &'a mut Vec<u8>) -> Self {
        buffer.clear();
        let digits = text.as_bytes();
        if digits.len() < SHORTEST_HEX || !digits.len().is_multiple_of(2) {
            return Self::Text(text);
        }
        for pair in digits.chunks_exact(2) {
            match (digit(pair[0]), digit(pair[1])) {
                (Some(high), Some(low)) => buffer.push(high << 4 | low),
                _ => return Self::Text(text),
            }
        }
        Self::Bytes(buffer)
    }

    pub(super) fn decode(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Bytes(bytes) => {
                let mut text = String::with_capacity(2 * bytes.len());
                for byte in bytes {
                    write!(text, "{byte:02x}").expect("a String takes every write");
                }
                Cow::Owned(text)
            }
        }
    }

    /// `None` for NULL and for a type that no external id has.
    pub(super) fn read(value: ValueRef<'a>) -> Option<Self> {
        match value {
            ValueRef::Text(text) => std::str::from_utf8(text).ok().map(Self::Text),
            ValueRef::Blob(bytes) => Some(Self::Bytes(bytes)),
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => None,
        }
    }
}

impl ToSql for ExternalId<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> (bool, String) {
        let mut buffer = Vec::new();
        let id = ExternalId::encode(text, &mut buffer);
        (matches!(id, ExternalId::Bytes(_)), id.decode().into_owned())
    }

    #[test]
    fn every_id_comes_back_as_it_was() {
        let hex = "00ff102030405060708090a0b0c0d0e0";
        assert_eq!(kept(hex), (true, hex.to_owned()));
        for text in ["", "EP-20240101-0001", "1234567890abcdeF", "00FF102030405060", "0123456789abcdef0"] {
            assert_eq!(kept(text), (false, text.to_owned()), "{text}");
        }
    }
}
