use encoding_rs::Encoding;

use super::error::ProfileError;
use super::file::FormatRules;

/// How the text of a file is written, checked.
#[derive(Clone, Debug)]
pub struct Format {
    pub delimiter: u8,
    pub decimal: u8,
    /// `None` for UTF-8, which is checked and not converted.
    pub encoding: Option<&'static Encoding>,
    /// Names given by the profile when the file has no header.
    pub names: Option<Vec<String>>,
    pub missing: Vec<String>,
}

impl Format {
    pub fn check(profile: &str, rules: &FormatRules) -> Result<Self, ProfileError> {
        let wrong =
            |key, value: String, expected| ProfileError::Value { profile: profile.to_owned(), key, value, expected };
        let delimiter = u8::try_from(rules.delimiter)
            .ok()
            .filter(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n".contains(byte))
            .ok_or_else(|| {
                wrong("format.delimiter", rules.delimiter.to_string(), "one character such as , ; or tab")
            })?;
        let decimal = match rules.decimal {
            '.' => b'.',
            ',' => b',',
            other => return Err(wrong("format.decimal", other.to_string(), "a point or a comma")),
        };
        let encoding = Encoding::for_label(rules.encoding.as_bytes())
            .filter(|encoding| encoding.is_ascii_compatible() && (encoding.is_single_byte() || is_utf8(encoding)))
            .ok_or_else(|| {
                wrong("format.encoding", rules.encoding.clone(), "utf-8, windows-1252 or another of one byte")
            })?;
        Ok(Self {
            delimiter,
            decimal,
            encoding: (!is_utf8(encoding)).then_some(encoding),
            names: (!rules.names.is_empty()).then(|| rules.names.clone()),
            missing: rules.missing.clone(),
        })
    }

    /// Whether a trimmed value stands for "not given".
    pub fn is_missing(&self, value: &str) -> bool {
        value.is_empty() || self.missing.iter().any(|word| word.eq_ignore_ascii_case(value))
    }
}

fn is_utf8(encoding: &'static Encoding) -> bool {
    encoding == encoding_rs::UTF_8
}
