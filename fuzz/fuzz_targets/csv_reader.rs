//! Any bytes: the same records for any block size, and those that the csv crate reads.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wherenext::ingest::Limits;
use wherenext::ingest::csv::{Parser, Splitter};

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (size, bytes) = input;
    let small = records(&bytes, usize::from(size));
    let whole = records(&bytes, 1 << 20);
    assert_eq!(small, whole);
    if let Some(whole) = whole {
        assert_eq!(whole, records_by_csv(&bytes));
    }
});

/// The records' fields; `None` where a quotation is never closed. A record that is not UTF-8 is an empty one.
fn records(bytes: &[u8], size: usize) -> Option<Vec<Vec<String>>> {
    let mut splitter = Splitter::new(bytes, b',', size, &Limits::default());
    let mut parser = Parser::new(b',', None);
    let mut records = Vec::new();
    while let Some(block) = splitter.next_block().ok()? {
        let parsed = parser.parse(block);
        for record in 0..parsed.table.len() {
            let sound = parsed.not_utf8.binary_search(&(record as u32)).is_err();
            assert_eq!(sound, std::str::from_utf8(parsed.raw_record(record)).is_ok());
            let fields = parsed.table.record(record);
            records.push(if sound { fields.iter().map(str::to_owned).collect() } else { Vec::new() });
        }
    }
    Some(records)
}

fn records_by_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let text = |field: &[u8]| std::str::from_utf8(field).map(|field| field.trim_ascii().to_owned());
    reader
        .byte_records()
        .map(|record| record.expect("memory"))
        .map(|record| record.iter().map(text).collect::<Result<_, _>>().unwrap_or_default())
        .collect()
}
