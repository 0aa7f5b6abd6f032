use super::convert::{Origin, POINT_LAT, POINT_LNG};
use super::header::Header;
use super::reject::Fault;
use super::table::{Fields, Table, TableBuilder};

/// Records of a format that has types, written out as text, so that one mechanism reads all formats.
#[derive(Debug)]
pub struct Tabled {
    /// The columns, and after them [`POINT_LNG`] and [`POINT_LAT`].
    pub header: Header,
    pub table: Table,
    pub origin: Numbered,
}

/// Records that are known by their number.
#[derive(Debug)]
pub struct Numbered {
    /// Number of the first, from 1.
    first: u64,
    faults: Vec<Option<Fault>>,
}

impl Origin for Numbered {
    fn fault(&self, record: usize) -> Option<Fault> {
        self.faults[record].clone()
    }

    /// The number of the record, and its fields as a CSV row.
    fn raw(&self, record: usize, fields: &Fields<'_>) -> (u64, Vec<u8>) {
        let mut row = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        row.write_record(fields.iter()).expect("memory takes any bytes");
        let mut raw = row.into_inner().expect("memory takes any bytes");
        raw.pop();
        (self.first + record as u64, raw)
    }
}

/// Collects records with their points.
#[derive(Debug)]
pub struct TabledBuilder {
    table: TableBuilder,
    origin: Numbered,
}

impl TabledBuilder {
    /// `first` is the number of the first record, from 1.
    pub fn new(first: u64) -> Self {
        Self { table: TableBuilder::default(), origin: Numbered { first, faults: Vec::new() } }
    }

    /// The next field of the record.
    pub fn field(&mut self, write: impl FnOnce(&mut String)) {
        self.table.field(write);
    }

    /// Ends the record with its point: none, or what is wrong with it.
    pub fn end_record(&mut self, point: Result<Option<[f64; 2]>, Fault>) {
        let (point, fault) = match point {
            Ok(point) => (point, None),
            Err(fault) => (None, Some(fault)),
        };
        for axis in 0..2 {
            self.table.field(|text| text.extend(point.map(|point| point[axis].to_string())));
        }
        self.table.end_record();
        self.origin.faults.push(fault);
    }

    pub fn build(self, mut names: Vec<String>) -> Tabled {
        names.extend([POINT_LNG.to_owned(), POINT_LAT.to_owned()]);
        Tabled { header: Header::new(names), table: self.table.build(), origin: self.origin }
    }
}
