use std::io::{self, BufRead, Read};

use tallymark::batch::{Events, RowCode};
use tallymark::epcis::{read_json, read_json_line, read_xml};

use crate::lines::{Buffer, Line, Lines};
use crate::load::{ABANDONED, broken};

pub(crate) fn xml<R: Read>(buffer: Buffer<R>, events: &mut Events<'_>) {
    read_xml(Buffered { buffer }, events);
}

pub(crate) fn json<R: Read>(buffer: Buffer<R>, events: &mut Events<'_>) {
    read_json(Buffered { buffer }, events);
}

/// One event a line.
pub(crate) fn json_lines<R: Read>(mut lines: Lines<R>, events: &mut Events<'_>) {
    loop {
        match lines.next() {
            Ok(Line::Text(line)) => read_json_line(line, events),
            Ok(Line::Bad(code, message)) => events.reject("", code, message),
            Ok(Line::End) => break,
            Err(error) => {
                events.reject("", RowCode::Truncated, broken(&error));
                break;
            }
        }
        if events.is_hopeless() {
            events.reject("", RowCode::Abandoned, ABANDONED);
            break;
        }
    }
}

/// What is left of a buffer, as the standard's trait.
struct Buffered<R> {
    buffer: Buffer<R>,
}

impl<R: Read> Read for Buffered<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?.read(room)?;
        self.consume(bytes);
        Ok(bytes)
    }
}

impl<R: Read> BufRead for Buffered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.buffer.rest().is_empty() {
            self.buffer.fill()?;
        }
        Ok(self.buffer.rest())
    }

    fn consume(&mut self, amount: usize) {
        self.buffer.advance(amount);
    }
}
