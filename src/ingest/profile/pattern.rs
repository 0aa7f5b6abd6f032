use std::fmt;

/// A pattern for file names such as `{month}-{force}-street.csv`: text to be met as it stands, and captures in braces.
///
/// `{month}` stands for `YYYY-MM`, `{date}` for `YYYY-MM-DD`, `{year}` for `YYYY`; any other capture for one or more
/// characters, as few as will do. Letter case does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Digits(&'static str),
    Any,
}

impl Pattern {
    /// `None` when a brace is not closed.
    pub fn parse(written: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = written;
        while let Some((text, after)) = rest.split_once('{') {
            if !text.is_empty() {
                parts.push(Part::Text(text.to_lowercase()));
            }
            let (name, after) = after.split_once('}')?;
            parts.push(match name {
                "month" => Part::Digits("####-##"),
                "date" => Part::Digits("####-##-##"),
                "year" => Part::Digits("####"),
                _ => Part::Any,
            });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_lowercase()));
        }
        Some(Self { written: written.to_owned(), parts })
    }

    /// What the captures hold, in order, when the whole of `name` fits.
    pub fn captures(&self, name: &str) -> Option<Vec<String>> {
        let mut found = Vec::new();
        fits(&self.parts, &name.to_lowercase(), &mut found).then_some(found)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

fn fits(parts: &[Part], name: &str, found: &mut Vec<String>) -> bool {
    let Some((part, later)) = parts.split_first() else { return name.is_empty() };
    match part {
        Part::Text(text) => name.strip_prefix(text.as_str()).is_some_and(|rest| fits(later, rest, found)),
        Part::Digits(shape) => {
            let Some((taken, rest)) = name.split_at_checked(shape.len()) else { return false };
            found.push(taken.to_owned());
            (has_shape(taken, shape) && fits(later, rest, found)) || {
                found.pop();
                false
            }
        }
        Part::Any => name.char_indices().skip(1).map(|(at, _)| at).chain([name.len()]).any(|at| {
            let kept = found.len();
            found.push(name[..at].to_owned());
            (at > 0 && fits(later, &name[at..], found)) || {
                found.truncate(kept);
                false
            }
        }),
    }
}

fn has_shape(text: &str, shape: &str) -> bool {
    text.bytes()
        .zip(shape.bytes())
        .all(|(byte, wanted)| if wanted == b'#' { byte.is_ascii_digit() } else { byte == wanted })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_force_with_hyphens() {
        let pattern = Pattern::parse("{month}-{force}-street.csv").unwrap();
        let expected = vec!["2021-03".to_owned(), "avon-and-somerset".to_owned()];
        assert_eq!(pattern.captures("2021-03-Avon-and-Somerset-street.csv"), Some(expected));
        assert_eq!(pattern.captures("2021-03-essex-outcomes.csv"), None);
        assert_eq!(pattern.captures("2021-3-essex-street.csv"), None);
        assert_eq!(pattern.captures("2021-03--street.csv"), None);
        assert_eq!(pattern.captures(""), None);
    }

    #[test]
    fn open_braces_are_refused() {
        assert!(Pattern::parse("{month").is_none());
        assert_eq!(Pattern::parse("é{any}").unwrap().captures("É1ü"), Some(vec!["1ü".to_owned()]));
    }
}
