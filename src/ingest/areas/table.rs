use std::fs::File;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use rustc_hash::{FxHashMap, FxHashSet};

use super::columns::Columns;
use super::error::AreaFileError;
use super::request::TableColumns;
use crate::space::Area;

/// Residents by code.
pub(super) fn populations(columns: &TableColumns) -> Result<FxHashMap<String, f64>, AreaFileError> {
    let mut populations = FxHashMap::default();
    for (line, code, value) in pairs(columns)? {
        let Some(residents) = residents(&value) else {
            return Err(AreaFileError::TablePopulation { path: columns.path.clone(), line, value });
        };
        populations.insert(code, residents);
    }
    Ok(populations)
}

/// A count of residents, perhaps with commas between thousands.
pub(super) fn residents(value: &str) -> Option<f64> {
    let residents: f64 = value.replace(',', "").parse().ok()?;
    (residents.is_finite() && residents >= 0.0).then_some(residents)
}

/// Which foreign code lies in which area.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    pub(super) pairs: Vec<(String, String)>,
    /// Foreign codes that stand for parts of several areas, and so for none.
    pub(super) ambiguous: usize,
    /// Foreign codes of areas that the layer does not have.
    pub(super) elsewhere: usize,
}

/// Joins the tables, the first mention of a foreign code first.
pub(super) fn lookup(tables: &[TableColumns], areas: &[Area]) -> Result<Lookup, AreaFileError> {
    let known: FxHashSet<&str> = areas.iter().map(|area| area.code.as_str()).collect();
    let mut order = Vec::new();
    let mut targets: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for table in tables {
        for (_, foreign, code) in pairs(table)? {
            let codes = targets.entry(foreign.clone()).or_insert_with(|| {
                order.push(foreign);
                Vec::new()
            });
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    let mut lookup = Lookup::default();
    for foreign in order {
        match targets.remove(&foreign).unwrap_or_default().as_slice() {
            [code] if known.contains(code.as_str()) => lookup.pairs.push((foreign, code.clone())),
            codes if codes.iter().any(|code| known.contains(code.as_str())) => lookup.ambiguous += 1,
            _ => lookup.elsewhere += 1,
        }
    }
    Ok(lookup)
}

/// Line number and the two columns' texts of each row in which neither is empty.
fn pairs(table: &TableColumns) -> Result<Vec<(u64, String, String)>, AreaFileError> {
    let path = &table.path;
    let table_error = |source| AreaFileError::Table { path: path.clone(), source };
    let file = File::open(path).map_err(|source| AreaFileError::Read { path: path.clone(), source })?;
    let mut reader = ReaderBuilder::new().from_reader(file);
    let (from, to) = positions(path, reader.headers().map_err(table_error)?, table)?;
    let mut pairs = Vec::new();
    for record in reader.records() {
        let record = record.map_err(table_error)?;
        let line = record.position().map_or(0, |position| position.line());
        let text = |column| record.get(column).map(str::trim).filter(|text: &&str| !text.is_empty());
        if let (Some(from), Some(to)) = (text(from), text(to)) {
            pairs.push((line, from.to_owned(), to.to_owned()));
        }
    }
    Ok(pairs)
}

fn positions(path: &Path, header: &StringRecord, table: &TableColumns) -> Result<(usize, usize), AreaFileError> {
    let mut columns = Columns::default();
    for name in header {
        columns.position(name.trim_start_matches('\u{feff}').trim());
    }
    Ok((columns.find(path, &table.from)?, columns.find(path, &table.to)?))
}
