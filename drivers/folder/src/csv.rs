use std::io::{self, Read};

use csv_core::ReadRecordResult;
use memchr::{memchr, memchr_iter, memchr2, memrchr};
use tallymark::batch::RowCode;

use crate::lines::{Buffer, too_long};

/// What comes next in a CSV file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A row; [`CsvRows::cells`] has it.
    Row,
    /// A row that cannot be taken apart.
    Bad(RowCode, String),
    /// There are no more.
    End,
}

/// Lines without quotation marks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain<'a> {
    pub(crate) lines: &'a [u8],
    /// Whether a line may end in a carriage return and a line feed.
    pub(crate) crlf: bool,
}

/// The rows of a CSV file (RFC 4180), none of them longer than a limit.
///
/// A quotation mark that is never closed would swallow the rest of the file. Here it costs the row it stands in: the
/// bytes of a row are kept until it is complete, and reading starts again behind its first line if it is not.
pub(crate) struct CsvRows<R> {
    buffer: Buffer<R>,
    reader: csv_core::Reader,
    longest: usize,
    text: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
    /// Bytes that may still be read a second time. Without this bound a file of nothing but opened quotation marks
    /// would take quadratic time.
    second_looks: usize,
}

impl<R: Read> CsvRows<R> {
    pub(crate) fn new(buffer: Buffer<R>, longest: usize) -> Self {
        CsvRows {
            buffer,
            reader: csv_core::Reader::new(),
            longest,
            text: vec![0; 1 << 12],
            ends: vec![0; 64],
            count: 0,
            second_looks: 64 << 20,
        }
    }

    /// The cells of the present row, quotation marks resolved.
    pub(crate) fn cells(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        let ends = self.ends.get(..self.count).unwrap_or_default();
        ends.iter().enumerate().map(|(n, &end)| {
            let start = n.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
            self.text.get(start..end).unwrap_or_default()
        })
    }

    /// Whole rows that are at hand, if there is no quotation mark in them and every line ends alike: then their cells are what
    /// stands between commas. [`CsvRows::take_plain`] takes them.
    pub(crate) fn plain(&self) -> Option<Plain<'_>> {
        let rest = self.buffer.rest();
        let lines = rest.get(..=memrchr(b'\n', rest)?)?;
        let long = memchr_iter(b'\n', lines)
            .try_fold(0, |start, end| (end - start <= self.longest).then_some(end + 1));
        if memchr(b'"', lines).is_some() || long.is_none() {
            return None;
        }
        let crlf = memchr(b'\r', lines).is_some();
        let alone = |at: usize| lines.get(at + 1) != Some(&b'\n');
        if crlf && memchr_iter(b'\r', lines).any(alone) {
            return None;
        }
        Some(Plain { lines, crlf })
    }

    /// Takes so many bytes of [`plain`](CsvRows::plain) rows.
    pub(crate) fn take_plain(&mut self, bytes: usize) {
        self.buffer.advance(bytes);
    }

    pub(crate) fn next(&mut self) -> io::Result<Next> {
        // Empty lines are no rows.
        loop {
            let rest = self.buffer.rest();
            let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let more = rest.len() > empty;
            self.buffer.advance(empty);
            if more {
                break;
            }
            if !self.buffer.fill()? {
                return Ok(Next::End);
            }
        }
        let (mut used, mut text) = (0, 0);
        self.count = 0;
        loop {
            if used > self.longest {
                return self.give_up(used);
            }
            // The last line may lack its end; an end inside of quotation marks does not complete a row.
            let last = self.buffer.rest().len() == used && !self.buffer.fill()?;
            let rest = self.buffer.rest();
            let input = if last {
                b"\n"
            } else {
                rest.get(used..rest.len().min(self.longest + 1)).unwrap_or_default()
            };
            let (result, bytes, written, ends) = self.reader.read_record(
                input,
                self.text.get_mut(text..).unwrap_or_default(),
                self.ends.get_mut(self.count..).unwrap_or_default(),
            );
            text += written;
            self.count += ends;
            if !last {
                used += bytes;
            }
            match result {
                ReadRecordResult::InputEmpty if last => return self.give_up(used),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.text.resize(2 * self.text.len(), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record | ReadRecordResult::End => {
                    self.buffer.advance(used);
                    return Ok(Next::Row);
                }
            }
        }
    }

    /// Drops a row that does not end; `used` bytes of it were looked at.
    fn give_up(&mut self, used: usize) -> io::Result<Next> {
        self.reader.reset();
        let row = self.buffer.rest().get(..used).unwrap_or_default();
        let line_end = memchr2(b'\n', b'\r', row);
        let quoted = line_end.is_some() || (used <= self.longest && memchr(b'"', row).is_some());
        match (line_end, self.second_looks.checked_sub(used)) {
            (Some(end), Some(left)) => {
                self.second_looks = left;
                self.buffer.advance(end + 1);
            }
            _ => {
                self.buffer.advance(used);
                self.buffer.skip_line()?;
            }
        }
        if quoted {
            let message = "a quotation mark is opened in this line and not closed".to_owned();
            Ok(Next::Bad(RowCode::Quote, message))
        } else {
            Ok(Next::Bad(RowCode::TooLong, too_long(self.longest)))
        }
    }
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
