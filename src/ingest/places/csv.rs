use std::path::Path;

use csv::{Position, ReaderBuilder, StringRecord};

use super::columns::Coordinates;
use super::error::PlaceFileError;
use super::read::{RawPlace, RawPlaces};
use super::request::PlaceRequest;
use crate::ingest::missing::MISSING;

/// The rows of a CSV file.
pub(super) fn read(path: &Path, bytes: &[u8], request: &PlaceRequest) -> Result<RawPlaces, PlaceFileError> {
    let table_error = |source| PlaceFileError::Table { path: path.to_owned(), source };
    let mut reader = ReaderBuilder::new().from_reader(bytes);
    let header: Vec<String> = reader.headers().map_err(table_error)?.iter().map(plain).collect();
    let coordinates = Coordinates::of(path, request.coordinates.as_ref(), &header)?;
    let find = |column: &String| {
        header.iter().position(|known| known == column).ok_or_else(|| PlaceFileError::NoColumn {
            path: path.to_owned(),
            column: column.clone(),
            available: header.join(", "),
        })
    };
    let (x, y) = (find(&coordinates.x)?, find(&coordinates.y)?);
    let name = request.name.as_ref().map(find).transpose()?;
    let class = request.class_column.as_ref().map(find).transpose()?;
    let mut places = Vec::new();
    for record in reader.records() {
        let record = record.map_err(table_error)?;
        let number = record.position().map_or(0, |position| line_of(bytes, position));
        let text = |column: Option<usize>| column.and_then(|at| value(&record, at)).map(str::to_owned);
        let place = match (value(&record, x), value(&record, y)) {
            (None, None) => None,
            (Some(east), Some(north)) => {
                let number_of = |text: &str, column: &str| {
                    text.parse().map_err(|_| PlaceFileError::Number {
                        path: path.to_owned(),
                        what: "line",
                        number,
                        column: column.to_owned(),
                        value: text.to_owned(),
                    })
                };
                Some((number_of(east, &coordinates.x)?, number_of(north, &coordinates.y)?))
            }
            (east, _) => {
                let (given, missing) = (coordinates.x.clone(), coordinates.y.clone());
                let (given, missing) = if east.is_some() { (given, missing) } else { (missing, given) };
                return Err(PlaceFileError::HalfPlace { path: path.to_owned(), what: "line", number, given, missing });
            }
        };
        places.push(RawPlace { number, name: text(name), class: text(class), place });
    }
    Ok(RawPlaces { what: "line", epsg: coordinates.epsg, places })
}

/// The line that a record begins on: its position is before the blank lines that were passed over.
fn line_of(bytes: &[u8], position: &Position) -> u64 {
    let before = bytes.get(position.byte() as usize..).unwrap_or_default();
    let blank = before.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + blank.filter(|&&byte| byte == b'\n').count() as u64
}

fn plain(name: &str) -> String {
    name.trim_start_matches('\u{feff}').trim().to_owned()
}

fn value(record: &StringRecord, column: usize) -> Option<&str> {
    record.get(column).map(str::trim).filter(|text| !text.is_empty() && !MISSING.contains(text))
}
