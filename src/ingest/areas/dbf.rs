use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::columns::Columns;

const HEADER: usize = 32;
const FIELD: usize = 32;
const END_OF_FIELDS: u8 = 0x0d;
const DELETED: u8 = b'*';

/// The records of a dBASE table as texts: `None` for a deleted record.
///
/// Read here because the crate of the Shapefile reader turns numbers into floating point, which takes the leading zeros off codes,
/// refuses a table for one bad number in a column that nobody asked for, and knows UTF-8 alone. Without a code page beside it a
/// table is UTF-8 where all of it can be, else Windows-1252.
pub(super) fn read(
    bytes: &[u8],
    code_page: Option<&[u8]>,
    columns: &mut Columns,
) -> Result<Vec<Option<Vec<Option<String>>>>, &'static str> {
    let encoding = encoding(bytes, code_page);
    let text = |raw: &[u8]| -> String {
        let (text, _): (Cow<'_, str>, _) = encoding.decode_without_bom_handling(raw);
        text.trim_matches([' ', '\0']).to_owned()
    };
    let number =
        |at: usize| -> Option<usize> { Some(usize::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))) };
    let (Some(first), Some(size)) = (number(8), number(10)) else { return Err("it has no header") };
    let fields = bytes.get(HEADER..first).ok_or("it ends within its header")?;
    let mut widths = Vec::new();
    for field in fields.chunks_exact(FIELD).take_while(|field| field[0] != END_OF_FIELDS) {
        let name = field[..11].split(|&byte| byte == 0).next().unwrap_or_default();
        columns.position(&text(name));
        widths.push(usize::from(field[16]));
    }
    if size == 0 || size != 1 + widths.iter().sum::<usize>() {
        return Err("its records are not as wide as its fields");
    }
    let count = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]) as usize;
    let records = count.checked_mul(size).and_then(|length| bytes.get(first..)?.get(..length));
    let records = records.ok_or("it has fewer records than it says")?;
    let record = |record: &[u8]| {
        let mut rest = &record[1..];
        let values = widths.iter().map(|&width| {
            let (value, after) = rest.split_at(width);
            rest = after;
            Some(text(value))
        });
        let values = values.collect();
        (record[0] != DELETED).then_some(values)
    };
    Ok(records.chunks_exact(size).map(record).collect())
}

fn encoding(bytes: &[u8], code_page: Option<&[u8]>) -> &'static Encoding {
    let label = code_page.map(|label| label.trim_ascii());
    // Esri writes `1252` and `ANSI 1252` where the web's label is `windows-1252`.
    let named = label.and_then(|label| match label.strip_prefix(b"ANSI ").unwrap_or(label) {
        number if number.iter().all(u8::is_ascii_digit) && number.starts_with(b"125") => {
            Encoding::for_label(&[b"windows-", number].concat())
        }
        label => Encoding::for_label(label),
    });
    named.unwrap_or_else(|| {
        let records = bytes.get(HEADER..).unwrap_or_default();
        if std::str::from_utf8(records).is_ok() { UTF_8 } else { WINDOWS_1252 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of one text and one number, as a program would write it.
    fn table(records: &[(u8, &[u8; 4], &[u8; 3])]) -> Vec<u8> {
        let mut bytes = vec![3, 124, 1, 1];
        bytes.extend((records.len() as u32).to_le_bytes());
        bytes.extend([97, 0, 8, 0]);
        bytes.resize(HEADER, 0);
        for (name, kind, width) in [(b"NAME", b'C', 4), (b"CODE", b'N', 3)] {
            let mut field = [0; FIELD];
            field[..4].copy_from_slice(name);
            (field[11], field[16]) = (kind, width);
            bytes.extend(field);
        }
        bytes.push(END_OF_FIELDS);
        for (mark, name, code) in records {
            bytes.push(*mark);
            bytes.extend(*name);
            bytes.extend(*code);
        }
        bytes.push(0x1a);
        bytes
    }

    fn values(bytes: &[u8], code_page: Option<&[u8]>) -> Vec<Option<Vec<String>>> {
        let records = read(bytes, code_page, &mut Columns::default()).unwrap();
        records.into_iter().map(|record| Some(record?.into_iter().flatten().collect())).collect()
    }

    #[test]
    fn codes_keep_their_zeros_and_deleted_records_go() {
        let bytes = table(&[(b' ', b"Ash ", b"007"), (b'*', b"Gone", b"  8"), (b' ', b"    ", b"  9")]);
        let text = |texts: [&str; 2]| Some(texts.map(str::to_owned).to_vec());
        assert_eq!(values(&bytes, None), [text(["Ash", "007"]), None, text(["", "9"])]);
        let mut columns = Columns::default();
        read(&bytes, None, &mut columns).unwrap();
        assert_eq!(columns.position("CODE"), 1);
    }

    #[test]
    fn the_code_page_is_named_or_guessed() {
        let name = |bytes: &[u8; 4], code_page: Option<&[u8]>| {
            values(&table(&[(b' ', bytes, b"  1")]), code_page)[0].as_ref().unwrap()[0].clone()
        };
        assert_eq!(name(b"Caf\xe9", None), "Café");
        assert_eq!(name("Oé ".as_bytes().try_into().unwrap(), None), "Oé");
        assert_eq!(name(b"Caf\xe8", Some(b"ANSI 1250\n")), "Cafč");
        assert_eq!(name(b"Caf\xe8", Some(b"ISO-8859-2")), "Cafč");
    }

    #[test]
    fn damage_is_told() {
        let whole = table(&[(b' ', b"Ash ", b"007")]);
        for length in [0, 9, 40, whole.len() - 5] {
            assert!(read(&whole[..length], None, &mut Columns::default()).is_err(), "{length} bytes");
        }
        let mut wide = whole;
        wide[10] = 9;
        assert!(read(&wide, None, &mut Columns::default()).is_err());
    }
}
