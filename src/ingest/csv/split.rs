use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

use crate::ingest::limits::Limits;

/// A piece of a CSV file: whole records, and the line on which the first begins. It ends with a line end.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    pub bytes: Vec<u8>,
    pub first_line: u64,
}

#[derive(Debug)]
pub enum SplitError {
    Read(io::Error),
    /// The quotation mark on this line is never closed.
    UnclosedQuote {
        line: u64,
    },
    /// The record that begins on this line is too long.
    LongRecord {
        line: u64,
        limit: usize,
    },
}

/// Cuts a CSV stream into blocks at line ends that lie outside quotation marks, so that the blocks can be read one by one in any
/// order.
///
/// A mark opens a quoted field only at the field's beginning, as in the grammar of the `csv` crate: `5" pipe` is no quotation.
/// Inside, two marks are one that is meant.
#[derive(Debug)]
pub struct Splitter<R> {
    read: R,
    delimiter: u8,
    size: usize,
    longest_record: usize,
    /// Read and not yet given out.
    pending: Vec<u8>,
    /// `pending` was looked at up to here.
    scanned: usize,
    /// Whether `scanned` lies inside a quoted field, and where that was opened.
    quoted_since: Option<usize>,
    /// Just after the last line end outside quotation marks.
    cut: usize,
    line: u64,
    /// The byte that ends lines: `\n`, or `\r` in files that have no `\n`.
    newline: Option<u8>,
    begun: bool,
    ended: bool,
}

impl<R: Read> Splitter<R> {
    /// Blocks of about `size` bytes, larger where a record is.
    pub fn new(read: R, delimiter: u8, size: usize, limits: &Limits) -> Self {
        Self {
            read,
            delimiter,
            size: size.max(1),
            longest_record: limits.record,
            pending: Vec::new(),
            scanned: 0,
            quoted_since: None,
            cut: 0,
            line: 1,
            newline: None,
            begun: false,
            ended: false,
        }
    }

    /// The next block; `None` after the last. Bytes of a byte order mark are not part of any block.
    pub fn next_block(&mut self) -> Result<Option<Block>, SplitError> {
        let mut wanted = self.size;
        while !self.ended {
            self.fill(wanted).map_err(SplitError::Read)?;
            self.scan();
            if self.cut > 0 && !self.ended {
                return Ok(Some(self.give(self.cut)));
            }
            if self.pending.len() >= self.longest_record {
                return Err(SplitError::LongRecord { line: self.line, limit: self.longest_record });
            }
            wanted = self.pending.len().saturating_mul(2).max(self.size);
        }
        self.rest()
    }

    fn rest(&mut self) -> Result<Option<Block>, SplitError> {
        if let Some(opened) = self.quoted_since {
            let newline = self.newline();
            let line = self.line + memchr_iter(newline, &self.pending[..opened]).count() as u64;
            return Err(SplitError::UnclosedQuote { line });
        }
        if self.pending.is_empty() {
            return Ok(None);
        }
        let newline = self.newline();
        if self.pending.last() != Some(&newline) {
            self.pending.push(newline);
        }
        let block = self.give(self.pending.len());
        Ok(Some(block))
    }

    fn newline(&self) -> u8 {
        self.newline.unwrap_or(b'\n')
    }

    fn give(&mut self, end: usize) -> Block {
        let mut rest = Vec::with_capacity(self.size + (self.size >> 2));
        rest.extend_from_slice(&self.pending[end..]);
        self.pending.truncate(end);
        let block = Block { bytes: std::mem::replace(&mut self.pending, rest), first_line: self.line };
        self.line += memchr_iter(self.newline(), &block.bytes).count() as u64;
        self.scanned = self.scanned.saturating_sub(end);
        self.quoted_since = self.quoted_since.map(|opened| opened - end);
        self.cut = 0;
        block
    }

    /// Reads until `pending` holds `wanted` bytes or the stream ends.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        const BOM: &[u8] = b"\xef\xbb\xbf";
        let wanted = if self.begun { wanted } else { wanted.max(BOM.len()) };
        let missing = wanted.saturating_sub(self.pending.len());
        let read = self.read.by_ref().take(missing as u64).read_to_end(&mut self.pending)?;
        self.ended = read < missing;
        if !self.begun && self.pending.starts_with(BOM) {
            self.pending.drain(..BOM.len());
        }
        self.begun = true;
        if self.newline.is_none() {
            self.find_newline();
        }
        Ok(())
    }

    /// Old exports end their lines with `\r` alone. Told from the first line end and the byte after it.
    fn find_newline(&mut self) {
        let first = self.pending.iter().position(|byte| b"\r\n".contains(byte));
        if let Some(at) = first {
            let lone = self.pending[at] == b'\r' && self.pending.get(at + 1).is_some_and(|&next| next != b'\n');
            self.newline = Some(if lone && memchr(b'\n', &self.pending).is_none() { b'\r' } else { b'\n' });
        }
    }

    /// Looks at the new part of `pending`: quotation marks opened and closed, and the last line end outside them.
    fn scan(&mut self) {
        let newline = self.newline();
        while let Some(found) = memchr(b'"', &self.pending[self.scanned..]) {
            let mark = self.scanned + found;
            if self.quoted_since.is_some() {
                match self.pending.get(mark + 1) {
                    // What follows the mark decides what it is, and has not been read yet.
                    None if !self.ended => {
                        self.scanned = mark;
                        return;
                    }
                    Some(b'"') => self.scanned = mark + 2,
                    _ => {
                        self.quoted_since = None;
                        self.scanned = mark + 1;
                    }
                }
                continue;
            }
            if let Some(end) = memrchr(newline, &self.pending[self.scanned..mark]) {
                self.cut = self.scanned + end + 1;
            }
            if self.opens(mark) {
                self.quoted_since = Some(mark);
            }
            self.scanned = mark + 1;
        }
        if self.quoted_since.is_none()
            && let Some(end) = memrchr(newline, &self.pending[self.scanned..])
        {
            self.cut = self.scanned + end + 1;
        }
        self.scanned = self.pending.len();
    }

    /// A mark opens a quotation at the beginning of a field. Blocks begin with a record, so that the first byte does.
    fn opens(&self, mark: usize) -> bool {
        match mark.checked_sub(1).map(|before| self.pending[before]) {
            None => true,
            Some(before) => before == self.delimiter || before == b'\n' || before == b'\r',
        }
    }
}
