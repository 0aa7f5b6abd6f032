use std::fmt;
use std::path::PathBuf;

/// One file to be imported: on the disk, or a member of a zip archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub path: PathBuf,
    pub entry: Option<Entry>,
}

/// A member of a zip archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub index: usize,
    pub name: String,
}

impl Source {
    /// The last part of its path without a final `.gz`: what file name patterns are held against.
    pub fn file_name(&self) -> String {
        let name = match &self.entry {
            Some(entry) => entry.name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned(),
            None => self.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        };
        match name.len().checked_sub(3).and_then(|at| name.split_at_checked(at)) {
            Some((stem, ending)) if ending.eq_ignore_ascii_case(".gz") => stem.to_owned(),
            _ => name,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        match &self.entry {
            Some(entry) => write!(f, "!{}", entry.name),
            None => Ok(()),
        }
    }
}

/// What to do with a file found in a folder or an archive, told by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Read,
    Archive,
    Ignore,
}

/// Stop-and-search files hold no incidents; hidden files and files of other kinds are none of ours.
pub fn sort_by_name(file_name: &str) -> Sort {
    let name = file_name.to_ascii_lowercase();
    if name.starts_with('.') || is_stop_and_search(&name) {
        return Sort::Ignore;
    }
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name.rsplit_once('.') {
        Some((_, "zip")) => Sort::Archive,
        Some((_, "csv" | "tsv" | "geojson" | "json" | "parquet")) => Sort::Read,
        _ => Sort::Ignore,
    }
}

/// The third kind of file in a data.police.uk archive.
pub fn is_stop_and_search(file_name: &str) -> bool {
    file_name.trim_end_matches(".gz").ends_with("-stop-and-search.csv")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let entry = Entry { index: 0, name: "2021-03/2021-03-essex-street.csv".to_owned() };
        let member = Source { path: "a.zip".into(), entry: Some(entry) };
        assert_eq!(member.file_name(), "2021-03-essex-street.csv");
        assert_eq!(member.to_string(), "a.zip!2021-03/2021-03-essex-street.csv");
        assert_eq!(Source { path: "d/log.CSV.GZ".into(), entry: None }.file_name(), "log.CSV");
        assert_eq!(sort_by_name("2021-03-essex-stop-and-search.csv"), Sort::Ignore);
        assert_eq!(sort_by_name("disclaimer.pdf"), Sort::Ignore);
        assert_eq!(sort_by_name("._log.csv"), Sort::Ignore);
        assert_eq!(sort_by_name("LOG.CSV.gz"), Sort::Read);
        assert_eq!(sort_by_name("2021.ZIP"), Sort::Archive);
    }
}
