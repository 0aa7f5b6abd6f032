use thiserror::Error;

use super::cql_reader::{MOST_DEEP, Reader};
use super::crs::Crs;
use super::field::Field;
use super::predicate::Predicate;
use crate::time::CivilZone;

/// The longest filter that is read.
const MOST_BYTES: usize = 8_000;
/// Parentheses within parentheses.
const MOST_NESTED: usize = 16;
/// Bytes read at most, backtracking included: the grammar tries a list where a parenthesis turned out to be none, so that each level
/// of them may double the work. 4 million are about a tenth of a second.
const MOST_WORK: usize = 4_000_000;
/// Of the thread that parses: the parser's own recursion goes as deep as the text is long.
const PARSER_STACK_BYTES: usize = 64 << 20;
/// The name by which filters ask about the geometry.
pub const GEOMETRY: &str = "geometry";

/// Why a filter is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CqlError {
    #[error("it is longer than {MOST_BYTES} bytes")]
    Long,
    #[error("its parentheses are nested too deep: 16 at most, 8 in a long filter")]
    Nested,
    #[error("it is nested more than {MOST_DEEP} operations deep")]
    Deep,
    #[error("it is no CQL2 text: {0}")]
    Syntax(String),
    #[error("there is no property {0:?}; /queryables has them all")]
    Property(String),
    #[error("{0} is not supported here")]
    Unsupported(String),
    #[error("{0}")]
    Mismatch(String),
}

/// Reads CQL2 text (OGC 21-065r2) into a condition on features that have `fields`.
///
/// The crate `cql2` parses; what it parsed is checked against the fields' kinds here, so that a comparison that can never hold is an
/// error and not an empty answer. Shapes are in `crs`; dates in `zone`.
pub fn read(text: &str, fields: &'static [Field], crs: Crs, zone: &CivilZone) -> Result<Predicate, CqlError> {
    if text.len() > MOST_BYTES {
        return Err(CqlError::Long);
    }
    let nested = nesting(text);
    if nested > MOST_NESTED || text.len() << nested > MOST_WORK {
        return Err(CqlError::Nested);
    }
    let unread = |why: &str| CqlError::Syntax(why.to_owned());
    let parsed = std::thread::scope(|scope| {
        let parse = || {
            let expression =
                cql2::parse_text(text).map_err(|error| CqlError::Syntax(in_one_line(&error.to_string())))?;
            Reader { fields, crs, zone }.predicate(&expression, 0)
        };
        let thread = std::thread::Builder::new().stack_size(PARSER_STACK_BYTES).spawn_scoped(scope, parse);
        thread.map(std::thread::ScopedJoinHandle::join)
    });
    match parsed {
        Ok(Ok(read)) => read,
        // The parser gave up in its own way.
        Ok(Err(_)) | Err(_) => Err(unread("it cannot be read")),
    }
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How deep parentheses are nested outside quotes.
fn nesting(text: &str) -> usize {
    let (mut depth, mut most, mut quote) = (0_usize, 0, None);
    for c in text.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => {
                depth += 1;
                most = most.max(depth);
            }
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::super::field::Kind;
    use super::super::incident_features::FIELDS;
    use super::super::property_test::{Comparison, Operand, Pattern, Test};
    use super::*;

    fn read_text(text: &str) -> Result<Predicate, CqlError> {
        read(text, &FIELDS, Crs::Crs84, &CivilZone::named("Europe/London").unwrap())
    }

    #[test]
    fn what_is_meant() {
        let category = Operand::Field(0, Kind::Text);
        let equal = Test::Compare(Comparison::Equal, category.clone(), Operand::Text("it's".to_owned()));
        assert_eq!(read_text("category = 'it''s'").unwrap(), Predicate::Test(equal));
        let like = Test::Like(category, vec![Pattern::Any, Pattern::Char('%'), Pattern::One]);
        assert_eq!(read_text(r"category like '%\%_'").unwrap(), Predicate::Test(like));
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(read_text("colour = 'red'"), Err(CqlError::Property("colour".to_owned())));
        assert_eq!(read_text("SOUNDEX(kind) = 'x'"), Err(CqlError::Unsupported("SOUNDEX".to_owned())));
        assert!(matches!(read_text("kind = 5"), Err(CqlError::Mismatch(_))));
        assert!(matches!(read_text("kind ="), Err(CqlError::Syntax(_))));
        assert_eq!(read_text(&format!("kind = '{}'", "x".repeat(9_000))), Err(CqlError::Long));
    }

    #[test]
    fn nothing_takes_long_or_ends_the_process() {
        let start = Instant::now();
        let many = "1 + ".repeat(900);
        for text in [
            format!("{}1{}", "(".repeat(12), ",2)".repeat(12)),
            format!("{}{many}", "(".repeat(10)),
            format!("{}{many}1 = 1", "NOT ".repeat(1000)),
            "- ".repeat(3900),
            "(".repeat(8000),
            "POLYGON((((((((".to_owned(),
            "T_AFTER(".repeat(12),
            "casei(".repeat(12),
            "'".to_owned(),
            "\u{0} = 1".to_owned(),
        ] {
            assert!(read_text(&text).is_err(), "{text}");
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}
