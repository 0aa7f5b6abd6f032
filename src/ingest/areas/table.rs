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
    let rows = rows(&table.path, &[&table.from, &table.to])?;
    let pair = |row: Row| {
        let mut values = row.values.into_iter();
        Some((row.line, values.next()??, values.next()??))
    };
    Ok(rows.into_iter().filter_map(pair).collect())
}

/// A row of a CSV file.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    /// Of the columns that were asked for, without blanks around them; `None` where that is nothing.
    pub(super) values: Vec<Option<String>>,
}

/// All rows of a CSV file, their values in the order of `columns`.
pub(super) fn rows(path: &Path, columns: &[&str]) -> Result<Vec<Row>, AreaFileError> {
    let table_error = |source| AreaFileError::Table { path: path.to_owned(), source };
    let file = File::open(path).map_err(|source| AreaFileError::Read { path: path.to_owned(), source })?;
    let mut reader = ReaderBuilder::new().from_reader(file);
    let header = header(reader.headers().map_err(table_error)?);
    let at: Vec<usize> = columns.iter().map(|column| header.find(path, column)).collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(table_error)?;
        let line = record.position().map_or(0, |position| position.line());
        let text = |&at: &usize| record.get(at).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        rows.push(Row { line, values: at.iter().map(text).collect() });
    }
    Ok(rows)
}

fn header(names: &StringRecord) -> Columns {
    let mut columns = Columns::default();
    for name in names {
        columns.position(name.trim_start_matches('\u{feff}').trim());
    }
    columns
}
