use std::ops::Range;

/// The records of one piece of a file as text: all fields one after another, and where each ends.
///
/// One buffer for thousands of records: a field is a slice of it, so that nothing is allocated for a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    text: String,
    /// Where each field ends in `text`.
    ends: Vec<u32>,
    /// The first field of each record, and one more at the end.
    first_fields: Vec<u32>,
}

impl Table {
    /// `first_fields` has one entry more than there are records; both lists ascend. The offsets must lie on the borders of
    /// characters, or the field reads as empty.
    pub fn new(text: String, ends: Vec<u32>, first_fields: Vec<u32>) -> Self {
        Self { text, ends, first_fields }
    }

    pub fn len(&self) -> usize {
        self.first_fields.len().saturating_sub(1)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn record(&self, record: usize) -> Fields<'_> {
        let fields = self.first_fields[record] as usize..self.first_fields[record + 1] as usize;
        Fields { table: self, fields }
    }
}

/// The fields of one record.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    table: &'a Table,
    fields: Range<usize>,
}

impl<'a> Fields<'a> {
    pub fn count(&self) -> usize {
        self.fields.len()
    }

    /// The field in `column` without blanks around it; empty where there is none.
    pub fn get(&self, column: usize) -> &'a str {
        let field = self.fields.start + column;
        if field >= self.fields.end {
            return "";
        }
        let start = if field == 0 { 0 } else { self.table.ends[field - 1] as usize };
        let text = self.table.text.get(start..self.table.ends[field] as usize).unwrap_or_default();
        text.trim_ascii()
    }

    pub fn iter(&self) -> impl Iterator<Item = &'a str> {
        let fields = self.clone();
        (0..self.count()).map(move |column| fields.get(column))
    }
}

/// Collects records field by field.
#[derive(Debug)]
pub struct TableBuilder {
    text: String,
    ends: Vec<u32>,
    first_fields: Vec<u32>,
}

impl Default for TableBuilder {
    fn default() -> Self {
        Self { text: String::new(), ends: Vec::new(), first_fields: vec![0] }
    }
}

impl TableBuilder {
    pub fn field(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.ends.push(self.text.len() as u32);
    }

    pub fn end_record(&mut self) {
        self.first_fields.push(self.ends.len() as u32);
    }

    pub fn build(self) -> Table {
        Table::new(self.text, self.ends, self.first_fields)
    }
}
