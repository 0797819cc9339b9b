use std::io::{BufRead, ErrorKind};

use super::ReadError;
use super::window::Window;
use crate::epcis::tree::json::Value;
use crate::epcis::tree::{Limits, Lines, Place, TreeError};

/// The tokens of a JSON document, taken one by one, and its values, each as a whole.
#[derive(Debug)]
pub(in crate::epcis) struct JsonText<R> {
    pub(in crate::epcis) input: Window<R>,
    pub(in crate::epcis) limits: Limits,
    /// Where the next byte stands.
    pub(in crate::epcis) place: Place,
}

impl<R: BufRead> JsonText<R> {
    pub(in crate::epcis) const fn new(input: R, place: Place, limits: Limits) -> Self {
        JsonText { input: Window::new(input), limits, place }
    }

    pub(in crate::epcis) fn fatal(
        &self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
    ) -> Box<ReadError> {
        Box::new(ReadError {
            code,
            place,
            path: String::new(),
            number: None,
            message: message.into(),
            fatal: true,
        })
    }

    pub(in crate::epcis) fn peek(&mut self) -> Result<Option<u8>, Box<ReadError>> {
        loop {
            match self.input.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(self.fatal("input", self.place, error.to_string())),
            }
        }
    }

    pub(in crate::epcis) fn advance(&mut self, byte: u8) {
        self.place = self.place.behind(&[byte]);
        self.input.consume(1);
    }

    /// The next byte that is no white space, not taken.
    pub(in crate::epcis) fn next_byte(&mut self) -> Result<Option<u8>, Box<ReadError>> {
        while let Some(byte) = self.peek()? {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Ok(Some(byte));
            }
            self.advance(byte);
        }
        Ok(None)
    }

    pub(in crate::epcis) fn take(&mut self, byte: u8) -> Result<bool, Box<ReadError>> {
        let found = self.next_byte()? == Some(byte);
        if found {
            self.advance(byte);
        }
        Ok(found)
    }

    pub(in crate::epcis) fn expect(&mut self, byte: u8) -> Result<(), Box<ReadError>> {
        if self.take(byte)? {
            return Ok(());
        }
        let ends = self.peek()?.is_none();
        let (code, message) = if ends {
            ("truncated", "the document ends before its lists and objects do".to_owned())
        } else {
            ("json-syntax", format!("`{}` was expected", char::from(byte)))
        };
        Err(self.fatal(code, self.place, message))
    }

    /// The bytes of the next value, told by its brackets and quotation marks alone.
    pub(in crate::epcis) fn raw(&mut self) -> Result<(Place, Vec<u8>), Box<ReadError>> {
        self.next_byte()?;
        let (start, mut text) = (self.place, Vec::new());
        let mut scan = Scan::default();
        loop {
            let bytes = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.fatal("input", self.place, error.to_string())),
            };
            if bytes.is_empty() {
                if scan.depth > 0 || scan.quoted || text.is_empty() {
                    let message = "the document ends before its lists and objects do";
                    return Err(self.fatal("truncated", self.place, message));
                }
                break;
            }
            let taken = scan.until_end(bytes);
            let (piece, ends) = (bytes.get(..taken).unwrap_or(bytes), taken < bytes.len() || scan.ended);
            text.extend_from_slice(piece);
            self.place = self.place.behind(piece);
            self.input.consume(taken);
            if text.len() > self.limits.piece {
                let message = format!("longer than {} bytes", self.limits.piece);
                return Err(self.fatal("limit-size", start, message));
            }
            if ends {
                break;
            }
        }
        Ok((start, text))
    }

    pub(in crate::epcis) fn parsed(&self, start: Place, text: &[u8]) -> Result<Value, Box<ReadError>> {
        Value::parse(text, start.offset, self.limits).map_err(|error| {
            let TreeError { code, offset, message } = error;
            self.fatal(code, Lines::new(start, text).place(offset), message)
        })
    }

    pub(in crate::epcis) fn value(&mut self) -> Result<Value, Box<ReadError>> {
        let (start, text) = self.raw()?;
        self.parsed(start, &text)
    }
}

/// Finds the end of a value.
#[derive(Default)]
pub(in crate::epcis) struct Scan {
    depth: usize,
    quoted: bool,
    escaped: bool,
    begun: bool,
    pub(in crate::epcis) ended: bool,
}

impl Scan {
    /// How many of the bytes belong to the value; fewer than all, or `ended`, if it ends there.
    pub(in crate::epcis) fn until_end(&mut self, bytes: &[u8]) -> usize {
        for (at, &byte) in bytes.iter().enumerate() {
            if self.quoted {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.quoted = false;
                        if self.depth == 0 {
                            self.ended = true;
                            return at + 1;
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' if self.begun && self.depth == 0 => return at,
                b'"' => self.quoted = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' | b',' | b':' if self.depth == 0 => return at,
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        self.ended = true;
                        return at + 1;
                    }
                }
                b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return at,
                _ => {}
            }
            self.begun = true;
        }
        bytes.len()
    }
}
