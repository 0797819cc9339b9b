use std::io::{self, Read};

use memchr::memchr;
use tallymark::batch::RowCode;

/// Bytes asked for at a time.
const CHUNK: usize = 1 << 16;

/// What is read and not yet used of a file.
pub(crate) struct Buffer<R> {
    inner: R,
    bytes: Vec<u8>,
    start: usize,
    filled: usize,
    /// What went wrong behind the bytes that are there.
    broken: Option<io::Error>,
}

impl<R: Read> Buffer<R> {
    pub(crate) fn new(inner: R) -> Self {
        Buffer { inner, bytes: vec![0; 4 * CHUNK], start: 0, filled: 0, broken: None }
    }

    /// The bytes not yet used.
    pub(crate) fn rest(&self) -> &[u8] {
        self.bytes.get(self.start..self.filled).unwrap_or_default()
    }

    pub(crate) fn advance(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.filled);
    }

    /// Reads more behind what is there; `false` at the end of the file.
    pub(crate) fn fill(&mut self) -> io::Result<bool> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        if self.bytes.len() - self.filled < CHUNK {
            self.bytes.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
            if self.bytes.len() - self.filled < CHUNK {
                self.bytes.resize(2 * self.bytes.len(), 0);
            }
        }
        loop {
            let room = self.bytes.get_mut(self.filled..).unwrap_or_default();
            match self.inner.read(room) {
                Ok(read) => {
                    self.filled += read;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Makes sure of `bytes` bytes, unless the file ends or breaks before; it fails only if there are none at all.
    pub(crate) fn fill_to(&mut self, bytes: usize) -> io::Result<()> {
        while self.rest().len() < bytes {
            match self.fill() {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) if self.rest().is_empty() => return Err(error),
                Err(error) => {
                    self.broken = Some(error);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Uses everything up to the end of the line, however long it is.
    pub(crate) fn skip_line(&mut self) -> io::Result<()> {
        loop {
            match memchr(b'\n', self.rest()) {
                Some(end) => {
                    self.advance(end + 1);
                    return Ok(());
                }
                None => self.advance(self.rest().len()),
            }
            if !self.fill()? {
                return Ok(());
            }
        }
    }
}

/// A line of a file of lines.
pub(crate) enum Line<'a> {
    /// Its bytes, without the line end.
    Text(&'a [u8]),
    /// One that is not taken.
    Bad(RowCode, String),
    /// There are no more.
    End,
}

/// The lines of a file, those of white space left out, none of them longer than a limit.
pub(crate) struct Lines<R> {
    buffer: Buffer<R>,
    longest: usize,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(buffer: Buffer<R>, longest: usize) -> Self {
        Lines { buffer, longest }
    }

    pub(crate) fn next(&mut self) -> io::Result<Line<'_>> {
        let mut searched = 0;
        let length = loop {
            let rest = self.buffer.rest();
            match memchr(b'\n', rest.get(searched..).unwrap_or_default()) {
                Some(end) => {
                    let length = searched + end;
                    if rest.iter().take(length).all(u8::is_ascii_whitespace) {
                        self.buffer.advance(length + 1);
                        searched = 0;
                        continue;
                    }
                    break length;
                }
                None => searched = rest.len(),
            }
            if searched > self.longest {
                self.buffer.skip_line()?;
                return Ok(Line::Bad(RowCode::TooLong, too_long(self.longest)));
            }
            if !self.buffer.fill()? {
                break searched;
            }
        };
        if length > self.longest {
            self.buffer.advance(length + 1);
            return Ok(Line::Bad(RowCode::TooLong, too_long(self.longest)));
        }
        // The line stays where it is until the next call: only its place is used up.
        let begin = self.buffer.start;
        self.buffer.advance(length + 1);
        let line = self.buffer.bytes.get(begin..begin + length).unwrap_or_default();
        if line.iter().all(u8::is_ascii_whitespace) { Ok(Line::End) } else { Ok(Line::Text(line)) }
    }
}

pub(crate) fn too_long(longest: usize) -> String {
    format!("the row has more than {longest} bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, the worst that a pipe can do.
    pub(crate) struct Drip<'a>(pub(crate) &'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match (self.0.split_first(), buffer.first_mut()) {
                (Some((first, rest)), Some(room)) => {
                    *room = *first;
                    self.0 = rest;
                    Ok(1)
                }
                _ => Ok(0),
            }
        }
    }

    fn lines(bytes: &[u8], longest: usize) -> Vec<String> {
        let mut lines = Lines::new(Buffer::new(Drip(bytes)), longest);
        let mut all = Vec::new();
        loop {
            match lines.next().unwrap() {
                Line::Text(line) => all.push(String::from_utf8_lossy(line).into_owned()),
                Line::Bad(code, _) => all.push(code.to_string()),
                Line::End => return all,
            }
        }
    }

    #[test]
    fn lines_with_and_without_ends_and_those_too_long() {
        assert_eq!(lines(b"a\n\n b\r\n \nc", 10), ["a", " b\r", "c"]);
        assert_eq!(
            lines(b"a\n0123456789012\nb\n0123456789012", 10),
            ["a", "row-too-long", "b", "row-too-long"]
        );
        assert_eq!(lines(b"", 10), [""; 0]);
        assert_eq!(lines(b"\n\n", 10), [""; 0]);
        assert_eq!(lines(&[b'x'; 300_000], 10), ["row-too-long"]);
    }
}
