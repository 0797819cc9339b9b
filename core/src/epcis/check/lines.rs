use std::cell::RefCell;
use std::io::{self, BufRead, Read};

use crate::epcis::tree::Place;

/// Where the lines of a document begin.
#[derive(Clone, Debug, Default)]
pub(super) struct LineStarts {
    starts: Vec<u64>,
}

impl LineStarts {
    /// The place of a byte. The column counts bytes, which are characters wherever identifiers stand.
    pub(super) fn place(&self, offset: u64) -> Place {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line)).copied().unwrap_or_default();
        Place { offset, line: line as u64 + 1, column: offset - start + 1 }
    }
}

/// A reader that notes where lines begin.
pub(super) struct Lined<'a, R> {
    pub(super) inner: R,
    pub(super) at: u64,
    pub(super) lines: &'a RefCell<LineStarts>,
}

impl<R> Lined<'_, R> {
    fn note(at: &mut u64, lines: &RefCell<LineStarts>, bytes: &[u8]) {
        let starts = &mut lines.borrow_mut().starts;
        starts.extend(memchr::memchr_iter(b'\n', bytes).map(|index| *at + index as u64 + 1));
        *at += bytes.len() as u64;
    }
}

impl<R: BufRead> Read for Lined<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        Self::note(&mut self.at, self.lines, buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Lined<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(bytes) = self.inner.fill_buf() {
            Self::note(&mut self.at, self.lines, bytes.get(..amount).unwrap_or(bytes));
        }
        self.inner.consume(amount);
    }
}
