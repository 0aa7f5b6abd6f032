use std::sync::Arc;

use super::csv::{Block, Parser};
use super::error::IngestError;
use super::header::Header;
use super::profile::{Format, Profile};

/// The header of CSV text under a profile's delimiter: its first record, or the names that the profile gives. `sample` begins
/// where the file does and may break off anywhere.
pub fn csv_header(sample: &[u8], format: &Format) -> Header {
    if let Some(names) = &format.names {
        return Header::new(names.clone());
    }
    let sample = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    let mut bytes = sample.to_vec();
    bytes.push(b'\n');
    let parsed = Parser::new(format.delimiter, format.encoding).parse(Block { bytes, first_line: 1 });
    if parsed.table.is_empty() {
        return Header::new(Vec::new());
    }
    Header::new(parsed.table.record(0).iter().map(str::to_owned).collect())
}

/// The one profile whose columns are all in the file's header and whose file name pattern fits; of several, the one that names the
/// most columns, and one with a file name pattern before one without.
///
/// `header_under` gives the header as a profile would read it.
pub fn detect(
    profiles: &[Arc<Profile>],
    file: &str,
    file_name: &str,
    header_under: impl Fn(&Profile) -> Header,
) -> Result<Arc<Profile>, IngestError> {
    let mut best: Vec<(&Arc<Profile>, (usize, bool))> = Vec::new();
    let mut widest = Header::new(Vec::new());
    for profile in profiles {
        let named = match &profile.file_name {
            Some(pattern) if pattern.captures(file_name).is_none() => continue,
            pattern => pattern.is_some(),
        };
        let header = header_under(profile);
        if profile.required_columns().all(|name| header.find(name).is_some()) {
            let all = profile.required_columns().chain(profile.columns.optional.iter().map(String::as_str));
            let score = (all.filter(|name| header.find(name).is_some()).count(), named);
            best.retain(|&(_, other)| other >= score);
            if best.iter().all(|&(_, other)| other == score) {
                best.push((profile, score));
            }
        }
        if header.count() > widest.count() {
            widest = header;
        }
    }
    match best.as_slice() {
        [] => Err(IngestError::UnknownLayout { file: file.to_owned(), header: widest.list() }),
        [(profile, _)] => Ok(Arc::clone(profile)),
        several => {
            let profiles = several.iter().map(|(profile, _)| profile.name.as_str()).collect::<Vec<_>>().join(", ");
            Err(IngestError::Ambiguous { file: file.to_owned(), profiles })
        }
    }
}
