use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::deprivation::{DeprivationColumn, give, number};
use super::error::AreaFileError;
use super::table::{Row, residents, rows};
use crate::space::AreaLayer;

/// A CSV file with a row an area, and which of its columns to take over.
#[derive(Clone, Debug)]
pub struct AreaJoin {
    pub path: PathBuf,
    /// Column of the layer's codes.
    pub code: String,
    /// Column of residents.
    pub population: Option<String>,
    pub deprivation: Option<DeprivationColumn>,
}

/// A layer with what a file says of its areas.
#[derive(Debug)]
pub struct Joined {
    pub layer: AreaLayer,
    /// Areas that the file has a row for.
    pub joined: usize,
    /// Codes of the others, which now lack what was joined.
    pub without: Vec<String>,
    /// Rows of areas that the layer does not have.
    pub elsewhere: usize,
}

/// Takes residents and deprivation over from a file, by code: it is the whole truth about the columns that are named, and an area that it
/// does not have lacks them afterwards.
pub fn join_areas(layer: &AreaLayer, join: &AreaJoin) -> Result<Joined, AreaFileError> {
    let path = join.path.as_path();
    let found = by_code(join)?;
    let of_area: Vec<Option<&Row>> = layer.areas().iter().map(|area| found.get(area.code.as_str())).collect();
    let joined = of_area.iter().flatten().count();
    if joined == 0 {
        return Err(AreaFileError::NothingJoined { path: path.to_owned(), layer: layer.name().to_owned() });
    }
    let mut areas = layer.areas().to_vec();
    let mut column = 1;
    if join.population.is_some() {
        for (area, row) in areas.iter_mut().zip(&of_area) {
            area.population = row.map(|row| population(path, row, column)).transpose()?.flatten();
        }
        column += 1;
    }
    if let Some(wanted) = &join.deprivation {
        let values = of_area.iter().map(|row| row.map_or(Ok(None), |row| deprivation(path, row, column, wanted)));
        let values: Vec<Option<f64>> = values.collect::<Result<_, _>>()?;
        give(&mut areas, &values, wanted.measure).map_err(|at| {
            let row = of_area[at].expect("a value that is no decile stands in a row");
            wrong(path, row, column, wanted)
        })?;
    }
    let without: Vec<String> =
        areas.iter().zip(&of_area).filter(|(_, row)| row.is_none()).map(|(area, _)| area.code.clone()).collect();
    let elsewhere = found.len() - joined;
    let layer = AreaLayer::new(layer.name().to_owned(), areas, layer.lookup().to_vec())?;
    Ok(Joined { layer, joined, without, elsewhere })
}

/// The file's rows by code: the code, then the columns that are asked for.
fn by_code(join: &AreaJoin) -> Result<FxHashMap<String, Row>, AreaFileError> {
    let deprivation = join.deprivation.as_ref().map(|wanted| &wanted.column);
    let columns: Vec<&str> =
        [Some(&join.code), join.population.as_ref(), deprivation].into_iter().flatten().map(String::as_str).collect();
    let mut found: FxHashMap<String, Row> = FxHashMap::default();
    for row in rows(&join.path, &columns)? {
        let Some(code) = row.values[0].clone() else { continue };
        if let Some(first) = found.get(&code) {
            let (path, first) = (join.path.clone(), first.line);
            return Err(AreaFileError::TableCode { path, line: row.line, first, code });
        }
        found.insert(code, row);
    }
    Ok(found)
}

fn population(path: &Path, row: &Row, column: usize) -> Result<Option<f64>, AreaFileError> {
    let Some(value) = &row.values[column] else { return Ok(None) };
    let wrong = || AreaFileError::TablePopulation { path: path.to_owned(), line: row.line, value: value.clone() };
    residents(value).map(Some).ok_or_else(wrong)
}

fn deprivation(path: &Path, row: &Row, at: usize, wanted: &DeprivationColumn) -> Result<Option<f64>, AreaFileError> {
    let Some(value) = &row.values[at] else { return Ok(None) };
    number(value).map(Some).ok_or_else(|| wrong(path, row, at, wanted))
}

fn wrong(path: &Path, row: &Row, at: usize, wanted: &DeprivationColumn) -> AreaFileError {
    AreaFileError::TableDeprivation {
        path: path.to_owned(),
        line: row.line,
        value: row.values[at].clone().unwrap_or_default(),
        measure: wanted.measure.slug(),
    }
}
