use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use encoding_rs::Encoding;

use super::split::Block;
use crate::ingest::table::Table;

/// The records of a block, with what is needed to tell about one that cannot be used.
#[derive(Debug)]
pub struct Parsed {
    pub table: Table,
    /// Records that are not UTF-8, ascending; their text in `table` is blanked out.
    pub not_utf8: Vec<u32>,
    raw: Vec<u8>,
    /// Where each record ends in `raw`.
    raw_ends: Vec<u32>,
    first_line: u64,
}

impl Parsed {
    /// The bytes of a record as they stand in the file, without its line end.
    pub fn raw_record(&self, record: usize) -> &[u8] {
        let raw = &self.raw[self.raw_start(record)..self.raw_ends[record] as usize];
        let is_line_end = |byte: &u8| b"\r\n".contains(byte);
        let start = raw.iter().position(|byte| !is_line_end(byte)).unwrap_or(raw.len());
        let end = raw.iter().rposition(|byte| !is_line_end(byte)).map_or(start, |last| last + 1);
        &raw[start..end]
    }

    /// The line on which a record begins. Costs a count over the block up to there.
    pub fn line(&self, record: usize) -> u64 {
        let start = self.raw_start(record);
        let blank = self.raw[start..].iter().take_while(|byte| b"\r\n".contains(byte)).count();
        let before = &self.raw[..start + blank];
        let newline = if memchr::memchr(b'\n', &self.raw).is_some() { b'\n' } else { b'\r' };
        self.first_line + memchr::memchr_iter(newline, before).count() as u64
    }

    fn raw_start(&self, record: usize) -> usize {
        record.checked_sub(1).map_or(0, |before| self.raw_ends[before] as usize)
    }
}

/// Reads blocks by the grammar of the `csv` crate. Keep one a thread: its state and sizes carry over.
#[derive(Debug)]
pub struct Parser {
    reader: Reader,
    encoding: Option<&'static Encoding>,
    /// Fields of the last block, to guess the size of the next.
    fields: usize,
}

impl Parser {
    pub fn new(delimiter: u8, encoding: Option<&'static Encoding>) -> Self {
        let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
        // The reader drops a byte order mark from the first bytes it sees; those of a block are never the file's first.
        reader.read_record(b"\n", &mut [0], &mut [0]);
        Self { reader, encoding, fields: 1024 }
    }

    /// All records of a block, however many fields each has.
    pub fn parse(&mut self, block: Block) -> Parsed {
        let raw = match self.encoding {
            Some(encoding) => encoding.decode_without_bom_handling(&block.bytes).0.into_owned().into_bytes(),
            None => block.bytes,
        };
        let mut text = vec![0; raw.len()];
        let mut ends = vec![0; 64];
        let mut parsed = Positions { field_ends: Vec::with_capacity(self.fields), ..Positions::default() };
        let (mut read, mut written) = (0, 0);
        while read < raw.len() {
            let (mut in_record, mut fields) = (0, 0);
            loop {
                let (result, took, gave, ended) =
                    self.reader.read_record(&raw[read..], &mut text[written + in_record..], &mut ends[fields..]);
                read += took;
                in_record += gave;
                fields += ended;
                match result {
                    ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                    ReadRecordResult::Record => {
                        parsed.add(written, &ends[..fields], read);
                        written += in_record;
                        break;
                    }
                    _ => break,
                }
            }
        }
        text.truncate(written);
        self.fields = parsed.field_ends.len() + parsed.field_ends.len() / 8;
        parsed.build(text, raw, block.first_line)
    }
}

/// Where fields and records end, gathered while parsing. Offsets fit 32 bits: a block has at most some megabytes.
#[derive(Default)]
struct Positions {
    field_ends: Vec<u32>,
    first_fields: Vec<u32>,
    raw_ends: Vec<u32>,
}

impl Positions {
    fn add(&mut self, written: usize, ends: &[usize], read: usize) {
        self.first_fields.push(self.field_ends.len() as u32);
        self.field_ends.extend(ends.iter().map(|end| (written + end) as u32));
        self.raw_ends.push(read as u32);
    }

    fn build(mut self, mut text: Vec<u8>, raw: Vec<u8>, first_line: u64) -> Parsed {
        self.first_fields.push(self.field_ends.len() as u32);
        let mut not_utf8 = Vec::new();
        // The raw bytes are what is checked: in `text` two broken fields side by side could make up a valid character.
        if std::str::from_utf8(&raw).is_err() {
            not_utf8 = self.blank_out(&mut text, &raw);
        }
        let text = String::from_utf8(text).expect("fields of valid records, cut at ASCII bytes, or question marks");
        let table = Table::new(text, self.field_ends, self.first_fields);
        Parsed { table, not_utf8, raw, raw_ends: self.raw_ends, first_line }
    }

    /// Overwrites the text of records that are not UTF-8; which they are.
    fn blank_out(&self, text: &mut [u8], raw: &[u8]) -> Vec<u32> {
        let mut broken = Vec::new();
        let mut raw_start = 0;
        for (record, &raw_end) in self.raw_ends.iter().enumerate() {
            if std::str::from_utf8(&raw[raw_start..raw_end as usize]).is_err() {
                broken.push(record as u32);
                let first = self.first_fields[record] as usize;
                let start = if first == 0 { 0 } else { self.field_ends[first - 1] as usize };
                let end = self.field_ends[self.first_fields[record + 1] as usize - 1] as usize;
                text[start..end].fill(b'?');
            }
            raw_start = raw_end as usize;
        }
        broken
    }
}
