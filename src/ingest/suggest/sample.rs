use std::io::Read;
use std::path::Path;

use encoding_rs::{Encoding, WINDOWS_1252};

use crate::ingest::csv::{Block, Parser};
use crate::ingest::error::IngestError;
use crate::ingest::geojson::read_geojson;
use crate::ingest::header::Header;
use crate::ingest::input::{Opener, find_sources, read_fault};
use crate::ingest::inspect::{FileFormat, format_of};
use crate::ingest::limits::Limits;
use crate::ingest::parquet::read_parquet;
use crate::ingest::table::Table;
use crate::ingest::tabled::Tabled;

/// Bytes that are looked at.
const SAMPLE: u64 = 8 << 20;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The beginning of a file, cut into columns.
#[derive(Debug)]
pub struct Sample {
    pub file_name: String,
    pub header: Header,
    pub table: Table,
    /// The first record that is not the header.
    pub first: usize,
    pub delimiter: u8,
    pub encoding: Option<&'static Encoding>,
    /// Points come with the rows (GeoJSON, GeoParquet).
    pub has_points: bool,
}

impl Sample {
    /// The values of a column, row by row.
    pub fn column(&self, column: usize) -> impl Iterator<Item = &str> {
        (self.first..self.table.len()).map(move |record| self.table.record(record).get(column))
    }
}

pub fn take_sample(path: &Path, limits: &Limits) -> Result<Sample, IngestError> {
    let found = find_sources(&[path.to_owned()], limits)?;
    let source = &found.sources[0];
    let (file, file_name) = (source.to_string(), source.file_name());
    let mut opener = Opener::new(*limits);
    let bytes = opener.with(source, |bytes| {
        let mut sample = Vec::new();
        bytes.take(SAMPLE).read_to_end(&mut sample).map_err(|error| read_fault(&file, error))?;
        Ok(sample)
    })?;
    let mut first_piece = None;
    let mut keep_first = |piece: Tabled| {
        first_piece.get_or_insert(piece);
        Ok(false)
    };
    match format_of(&bytes, &file)? {
        FileFormat::Csv => return csv_sample(file_name, bytes).ok_or(IngestError::Empty { file }),
        FileFormat::GeoJson => opener.with(source, |bytes| read_geojson(bytes, &file, &mut keep_first))?,
        FileFormat::Parquet => read_parquet(&source.path, &mut keep_first)?,
    };
    let Tabled { header, table, .. } = first_piece.ok_or(IngestError::Empty { file })?;
    Ok(Sample { file_name, header, table, first: 0, delimiter: b',', encoding: None, has_points: true })
}

/// Read under the delimiter that cuts the most columns of all those that cut the rows alike.
fn csv_sample(file_name: String, mut bytes: Vec<u8>) -> Option<Sample> {
    if bytes.len() as u64 == SAMPLE {
        // The last line may be cut short.
        bytes.truncate(memchr::memrchr(b'\n', &bytes).map_or(bytes.len(), |end| end + 1));
    }
    bytes.push(b'\n');
    let mark = b"\xef\xbb\xbf";
    if bytes.starts_with(mark) {
        bytes.drain(..mark.len());
    }
    let encoding = std::str::from_utf8(&bytes).is_err().then_some(WINDOWS_1252);
    let mut best: Option<(usize, u8, Table)> = None;
    for delimiter in DELIMITERS {
        let block = Block { bytes: bytes.clone(), first_line: 1 };
        let table = Parser::new(delimiter, encoding).parse(block).table;
        if table.is_empty() {
            return None;
        }
        let columns = table.record(0).count();
        let alike = (0..table.len()).filter(|&record| table.record(record).count() == columns).count();
        let sound = alike * 10 >= table.len() * 9;
        if best.as_ref().is_none_or(|(most, ..)| sound && columns > *most) {
            best = Some((columns, delimiter, table));
        }
    }
    let (_, delimiter, table) = best?;
    let header = Header::new(table.record(0).iter().map(str::to_owned).collect());
    Some(Sample { file_name, header, table, first: 1, delimiter, encoding, has_points: false })
}
