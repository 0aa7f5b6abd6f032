use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

use super::deprivation::DeprivationColumn;

/// Which file becomes which layer, and what its columns are called.
#[derive(Clone, Debug)]
pub struct AreaRequest {
    pub path: PathBuf,
    pub layer: String,
    /// Column of the areas' codes, each of which must be there once.
    pub code: String,
    /// Column of the areas' names; an area without one is called by its code.
    pub name: String,
    /// Column of residents in the file itself.
    pub population: Option<String>,
    /// Residents from a table: code, then residents.
    pub population_table: Option<TableColumns>,
    /// Column of deprivation in the file itself.
    pub deprivation: Option<DeprivationColumn>,
    /// Codes of other areas and the code of this layer's area that each lies in.
    pub lookups: Vec<TableColumns>,
    /// Reference system of the coordinates, instead of what the file says.
    pub epsg: Option<u32>,
}

/// Two columns of a CSV file, written `FILE:COLUMN:COLUMN`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumns {
    pub path: PathBuf,
    pub from: String,
    pub to: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is not of the form FILE:COLUMN:COLUMN")]
pub struct TableColumnsError(String);

impl FromStr for TableColumns {
    type Err = TableColumnsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.rsplitn(3, ':');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(to), Some(from), Some(path)) if ![to, from, path].contains(&"") => {
                Ok(Self { path: path.into(), from: from.to_owned(), to: to.to_owned() })
            }
            _ => Err(TableColumnsError(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_may_hold_colons_and_nothing_may_be_missing() {
        let columns: TableColumns = r"C:\data\pop.csv:lsoa21_code:total residents".parse().unwrap();
        assert_eq!(columns.path, PathBuf::from(r"C:\data\pop.csv"));
        assert_eq!((columns.from.as_str(), columns.to.as_str()), ("lsoa21_code", "total residents"));
        for wrong in ["", "pop.csv", "pop.csv:code", "pop.csv::pop", ":code:pop"] {
            assert!(wrong.parse::<TableColumns>().is_err(), "{wrong}");
        }
    }
}
