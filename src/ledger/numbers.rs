use crate::forecast::{BlockCount, Part};

use super::facts::CellFacts;

/// A forecast's numbers: entry `i` of every list is the same cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    /// Names of cells: an H3 index, or a square's column and line, 32 bits each.
    pub cells: Vec<u64>,
    /// Expected incidents.
    pub risk: Vec<f32>,
    /// Expected incidents by each plain count, by its name.
    pub plain: Vec<(String, Vec<f32>)>,
    /// They add up to the risk; none where the model cannot tell.
    pub parts: Vec<(Part, Vec<f32>)>,
    pub facts: CellFacts,
    /// Incidents by block of the week, of the cells that had any.
    pub blocks: Vec<BlockCount>,
}

/// A column as it is written.
enum Column<'a> {
    Wide(&'a [u64]),
    Real(&'a [f32]),
    Count(&'a [u32]),
}

impl Numbers {
    /// The plain count of a name.
    pub fn plain(&self, name: &str) -> Option<&[f32]> {
        self.plain.iter().find(|(known, _)| known == name).map(|(_, risk)| risk.as_slice())
    }

    /// The canonical bytes: column after column, each its name, its kind, its length and its values, all little-endian.
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.cells.len() * 72);
        let mut put = |name: &str, column: Column<'_>| write_column(name, &column, &mut bytes);
        put("cells", Column::Wide(&self.cells));
        put("risk", Column::Real(&self.risk));
        for (name, risk) in &self.plain {
            put(&format!("plain/{name}"), Column::Real(risk));
        }
        for (part, risk) in &self.parts {
            put(&format!("part/{}", part.slug()), Column::Real(risk));
        }
        for (name, counts) in self.facts.columns() {
            put(&format!("fact/{name}"), Column::Count(counts));
        }
        let of_blocks = |of: fn(&BlockCount) -> u32| self.blocks.iter().map(of).collect::<Vec<_>>();
        put("block/cell", Column::Count(&of_blocks(|entry| entry.cell)));
        put("block/block", Column::Count(&of_blocks(|entry| entry.block.into())));
        put("block/count", Column::Count(&of_blocks(|entry| entry.count)));
        bytes
    }

    /// What [`write`](Self::write) wrote; `None` where it is not that.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader { rest: bytes };
        let mut numbers = Self {
            cells: Vec::new(),
            risk: Vec::new(),
            plain: Vec::new(),
            parts: Vec::new(),
            facts: CellFacts::default(),
            blocks: Vec::new(),
        };
        let (mut cells, mut blocks, mut counts) = (Vec::new(), Vec::new(), Vec::new());
        while !reader.rest.is_empty() {
            let name = reader.name()?;
            match name.split_once('/') {
                None if name == "cells" => numbers.cells = reader.wide()?,
                None if name == "risk" => numbers.risk = reader.real()?,
                Some(("plain", of)) => numbers.plain.push((of.to_owned(), reader.real()?)),
                Some(("part", of)) => {
                    let part = Part::ALL.into_iter().find(|part| part.slug() == of)?;
                    numbers.parts.push((part, reader.real()?));
                }
                Some(("fact", of)) => *numbers.facts.column(of)? = reader.counts()?,
                Some(("block", "cell")) => cells = reader.counts()?,
                Some(("block", "block")) => blocks = reader.counts()?,
                Some(("block", "count")) => counts = reader.counts()?,
                _ => return None,
            }
        }
        for ((cell, block), count) in cells.into_iter().zip(blocks).zip(counts) {
            numbers.blocks.push(BlockCount { cell, block: u8::try_from(block).ok()?, count });
        }
        numbers.is_whole().then_some(numbers)
    }

    fn is_whole(&self) -> bool {
        let n = self.cells.len();
        let plain = self.plain.iter().map(|(_, risk)| risk.len());
        let parts = self.parts.iter().map(|(_, risk)| risk.len());
        let facts = self.facts.columns().map(|(_, counts)| counts.len());
        self.risk.len() == n && plain.chain(parts).chain(facts).all(|len| len == n)
    }
}

fn write_column(name: &str, column: &Column<'_>, bytes: &mut Vec<u8>) {
    let (kind, len) = match column {
        Column::Wide(values) => (WIDE, values.len()),
        Column::Real(values) => (REAL, values.len()),
        Column::Count(values) => (COUNT, values.len()),
    };
    bytes.push(u8::try_from(name.len()).expect("names of columns are short"));
    bytes.extend_from_slice(name.as_bytes());
    bytes.push(kind);
    bytes.extend_from_slice(&(len as u64).to_le_bytes());
    match column {
        Column::Wide(values) => values.iter().for_each(|value| bytes.extend_from_slice(&value.to_le_bytes())),
        Column::Real(values) => values.iter().for_each(|value| bytes.extend_from_slice(&value.to_le_bytes())),
        Column::Count(values) => values.iter().for_each(|value| bytes.extend_from_slice(&value.to_le_bytes())),
    }
}

const WIDE: u8 = b'u';
const REAL: u8 = b'f';
const COUNT: u8 = b'c';

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    fn name(&mut self) -> Option<&'a str> {
        let len = usize::from(*self.take(1)?.first()?);
        std::str::from_utf8(self.take(len)?).ok()
    }

    fn values<const N: usize, T>(&mut self, kind: u8, value: impl Fn([u8; N]) -> T) -> Option<Vec<T>> {
        if self.take(1)? != [kind] {
            return None;
        }
        let len = usize::try_from(u64::from_le_bytes(self.take(8)?.try_into().ok()?)).ok()?;
        let bytes = self.take(len.checked_mul(N)?)?;
        Some(bytes.chunks_exact(N).map(|chunk| value(chunk.try_into().expect("chunks are of N"))).collect())
    }

    fn wide(&mut self) -> Option<Vec<u64>> {
        self.values(WIDE, u64::from_le_bytes)
    }

    fn real(&mut self) -> Option<Vec<f32>> {
        self.values(REAL, f32::from_le_bytes)
    }

    fn counts(&mut self) -> Option<Vec<u32>> {
        self.values(COUNT, u32::from_le_bytes)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn three_cells() -> Numbers {
        Numbers {
            cells: vec![7, 8, 1 << 60],
            risk: vec![0.5, 2.0, 0.0],
            plain: vec![("count-all".to_owned(), vec![1.0, 1.0, 0.25])],
            parts: vec![(Part::RecentIncidents, vec![0.5, 1.5, 0.0]), (Part::LongMemory, vec![0.0, 0.5, 0.0])],
            facts: CellFacts {
                last_28_days: vec![1, 3, 0],
                last_365_days: vec![4, 9, 0],
                all: vec![4, 20, 1],
                near_14_days: vec![0, 2, 0],
                around_365_days: vec![9, 4, 1],
            },
            blocks: vec![BlockCount { cell: 1, block: 27, count: 3 }],
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let numbers = three_cells();
        assert_eq!(Numbers::read(&numbers.write()), Some(numbers));
    }

    #[test]
    fn what_is_damaged_is_not_read() {
        let bytes = three_cells().write();
        for end in 1..bytes.len() {
            assert!(Numbers::read(&bytes[..end]).is_none_or(|read| read != three_cells()), "{end}");
        }
        assert_eq!(Numbers::read(b"\x05other"), None);
        let short = Numbers { risk: vec![1.0], ..three_cells() };
        assert_eq!(Numbers::read(&short.write()), None, "a risk a cell");
    }
}
