use proptest::prelude::*;

use super::{Block, Parser, SplitError, Splitter};
use crate::ingest::limits::Limits;

type Rows = Vec<Vec<String>>;

fn blocks(bytes: &[u8], size: usize) -> Result<Vec<Block>, SplitError> {
    let mut splitter = Splitter::new(bytes, b',', size, &Limits::default());
    let mut blocks = Vec::new();
    while let Some(block) = splitter.next_block()? {
        blocks.push(block);
    }
    Ok(blocks)
}

/// All rows of a text cut into blocks of about `size` bytes; `None` where a quotation mark is never closed.
fn rows(text: &str, size: usize) -> Option<Rows> {
    let mut parser = Parser::new(b',', None);
    let blocks = match blocks(text.as_bytes(), size) {
        Ok(blocks) => blocks,
        Err(SplitError::UnclosedQuote { .. }) => return None,
        Err(error) => panic!("{error:?}"),
    };
    let mut rows = Vec::new();
    for block in blocks {
        let parsed = parser.parse(block);
        for record in 0..parsed.table.len() {
            rows.push(parsed.table.record(record).iter().map(str::to_owned).collect());
        }
    }
    Some(rows)
}

/// The same by the csv crate, in one piece.
fn rows_by_csv(text: &str) -> Rows {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(|field| field.trim_ascii().to_owned()).collect()).collect()
}

fn lines_of(text: &str, size: usize) -> Vec<(u64, Vec<u8>)> {
    let mut parser = Parser::new(b',', None);
    let mut lines = Vec::new();
    for block in blocks(text.as_bytes(), size).unwrap() {
        let parsed = parser.parse(block);
        lines.extend((0..parsed.table.len()).map(|record| (parsed.line(record), parsed.raw_record(record).to_vec())));
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_gives_the_same_rows_for_any_block_size(text in "[ab\",\n\r ]{0,60}", size in 1_usize..80) {
        let whole = rows(&text, 1 << 20);
        prop_assert_eq!(&rows(&text, size), &whole);
        match whole {
            Some(whole) => prop_assert_eq!(whole, rows_by_csv(&text)),
            None => {
                let closed = format!("{text}\"\n");
                prop_assert!(rows(&closed, 1 << 20).is_some());
            }
        }
    }

    #[test]
    fn what_csv_writes_is_read_back(
        written in proptest::collection::vec(proptest::collection::vec("[aé\",\n\r;]{0,8}", 3), 1..12),
        size in 1_usize..200,
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        written.iter().for_each(|record| writer.write_record(record).unwrap());
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let trimmed: Rows =
            written.iter().map(|row| row.iter().map(|field| field.trim_ascii().to_owned()).collect()).collect();
        prop_assert_eq!(rows(&text, size), Some(trimmed));
    }
}

#[test]
fn rows_know_their_line_and_their_bytes() {
    let text = "a,b\r\n\r\n\"x\ny\",2\nlast,3";
    let expected = [(1, "a,b"), (3, "\"x\ny\",2"), (5, "last,3")].map(|(line, raw)| (line, raw.as_bytes().to_vec()));
    for size in [1, 4, 7, 100] {
        assert_eq!(lines_of(text, size), expected, "blocks of {size}");
    }
    assert_eq!(lines_of("a\rb\rc", 2).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn the_mark_at_the_beginning_is_no_part_of_the_first_field() {
    for size in [1, 2, 100] {
        assert_eq!(rows("\u{feff}id,x\n1,2\n", size).unwrap()[0], ["id", "x"]);
    }
    // Elsewhere it is text, also where a block begins with it.
    assert_eq!(rows("id\n\u{feff}1\n", 3).unwrap()[1], ["\u{feff}1"]);
}

#[test]
fn an_unclosed_quotation_names_its_line() {
    let text = "a,b\n1,\"x\n2,3\n4,5\n";
    for size in [1, 5, 100] {
        assert!(
            matches!(blocks(text.as_bytes(), size), Err(SplitError::UnclosedQuote { line: 2 })),
            "blocks of {size}"
        );
    }
}

#[test]
fn a_record_without_end_is_refused() {
    let limits = Limits { record: 1000, ..Limits::default() };
    let endless = std::io::Read::chain(&b"a,b\n"[..], std::io::repeat(b'x'));
    let mut splitter = Splitter::new(endless, b',', 64, &limits);
    assert_eq!(splitter.next_block().unwrap().unwrap().bytes, b"a,b\n");
    assert!(matches!(splitter.next_block(), Err(SplitError::LongRecord { line: 2, limit: 1000 })));
}

#[test]
fn records_that_are_not_utf8_are_told_and_harm_no_other() {
    let bytes = b"a,b\n\xc3,\xa9\nc,d\n\"\xff\",e\n".to_vec();
    let parsed = Parser::new(b',', None).parse(Block { bytes, first_line: 1 });
    assert_eq!(parsed.not_utf8, [1, 3]);
    assert_eq!(parsed.table.record(2).iter().collect::<Vec<_>>(), ["c", "d"]);
    assert_eq!(parsed.raw_record(1), b"\xc3,\xa9");
}

#[test]
fn one_byte_encodings_are_converted() {
    let mut parser = Parser::new(b';', encoding_rs::Encoding::for_label(b"windows-1252"));
    let parsed = parser.parse(Block { bytes: b"Caf\xe9;\x80 5\n".to_vec(), first_line: 1 });
    assert_eq!(parsed.table.record(0).iter().collect::<Vec<_>>(), ["Café", "€ 5"]);
}
