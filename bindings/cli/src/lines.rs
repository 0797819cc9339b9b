//! Lines of bytes from a stream, in bounded memory.

use std::io::{self, BufRead, BufReader, Read};

/// Lines end with LF or CRLF; the last one may end with the input. Nothing else is removed.
pub(crate) struct Lines<R> {
    input: BufReader<R>,
    longest: usize,
    line: Vec<u8>,
}

/// One line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// Its bytes without the line end.
    Whole(&'a [u8]),
    /// It was longer than allowed and has been skipped.
    TooLong,
}

impl<R: Read> Lines<R> {
    /// Lines of at most `longest` bytes.
    pub(crate) fn new(input: BufReader<R>, longest: usize) -> Self {
        Lines { input, longest, line: Vec::new() }
    }

    /// The next line; `None` at the end of the input.
    pub(crate) fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let (mut any, mut too_long) = (false, false);
        loop {
            let buffer = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = buffer.iter().position(|&byte| byte == b'\n');
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            // One byte more than allowed may still be the CR of the line end.
            if self.line.len() + part.len() > self.longest + 1 {
                too_long = true;
                self.line = Vec::new();
            } else if !too_long {
                self.line.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                if self.line.last() == Some(&b'\r') {
                    self.line.pop();
                }
                break;
            }
        }
        Ok(match any {
            false => None,
            true if too_long || self.line.len() > self.longest => Some(Line::TooLong),
            true => Some(Line::Whole(&self.line)),
        })
    }

    /// Whether the next line is not there yet.
    pub(crate) fn would_wait(&self) -> bool {
        self.input.buffer().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], longest: usize, chunk: usize) -> Vec<Option<Vec<u8>>> {
        let mut lines = Lines::new(BufReader::with_capacity(chunk, bytes), longest);
        let mut found = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            found.push(match line {
                Line::Whole(line) => Some(line.to_vec()),
                Line::TooLong => None,
            });
        }
        found
    }

    #[test]
    fn only_the_line_end_goes() {
        for chunk in 1..20 {
            let found = read(b" a \n\r\n\n\xff\rb\r\r\nlast\r", 100, chunk);
            let expected: [&[u8]; 5] = [b" a ", b"", b"", b"\xff\rb\r", b"last\r"];
            assert_eq!(found, expected.map(|line| Some(line.to_vec())), "chunks of {chunk}");
        }
    }

    #[test]
    fn an_empty_input_has_no_line() {
        assert!(read(b"", 10, 4).is_empty());
        assert_eq!(read(b"\n", 10, 4), [Some(Vec::new())]);
    }

    #[test]
    fn a_line_too_long_is_one_line_still() {
        for chunk in 1..20 {
            assert_eq!(
                read(b"12345\r\n123456\n1234567890123\nx\n", 5, chunk),
                [Some(b"12345".to_vec()), None, None, Some(b"x".to_vec())],
                "chunks of {chunk}"
            );
        }
    }
}
