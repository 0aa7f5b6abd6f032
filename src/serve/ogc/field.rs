use std::borrow::Cow;

use serde_json::{Value, json};

/// A property that the features of a collection have: what can be asked about and what is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    pub name: &'static str,
    /// What it is, with its unit.
    pub title: &'static str,
    pub kind: Kind,
}

/// What a property's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Number,
    Flag,
    /// A civil date.
    Date,
    /// A moment.
    Instant,
}

/// One value of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    Number(f64),
    Flag(bool),
    /// As it is written, and the second at which the day begins.
    Date(Cow<'a, str>, i64),
    /// Seconds since 1970-01-01T00:00Z.
    Instant(i64),
}

impl Field {
    pub const fn new(name: &'static str, kind: Kind, title: &'static str) -> Self {
        Self { name, title, kind }
    }

    /// As JSON Schema says it.
    pub fn schema(&self) -> Value {
        let (kind, format) = match self.kind {
            Kind::Text => ("string", None),
            Kind::Integer => ("integer", None),
            Kind::Number => ("number", None),
            Kind::Flag => ("boolean", None),
            Kind::Date => ("string", Some("date")),
            Kind::Instant => ("string", Some("date-time")),
        };
        let mut schema = json!({ "type": kind, "title": self.title });
        if let Some(format) = format {
            schema["format"] = format.into();
        }
        schema
    }
}
